/* The host's kernel around the driver: state and services, in terms that need none of the kernel's headers. */
#ifndef RIG_KERNEL_H
#define RIG_KERNEL_H
#include "tasks.h"

struct function;

/* --- interrupts (irq.c) --- */
enum irq_kind { IRQ_LEGACY, IRQ_MSI, IRQ_MSIX, IRQ_EVENT };
enum { FIRST_DYNAMIC_IRQ = 288, FIRST_MSI_PIRQ = 512 };
/* A handler of the driver, or (handle NULL) one of the host that claims nothing. */
struct handler { struct handler *next; int (*handle)(int irq, void *id); void *id; int fn, shared; const char *name; };
struct line {
	struct line *next;
	int irq, pirq, domid, shared_with_domains, share_query_fails, edge, unclaimed, shut;
	enum irq_kind kind;
	struct handler *handlers;
};
struct line *irq_line(int irq);
void irq_add_legacy(int irq);
int irq_allocate(enum irq_kind kind);
void irq_release(int irq);
int irq_map_pirq(int irq, int domid);
int irq_pirq(int irq);
int irq_request(int irq, int (*handle)(int, void *), void *id, int fn, const char *name, int shared);
void irq_free(int irq, void *id, int fn);
int irq_raise(int irq, int by_guest);

/* --- event channels of the kernel (events.c) --- */
enum { MASK_EXPLICIT = 1, MASK_TEMPORARY = 2, MASK_EOI_PENDING = 4, CPUS_RIG = 2 };
struct event_stats { u32 channels, events, spurious, delayed, threshold; };
struct event_irq {
	struct event_irq *next, *queue_next;
	int irq, port, domid, mask_reasons, active, spurious_count, eoi_cpu, queued, cpu, running, freed, mapped;
	u64 eoi_time;
	u32 epoch;
	struct event_stats *stats;
	int (*handle)(int irq, void *id);
	void *id;
};
struct event_cpu {
	struct timer timer;
	int number, in_upcall, again, deferring, has_deadline;
	u32 epoch, dispatched;
	u64 deadline;
	struct event_irq *queue;
};
void events_init(void);
void events_upcall(int cpu);
int events_bind(int domid, int remote_port, int (*handle)(int, void *), void *id, struct event_stats *stats);
void events_unbind(int irq);
void events_notify(int irq);
void events_eoi(int irq, int spurious);
void events_set_affinity(int irq, int cpu);
struct event_irq *events_find(int irq);
int events_reach(int irq);

/* --- locks (locks.c) --- */
void might_sleep_in(const char *what);
struct rig_lock { struct rig_lock *next; const void *at; const char *name; int lock_class; struct task *owner; int spin; };
struct rig_lock *lock_new(const void *at, const char *name);
void sleep_lock(struct rig_lock *lock);
void sleep_unlock(struct rig_lock *lock);
void lock_order_clear(void);

