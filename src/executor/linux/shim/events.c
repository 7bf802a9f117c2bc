/* Inter-domain event channels with late EOI, as the kernel's event channel core has them. */
#include "kernel.h"
#include "world.h"

enum { EINVAL_RIG = 22, HANDLER_USEC = 2, STORM_CHECK_EVENTS = 256 };

static u64 now(void) { return jiffies_of(W->tasks.now); }
static int not_running(void *what, struct task *task) { return (void)task, ((struct event_irq *)what)->running == 0; }

struct event_irq *events_find(int irq)
{
	for (struct event_irq *info = K->event_irqs; info; info = info->next) if (info->irq == irq) return info;
	return NULL;
}

static struct event_irq *by_port(int port)
{
	for (struct event_irq *info = K->event_irqs; info; info = info->next) if (info->port == port && info->mapped) return info;
	return NULL;
}

int events_reach(int irq)
{
	struct event_irq *info = events_find(irq);

	return info && info->mapped;
}

static void add_mask(struct event_irq *info, int reason)
{
	if (info->mask_reasons == 0) channel_mask(info->port);
	info->mask_reasons |= reason;
}

static void remove_mask(struct event_irq *info, int reason)
{
	if (info->mask_reasons == 0) return;
	info->mask_reasons &= ~reason;
	if (info->mask_reasons == 0) channel_unmask(info->port);
}

/* --- delayed EOIs of one processor --- */

static void arm(struct event_cpu *cpu, u64 time)
{
	u64 interval = time > now() ? time - now() : 1;

	cpu->timer.due = (now() + interval) * USEC_PER_JIFFY_RIG;
}

static void enqueue(struct event_cpu *cpu, struct event_irq *info)
{
	struct event_irq **link = &cpu->queue;

	while (*link && (*link)->eoi_time <= info->eoi_time) link = &(*link)->queue_next;
	int first = link == &cpu->queue;
	info->queue_next = *link;
	*link = info;
	info->queued = 1;
	if (first) arm(cpu, info->eoi_time);
}

static void dequeue(struct event_cpu *cpu, struct event_irq *info)
{
	for (struct event_irq **link = &cpu->queue; *link; link = &(*link)->queue_next)
		if (*link == info) {
			*link = info->queue_next;
			break;
		}
	info->queued = 0;
}

static void finish_eoi(struct event_irq *info)
{
	int was_masked = info->mask_reasons & MASK_EOI_PENDING;

	info->eoi_time = 0;
	info->active = 0;
	if (was_masked && info->mask_reasons == MASK_EOI_PENDING) emit1(EV_EOI_DONE, info->domid);
	remove_mask(info, MASK_EOI_PENDING);
}

static void fire(struct timer *timer)
{
	struct event_cpu *cpu = (struct event_cpu *)timer;
	u64 at = now();

	for (struct event_irq *head = cpu->queue; head; head = cpu->queue) {
		if (head->eoi_time > at) {
			arm(cpu, head->eoi_time);
			return;
		}
		cpu->queue = head->queue_next;
		head->queued = 0;
		head->eoi_time = 0;
		int previous = K->current_cpu;
		K->current_cpu = cpu->number;
		head->spurious_count = 0;
		finish_eoi(head);
		K->current_cpu = previous;
	}
}

void events_init(void)
{
	K->event_loop_timeout = 2;
	K->event_eoi_delay = 10;
	K->handler_domid = -1;
	for (int i = 0; i < CPUS_RIG; i++) {
		K->cpus[i].number = i;
		K->cpus[i].timer.fire = fire;
		timer_register(&K->cpus[i].timer);
	}
}

/* --- what drivers ask for --- */

int events_bind(int domid, int remote_port, int (*handle)(int, void *), void *id, struct event_stats *stats)
{
	int port = fault_taken(FAULT_CHANNEL_BIND) ? -EINVAL_RIG : channel_bind(DOM0_ID, domid, remote_port);

	if (port < 0) {
		emit2(EV_CHANNEL_BIND, domid, port);
		return port;
	}
	struct event_irq *info = arena_alloc(sizeof *info);
	*info = (struct event_irq){ .next = K->event_irqs, .irq = irq_allocate(IRQ_EVENT), .port = port, .domid = domid, .stats = stats, .mapped = 1 };
	K->event_irqs = info;
	stats->channels++;
	emit2(EV_CHANNEL_BIND, domid, info->irq);
	add_mask(info, MASK_EXPLICIT);
	info->handle = handle;
	info->id = id;
	int irq = info->irq;
	remove_mask(info, MASK_EXPLICIT);
	return irq;
}

