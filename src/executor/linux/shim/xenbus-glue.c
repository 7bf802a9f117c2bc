/* The driver's side of xenbus: the calls it makes, and its own callbacks. */
#include "k.h"
#include "scan.h"

int vsnprintf(char *, size_t, const char *, va_list);
struct transaction *xs_begin(int *err);
int xs_end(struct transaction *tx, int abort);

/* A device, and a watch, as the kernel's headers have them, with ours. */
struct glue_device { struct xenbus_device kernel; struct xdev *xdev; };
struct glue_watch { struct xen_watch watch; struct xenbus_watch *kernel; struct glue_watch *next; };

static struct xdev *xdev_of(struct xenbus_device *device) { return container_of(device, struct glue_device, kernel)->xdev; }
static struct xenbus_driver *driver(void) { return K->xenbus_driver; }

/* An id stands for where the transaction lies; 0 is none. */
static struct transaction *transaction_of(struct xenbus_transaction t) { return t.id ? (void *)(WORLD_BASE + t.id) : NULL; }

SHIM(int, xenbus_transaction_start, struct xenbus_transaction *t)
{
	int err;
	struct transaction *tx = xs_begin(&err);

	if (!err) t->id = (u32)((u64)tx - WORLD_BASE);
	return err;
}
SHIM(int, xenbus_transaction_end, struct xenbus_transaction t, int abort) { return xs_end(transaction_of(t), abort); }

SHIM(int, xenbus_scanf, struct xenbus_transaction t, const char *dir, const char *node, const char *format, ...)
{
	const char *value = xs_get(dir, node, transaction_of(t));
	va_list arguments;

	if (!value) return -ENOENT;
	va_start(arguments, format);
	int count = scan_list(value, format, arguments);
	va_end(arguments);
	return count ? count : -ERANGE;
}

SHIM(int, sscanf, const char *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int count = scan_list(text, format, arguments);
	va_end(arguments);
	return count;
}

SHIM(unsigned int, xenbus_read_unsigned, const char *dir, const char *node, unsigned int fallback)
{
	const char *value = xs_get(dir, node, NULL);
	unsigned int number;

	return value && scan_text(value, "%u", &number) == 1 ? number : fallback;
}