/* --- log --- */
/* Severities of the kernel. */
enum { LEVEL_ERR = 3, LEVEL_WARNING = 4, LEVEL_INFO = 6, LEVEL_DEBUG = 7 };
void log_line(int level, int domid, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* An information of the kernel's own, through the limiter of its power states. */
void log_limited(int domid, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Domain whose action the kernel is carrying out now, -1 none. */
int on_behalf_of(void);
/* The worker has found another request at the end of one; when it takes it in hand, other tasks come first. */
void work_found_more(void);
void work_goes_on(void);
void attribute_memory(int count);
int object_lives(const void *object);

/* --- xenbus --- */
struct xen_watch {
	struct xen_watch *next;
	struct store_watch *store;
	void (*callback)(void *argument, const char *path);
	void *argument;
	int guest, pending;
};
struct xen_event { struct xen_event *next; struct xen_watch *watch; const char *path; };
void xenwatch_register(struct xen_watch *watch, const char *path);
void xenwatch_unregister(struct xen_watch *watch);
/* A backend device on the bus. */
struct xdev {
	struct xdev *next;
	const char *nodename, *otherend, *name;
	int otherend_id, removed, bound, state;
	struct event_stats stats;
	struct xen_watch watch;
	/* The kernel's structure, and what the driver keeps there. */
	void *kernel;
};
int domain_of_path(const char *path);
const char *absolute_path(const char *dir, const char *node);
const char *xs_get(const char *dir, const char *node, struct transaction *tx);
int xs_exists(const char *dir, const char *node);
struct xs_node *xs_list(const char *dir);
int xs_put(const char *dir, const char *node, const char *value, struct transaction *tx);
int driver_state(const char *dir);
void xdev_switch_state(struct xdev *xdev, int state);
void xdev_error(struct xdev *xdev, int err, const char *message);
void xdev_fatal(struct xdev *xdev, int err, const char *message);
int backends_register(void);
int backends_unregister(void);
void backends_remove(struct xdev *xdev);
/* The driver's side of the bus (xenbus-glue.c). */
void xdev_make(struct xdev *xdev);
int xdev_probe(struct xdev *xdev);
void xdev_otherend_changed(struct xdev *xdev, int state);
void xdev_driver_remove(struct xdev *xdev);
/* The driver's connection of a device, NULL without one. */
void *xdev_connection(struct xdev *xdev);

/* --- driver and devices (pci-*.c, driver.c, inspect.c) --- */
void pci_scan(void);
int driver_load(const char *hide, int passthrough, int permissive);
int driver_unload(void);
int driver_is_loaded(void);
int driver_store(const char *attribute, const char *value, int length);
/* Bytes read into `page`, or a negative errno. */
int driver_show(const char *attribute, char *page);
int parameter_read(const char *name, char *out);
int parameter_write(const char *name, const char *value);
/* `which`: 0 pciback, 1 the host's own driver, 2 none. */
enum { DRIVER_PCIBACK, DRIVER_HOST, DRIVER_NONE };
int device_driver(struct function *fn);
int device_bind(struct function *fn, int which);
void device_unbind(struct function *fn);
void device_override(struct function *fn, int which);
void device_owner(struct function *fn, int domid);
void device_flag(struct function *fn, int flag);
int device_gsi(struct function *fn);
void device_signal(struct function *fn);
void device_gone(struct function *fn);
int device_has_handlers(struct function *fn);
/* callback 0..3, or 4 for the whole recovery; the verdict. */
int device_aer(struct function *fn, int callback, int state);
/* Where a guest sees a function; 0 when it does not have it. */
int device_virtual(struct function *fn, int domid, u32 *domain, u32 *bus, u32 *devfn);
/* Domain that has it, -1 nobody, -2: it is not bound to the driver. */
int device_holder(struct function *fn);
/* Domain that the driver's own record of it names, -1 none. */
int device_recorded(struct function *fn);
int device_in_use(struct function *fn);

struct kernel {
	struct line *lines;
	struct event_irq *event_irqs;
	struct event_cpu cpus[CPUS_RIG];
	int current_cpu, event_loop_timeout, event_eoi_delay, handler_domid;
	struct pirq { struct pirq *next; int domid, pirq; } *pirqs;
	struct rig_lock *locks;
	const char *classes[256];
	int class_count;
	/* `inner` classes that were ever taken inside `outer`. */
	u8 order[64][8];
	const char *spinning[16];
	int spinning_count;
	int no_msi, physdev_error, debug;
	/* Lines since the limiter of power states let the first through. */
	u64 limit_begin;
	int limit_printed;
	struct xen_watch *watches, backend_watch;
	struct xen_event *events, *last_event;
	int event_count;
	struct task *xenwatch;
	struct rig_lock *xenwatch_mutex;
	/* Of the bus, and those whose driver is being taken away. */
	struct xdev *xdevs, *leaving;
	int bus_registered, loaded;
	/* The kernel's own structures. */
	void *pci_driver, *xenbus_driver, *notifier, *works;
	const void *attributes[32];
	int attribute_count;
	/* Watches of the driver. */
	void *driver_watches;
};
#define K (W->kernel)

#endif