void events_unbind(int irq)
{
	struct event_irq *info = events_find(irq);

	if (!info) return;
	might_sleep_in("free_irq");
	add_mask(info, MASK_EXPLICIT);
	while (info->running) task_wait(&(struct blocker){ not_running, info, arena_format("handler of irq %d", irq) }, NEVER);
	if (info->queued) dequeue(&K->cpus[info->eoi_cpu], info);
	for (struct event_irq **link = &K->event_irqs; *link; link = &(*link)->next)
		if (*link == info) {
			*link = info->next;
			break;
		}
	info->mapped = 0;
	channel_close(DOM0_ID, info->port);
	irq_release(irq);
	info->handle = 0;
	info->stats->channels--;
	info->freed = 1;
	emit2(EV_CHANNEL_UNBIND, info->domid, irq);
}

void events_notify(int irq)
{
	struct event_irq *info = events_find(irq);
	int domid = info ? info->domid : on_behalf_of();

	reach(POINT_NOTIFY, domid, 0);
	info = events_find(irq);
	emit2(EV_NOTIFY, domid, info != 0);
	if (info) channel_send(DOM0_ID, info->port);
}

/* Counts a spurious event; the delay of its EOI in jiffies. */
static u32 account_spurious(struct event_irq *info)
{
	u32 threshold = info->stats->threshold ? info->stats->threshold : 1, delay = 0;

	if (info->spurious_count != 255 && !(info->spurious_count < 31 && 1 << info->spurious_count >= 4 * HZ_RIG)) info->spurious_count++;
	if ((u32)info->spurious_count > threshold) {
		u32 shift = (u32)info->spurious_count - 1 - threshold;
		delay = shift > 8 || 1u << shift > HZ_RIG ? HZ_RIG : 1u << shift;
		if (info->eoi_time == 0) info->eoi_cpu = K->current_cpu;
		info->eoi_time = now() + delay;
		info->stats->delayed += delay;
	}
	info->stats->spurious++;
	return delay;
}

void events_eoi(int irq, int spurious)
{
	struct event_irq *info = events_find(irq);

	if (info) reach(POINT_EOI, info->domid, 0);
	info = events_find(irq);
	if (!info) return;
	if (info->queued) {
		emit4(EV_EOI, info->domid, spurious, 0, 1);
		return;
	}
	u32 delay = spurious ? account_spurious(info) : 0;
	if (!spurious) info->spurious_count = 0;
	struct event_cpu *cpu = &K->cpus[info->eoi_cpu];
	int put = info->eoi_time != 0 && (delay > 0 || info->epoch == cpu->epoch);
	emit4(EV_EOI, info->domid, spurious, delay, put);
	if (put) enqueue(cpu, info);
	else finish_eoi(info);
}

void events_set_affinity(int irq, int cpu)
{
	struct event_irq *info = events_find(irq);

	if (!info) return;
	add_mask(info, MASK_TEMPORARY);
	info->cpu = cpu;
	channel_set_vcpu(info->port, cpu);
	remove_mask(info, MASK_TEMPORARY);
}

/* --- delivery --- */

static void run_handler(struct event_irq *info)
{
	int domid = K->handler_domid;

	if (!info->handle) return;
	emit2(EV_HANDLER_ENTER, info->irq, info->domid);
	W->tasks.now += HANDLER_USEC;
	W->atomic_depth++;
	info->running++;
	K->handler_domid = info->domid;
	info->handle(info->irq, info->id);
	K->handler_domid = domid;
	info->running--;
	W->atomic_depth--;
	emit2(EV_HANDLER_EXIT, info->irq, info->domid);
}

/* Does the upcall go on for so long that its EOIs are put off? */
static int is_storm(struct event_cpu *cpu)
{
	if (cpu->has_deadline) return now() > cpu->deadline;
	cpu->has_deadline = 1;
	cpu->deadline = now() + (u64)K->event_loop_timeout;
	return 0;
}

static void dispatch(int port, struct event_cpu *cpu)
{
	struct event_irq *info = by_port(port);

	if (!info) return;
	if (!cpu->deferring && ++cpu->dispatched % STORM_CHECK_EVENTS == 0) cpu->deferring = is_storm(cpu);
	if (info->active) return;
	info->active = 1;
	info->stats->events++;
	if (cpu->deferring) {
		info->eoi_cpu = cpu->number;
		info->epoch = cpu->epoch;
		info->eoi_time = now() + (u64)K->event_eoi_delay;
	}
	add_mask(info, MASK_EOI_PENDING);
	channel_clear_pending(DOM0_ID, info->port);
	run_handler(info);
}

void events_upcall(int number)
{
	struct event_cpu *cpu = &K->cpus[number];

	if (cpu->in_upcall) {
		cpu->again = 1;
		return;
	}
	int previous = K->current_cpu;
	K->current_cpu = number;
	cpu->in_upcall = 1;
	cpu->dispatched = 0;
	cpu->has_deadline = cpu->deferring = 0;
	do {
		cpu->again = 0;
		for (int port = channel_next_pending(number); port; port = channel_next_pending(number)) dispatch(port, cpu);
	} while (cpu->again);
	cpu->epoch++;
	cpu->in_upcall = cpu->deferring = 0;
	K->current_cpu = previous;
}