SHIM(int, xenbus_printf, struct xenbus_transaction t, const char *dir, const char *node, const char *format, ...)
{
	char text[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return xs_put(dir, node, text, transaction_of(t));
}

SHIM(int, xenbus_write, struct xenbus_transaction t, const char *dir, const char *node, const char *text)
{
	return xs_put(dir, node, text, transaction_of(t));
}

/* A number that must be there, or a text of its own that the caller gives back. */
static int gather_one(const char *dir, const char *node, const char *format, void *result)
{
	const char *value = xs_get(dir, node, NULL);

	if (!value) return -ENOENT;
	if (format) return scan_text(value, format, result) == 1 ? 0 : -EINVAL;
	char *copy = driver_alloc(strlen(value) + 1);
	if (!copy) return -ENOMEM;
	strcpy(copy, value);
	*(char **)result = copy;
	return 0;
}

SHIM(int, xenbus_gather, struct xenbus_transaction t, const char *dir, ...)
{
	va_list arguments;
	const char *node;
	int err = 0;

	va_start(arguments, dir);
	while (!err && (node = va_arg(arguments, char *))) {
		const char *format = va_arg(arguments, char *);
		void *result = va_arg(arguments, void *);
		err = gather_one(dir, node, format, result);
	}
	va_end(arguments);
	return err;
}

SHIM(int, xenbus_read_driver_state, const char *path) { return driver_state(path); }
SHIM(int, xenbus_dev_is_online, struct xenbus_device *device) { return !!shim_xenbus_read_unsigned(device->nodename, "online", 0); }

static void take_state(struct xenbus_device *device) { device->state = xdev_of(device)->state; }

SHIM(int, xenbus_switch_state, struct xenbus_device *device, enum xenbus_state state)
{
	xdev_switch_state(xdev_of(device), state);
	take_state(device);
	return 0;
}

#define REPORT(name, function) \
	SHIM(void, name, struct xenbus_device *device, int err, const char *format, ...) \
	{ \
		char text[3000]; \
		va_list arguments; \
		va_start(arguments, format); \
		vsnprintf(text, sizeof text, format, arguments); \
		va_end(arguments); \
		function(xdev_of(device), err, text); \
		take_state(device); \
	}
REPORT(xenbus_dev_fatal, xdev_fatal)
REPORT(xenbus_dev_error, xdev_error)

/* --- the shared page, the channel --- */

SHIM(int, xenbus_map_ring_valloc, struct xenbus_device *device, grant_ref_t *ref, unsigned int count, void **address)
{
	struct xdev *xdev = xdev_of(device);

	might_sleep_in("xenbus_map_ring");
	*address = NULL;
	int page = grant_map(xdev->otherend_id, (int)*ref);
	if (page < 0) {
		xdev_fatal(xdev, page, arena_format("mapping in shared page %d from domain %d", *ref, xdev->otherend_id));
		take_state(device);
		return -ENOENT;
	}
	*address = page_bytes(page);
	return 0;
}

SHIM(int, xenbus_unmap_ring_vfree, struct xenbus_device *device, void *address)
{
	struct xdev *xdev = xdev_of(device);
	int page = page_at(address);

	might_sleep_in("xenbus_unmap_ring");
	for (struct grant *grant = W->grants; grant; grant = grant->next)
		if (grant->page == page && grant->mapped > 0) return grant_unmap(xdev->otherend_id, grant->ref);
	warn("xenbus_unmap_ring", "page was not mapped");
	return -ENOENT;
}

SHIM(int, bind_interdomain_evtchn_to_irqhandler_lateeoi, struct xenbus_device *device, evtchn_port_t port, irq_handler_t handle,
     unsigned long flags, const char *name, void *id)
{
	return events_bind(xdev_of(device)->otherend_id, port, (int (*)(int, void *))handle, id, &xdev_of(device)->stats);
}
SHIM(void, unbind_from_irqhandler, unsigned int irq, void *id) { events_unbind(irq); }
SHIM(void, notify_remote_via_irq, int irq) { events_notify(irq); }
SHIM(void, xen_irq_lateeoi, unsigned int irq, unsigned int flags) { events_eoi(irq, !!(flags & XEN_EOI_FLAG_SPURIOUS)); }

/* --- watches --- */

static struct glue_watch *glue_watches(void) { return K->driver_watches; }

static void watch_fired(void *argument, const char *path)
{
	struct xenbus_watch *watch = argument;

	watch->callback(watch, path, "");
}

SHIM(int, xenbus_watch_path, struct xenbus_device *device, const char *path, struct xenbus_watch *watch, void *will_handle,
     void (*callback)(struct xenbus_watch *, const char *, const char *))
{
	struct glue_watch *glue = arena_alloc(sizeof *glue);

	watch->node = path;
	watch->callback = callback;
	glue->kernel = watch;
	glue->watch.callback = watch_fired;
	glue->watch.argument = watch;
	glue->watch.guest = -1;
	glue->next = glue_watches();
	K->driver_watches = glue;
	xenwatch_register(&glue->watch, absolute_path(path, ""));
	return 0;
}
SHIM(void, unregister_xenbus_watch, struct xenbus_watch *watch)
{
	for (struct glue_watch *glue = glue_watches(); glue; glue = glue->next)
		if (glue->kernel == watch) {
			xenwatch_unregister(&glue->watch);
			return;
		}
}

/* --- the bus --- */

void xdev_make(struct xdev *xdev)
{
	struct glue_device *glue = arena_alloc(sizeof *glue);

	glue->xdev = xdev;
	glue->kernel.nodename = xdev->nodename;
	glue->kernel.otherend = (char *)xdev->otherend;
	glue->kernel.otherend_id = xdev->otherend_id;
	glue->kernel.state = xdev->state;
	glue->kernel.dev.init_name = xdev->name;
	xdev->kernel = &glue->kernel;
}

int xdev_probe(struct xdev *xdev) { return driver()->probe(xdev->kernel, driver()->ids); }
void xdev_otherend_changed(struct xdev *xdev, int state) { driver()->otherend_changed(xdev->kernel, state); }
void *xdev_connection(struct xdev *xdev) { return dev_get_drvdata(&((struct xenbus_device *)xdev->kernel)->dev); }
void xdev_driver_remove(struct xdev *xdev) { if (driver()->remove) driver()->remove(xdev->kernel); }

SHIM(int, __xenbus_register_backend, struct xenbus_driver *wanted, struct module *module, const char *name)
{
	if (K->bus_registered) return -EBUSY;
	K->xenbus_driver = wanted;
	return backends_register();
}
SHIM(void, xenbus_unregister_driver, struct xenbus_driver *wanted) { backends_unregister(); }
SHIM(void, device_unregister, struct device *device) { backends_remove(xdev_of(container_of(device, struct xenbus_device, dev))); }
