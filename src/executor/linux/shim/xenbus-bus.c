/* The bus of backend devices of type pci: finds their nodes, binds the driver to them, removes them. */
#include <stdio.h>
#include <string.h>
#include "kernel.h"
#include "scan.h"
#include "world.h"

#define ROOT "/local/domain/0/backend"
enum { INITIALISING = 1, CLOSED = 6, EBUSY_RIG = 16, EAGAIN_RIG = 11, HOME_LENGTH = 16 };

static void otherend_changed(void *argument, const char *path)
{
	struct xdev *xdev = argument;

	(void)path;
	if (!xdev->removed) xdev_otherend_changed(xdev, driver_state(xdev->otherend));
}

static void bind(struct xdev *xdev)
{
	if (!K->bus_registered) return;
	struct task *task = task_current();
	int behalf = task->on_behalf;
	task->on_behalf = xdev->otherend_id;
	int err = xdev_probe(xdev);
	task->on_behalf = behalf;
	if (err < 0) {
		log_line(LEVEL_ERR, xdev->otherend_id, "xen-backend %s: probe failed with error %d", xdev->name, err);
		return;
	}
	xdev->bound = 1;
	xdev->watch.callback = otherend_changed;
	xdev->watch.argument = xdev;
	xdev->watch.guest = xdev->otherend_id;
	xenwatch_register(&xdev->watch, absolute_path(xdev->otherend, "state"));
}

static int is_known(const char *nodename, const char *name)
{
	for (struct xdev *xdev = K->xdevs; xdev; xdev = xdev->next)
		if (strcmp(xdev->nodename, nodename) == 0 || (name && strcmp(xdev->name, name) == 0)) return 1;
	return 0;
}

/* Makes a device of a node that has none: only if its state reads Initialising and the frontend's node exists. */
static void probe_node(const char *nodename)
{
	int otherend_id, devid;

	if (is_known(nodename, NULL) || driver_state(nodename) != INITIALISING) return;
	const char *id = xs_get(nodename, "frontend-id", NULL);
	const char *otherend = xs_get(nodename, "frontend", NULL);
	if (!id || scan_text(id, "%d", &otherend_id) != 1 || !otherend || !*otherend) return;
	if (!xs_exists(otherend, "")) return;
	if (scan_text(strrchr(nodename, '/') + 1, "%d", &devid) != 1) devid = 0;
	const char *name = arena_format("pci-%d-%s", otherend_id, strrchr(nodename, '/') + 1);
	if (is_known(nodename, name)) return;
	struct xdev *xdev = arena_alloc(sizeof *xdev), **end = &K->xdevs;
	*xdev = (struct xdev){ .nodename = arena_text(nodename), .otherend = arena_text(otherend), .name = name,
			       .otherend_id = otherend_id, .state = INITIALISING, .stats.threshold = 1 };
	xdev_make(xdev);
	while (*end) end = &(*end)->next;
	*end = xdev;
	bind(xdev);
}

static void probe_all(void)
{
	for (struct xs_node *frontend = xs_list(ROOT "/pci"); frontend; frontend = frontend->next)
		for (struct xs_node *one = xs_list(arena_format(ROOT "/pci/%s", frontend->name)); one; one = one->next)
			probe_node(arena_format("backend/pci/%s/%s", frontend->name, one->name));
}

static void changed(void *unused, const char *path)
{
	char frontend[64], id[64];

	(void)unused;
	if (!xs_exists(path, "")) {
		u64 length = strlen(path) - HOME_LENGTH;
		for (struct xdev *xdev = K->xdevs, *next; xdev; xdev = next) {
			next = xdev->next;
			if (strncmp(xdev->nodename, path + HOME_LENGTH, length) == 0 && (xdev->nodename[length] == 0 || xdev->nodename[length] == '/'))
				backends_remove(xdev);
		}
	} else if (strcmp(path, ROOT) == 0) probe_all();
	else if (sscanf(path + sizeof ROOT, "pci/%63[^/]/%63[^/]", frontend, id) == 2)
		probe_node(arena_format("backend/pci/%s/%s", frontend, id));
}

int backends_register(void)
{
	if (K->bus_registered) return -EBUSY_RIG;
	K->bus_registered = 1;
	K->backend_watch.callback = changed;
	K->backend_watch.guest = -1;
	xenwatch_register(&K->backend_watch, ROOT);
	return 0;
}

int backends_unregister(void)
{
	K->bus_registered = 0;
	K->xdevs = NULL;
	xenwatch_unregister(&K->backend_watch);
	return 0;
}

/* The driver's removal, then state Closed if the node still exists. */
void backends_remove(struct xdev *xdev)
{
	if (xdev->removed) return;
	xdev->removed = 1;
	for (struct xdev **link = &K->xdevs; *link; link = &(*link)->next)
		if (*link == xdev) {
			*link = xdev->next;
			break;
		}
	if (!xdev->bound) return;
	xdev->bound = 0;
	xenwatch_unregister(&xdev->watch);
	xdev->next = K->leaving;
	K->leaving = xdev;
	xdev_driver_remove(xdev);
	for (struct xdev **link = &K->leaving; *link; link = &(*link)->next)
		if (*link == xdev) {
			*link = xdev->next;
			break;
		}
	xdev_switch_state(xdev, CLOSED);
}
