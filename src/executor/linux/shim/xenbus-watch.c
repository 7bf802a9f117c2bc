/* Watches of the kernel, and the one task that handles their events one after the other. */
#include "kernel.h"
#include "world.h"

static void run(void *unused)
{
	(void)unused;
	while (K->events) {
		sleep_lock(K->xenwatch_mutex);
		struct xen_event *event = K->events;
		if (event) {
			K->events = event->next;
			K->event_count--;
			event->watch->pending--;
			task_current()->on_behalf = domain_of_path(event->path);
			event->watch->callback(event->watch->argument, event->path);
			task_current()->on_behalf = -1;
		}
		sleep_unlock(K->xenwatch_mutex);
		if (K->events) task_wait(0, NEVER);
	}
	K->xenwatch = 0;
}

static int is_registered(const struct xen_watch *watch)
{
	for (struct xen_watch *one = K->watches; one; one = one->next) if (one == watch) return 1;
	return 0;
}

/* A guest's node has at most one event waiting: the callback reads the current value, so nothing is lost. */
static void fired(void *sink, const char *path)
{
	struct xen_watch *watch = sink;

	if (!is_registered(watch) || (watch->guest >= 0 && watch->pending > 0)) return;
	struct xen_event *event = arena_alloc(sizeof *event), **end = &K->events;
	*event = (struct xen_event){ 0, watch, arena_text(path) };
	while (*end) end = &(*end)->next;
	*end = event;
	watch->pending++;
	K->event_count++;
	if (watch->guest >= 0) emit2(EV_WATCH_QUEUED, watch->guest, K->event_count);
	if (!K->xenwatch) K->xenwatch = task_spawn("xenwatch", TASK_XENWATCH, -1, run, 0);
}

void xenwatch_register(struct xen_watch *watch, const char *path)
{
	watch->next = K->watches;
	watch->pending = 0;
	K->watches = watch;
	watch->store = arena_alloc(sizeof *watch->store);
	*watch->store = (struct store_watch){ .path = path, .fired = fired, .sink = watch };
	store_watch_add(watch->store);
}

/* Drops its queued events and, outside xenwatch, waits until its callback is not running. */
void xenwatch_unregister(struct xen_watch *watch)
{
	if (!is_registered(watch)) return;
	for (struct xen_watch **link = &K->watches; *link; link = &(*link)->next)
		if (*link == watch) {
			*link = watch->next;
			break;
		}
	store_watch_remove(watch->store);
	int inside = K->xenwatch && task_current() == K->xenwatch;
	if (!inside) sleep_lock(K->xenwatch_mutex);
	for (struct xen_event **link = &K->events; *link;)
		if ((*link)->watch == watch) {
			*link = (*link)->next;
			K->event_count--;
		} else link = &(*link)->next;
	watch->pending = 0;
	if (!inside) sleep_unlock(K->xenwatch_mutex);
}
