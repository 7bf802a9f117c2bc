/* What every part of the shim shares. Included beside the kernel's headers as well as beside those of the C library. */
#ifndef RIG_BASE_H
#define RIG_BASE_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed int s32;
#ifndef NULL
#define NULL ((void *)0)
#endif

struct task;
struct transaction;

enum { PAGE_BYTES = 4096, DOM0_ID = 0, FIRST_GUEST_ID = 1, MAX_GUESTS_RIG = 3, MAX_DEVICES_RIG = 8 };

/* Codes of records, as in src/platform/recorder.ts; a test holds the two lists together. */
enum ev {
	EV_FETCH = 1, EV_STORE = 2, EV_FLAG_BIT = 3, EV_NOTIFY = 4, EV_GUEST_NOTIFY = 5, EV_HANDLER_ENTER = 6,
	EV_HANDLER_EXIT = 7, EV_EOI = 8, EV_EOI_DONE = 9, EV_WORK_QUEUED = 10, EV_WORK_START = 11, EV_WORK_END = 12,
	EV_CONFIG_READ = 13, EV_CONFIG_WRITE = 14, EV_HOST_ENTER = 15, EV_HOST_EXIT = 16, EV_LOG = 17,
	EV_LOCK_ACQUIRE = 18, EV_LOCK_RELEASE = 19, EV_LOCK_WAIT = 20, EV_LOCK_FAULT = 21, EV_TASK_START = 22,
	EV_TASK_END = 23, EV_XENSTORE_WRITE = 24, EV_GRANT_MAP = 25, EV_GRANT_UNMAP = 26, EV_CHANNEL_BIND = 27,
	EV_CHANNEL_UNBIND = 28, EV_IRQ_REQUEST = 29, EV_IRQ_FREE = 30, EV_IRQ_RAISED = 31, EV_LINE_SHUT = 32,
	EV_WARN = 33, EV_OOPS = 34, EV_UNSUPPORTED_REQUEST = 35, EV_OUT_OF_WINDOW = 36, EV_OWNER = 37,
	EV_AER_VERDICT = 38, EV_PHYSDEV_MSIX = 39, EV_STATE_SWITCH = 40, EV_STEP_LIMIT = 41, EV_WATCH_QUEUED = 42,
	EV_FUNCTION_RESET = 43, EV_PIRQ_MAP = 44, EV_PIRQ_UNMAP = 45, EV_ACTION = 46, EV_POINT_HIT = 47,
	EV_REQUEST_ADDRESS = 48, EV_MEMORY = 49, EV_REQUEST_ACCESS = 50, EV_ATTRIBUTE_STORE = 51,
	EV_ATTRIBUTE_SHOW = 52, EV_DRIVER_LOAD = 53, EV_DRIVER_UNLOAD = 54, EV_BIND = 55, EV_UNBIND = 56,
	EV_AER_RECOVERY = 57, EV_XENSTORE_ACCESS = 58, EV_FRONTEND_LOG = 59, EV_GSI = 60, EV_MSIX_ENTRY = 61,
};

/* Services of the PCI core (`HostCall`), and what is wrong with a lock (`LockFault`). */
enum host_call {
	CALL_HYPERVISOR, CALL_ENABLE_DEVICE, CALL_DISABLE_DEVICE, CALL_SET_MASTER, CALL_CLEAR_MASTER, CALL_SET_MWI,
	CALL_CLEAR_MWI, CALL_INTX, CALL_SET_POWER_STATE, CALL_ENABLE_MSI, CALL_DISABLE_MSI, CALL_ENABLE_MSIX,
	CALL_DISABLE_MSIX, CALL_SAVE_STATE, CALL_RESTORE_STATE, CALL_RESET_FUNCTION,
};
enum lock_fault { LOCK_SELF_DEADLOCK = 1, LOCK_ORDER_INVERSION, LOCK_SLEEP_IN_ATOMIC, LOCK_HELD_AT_EXIT, LOCK_NOT_OWNER };

/* Kinds of points, in the order in which programs number them. */
enum point { POINT_FETCH, POINT_STORE, POINT_NOTIFY, POINT_EOI, POINT_LOCK, POINT_WAIT, POINT_CONFIG, POINT_XENSTORE };

/* Kinds of crashes, in the order of the protocol's list. */
enum crash { CRASH_EXCEPTION, CRASH_BUG, CRASH_NULL, CRASH_FREED, CRASH_BOUNDS, CRASH_UNMAPPED };

/* Faults that a program may inject, in the order of the action's field. */
enum fault {
	FAULT_ALLOC, FAULT_XENSTORE_CONFLICT, FAULT_XENSTORE_WRITE, FAULT_GRANT_MAP, FAULT_CHANNEL_BIND, FAULT_RESET,
	FAULT_PIRQ, FAULT_REQUEST_IRQ, FAULT_ENABLE, FAULT_CONFIG_READ, FAULT_CONFIG_WRITE, FAULT_LOAD_STATE,
	FAULT_XENSTORE_BEGIN, FAULT_VECTOR, FAULTS,
};

/* record.c */
void emit(enum ev code, double a, double b, double c, double d, double e);
#define emit0(code) emit(code, 0, 0, 0, 0, 0)
#define emit1(code, a) emit(code, a, 0, 0, 0, 0)
#define emit2(code, a, b) emit(code, a, b, 0, 0, 0)
#define emit3(code, a, b, c) emit(code, a, b, c, 0, 0)
#define emit4(code, a, b, c, d) emit(code, a, b, c, d, 0)
/* Id of a text in this execution, never 0 while recording. */
int text_id(const char *text);
int text_id_of(const char *text, int length);
/* The driver is about to store in a page: the record's value is looked up when the next thing happens. */
void emit_store(int domid, int offset, int size, const void *at, int site);
/* The record of a store that is still owed. */
void emit_flush(void);
/* Nothing is recorded and no point is reached while it is above 0. */
extern int silence;
/* Somebody looks at the machine: no lock is taken. */
extern int looking;

/* oops.c: the execution ends here. */
void oops(enum crash kind, const char *site, const char *format, ...) __attribute__((noreturn, format(printf, 3, 4)));
void warn(const char *site, const char *text);

/* arena.c: everything that a restore brings back lies here. Nothing is given back before the next restore. */
void *arena_alloc(u64 size);
char *arena_text(const char *text);
char *arena_bytes(const char *text, int length);
char *arena_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* symbols.c */
const char *function_at(const void *address);
/* The driver's file that a function is defined in; NULL: none of its. */
const char *file_at(const void *address);
/* The function that a return address leads back to: a call that does not return may be its last instruction. */
static inline const char *caller_at(const void *address) { return function_at((const u8 *)address - 1); }
const char *object_at(const void *address);
/* Number of the driver's function around an address in the rig's list of sites, 0 for any other. */
int site_at(const void *address);
const char *site_name(int site);

/* effects.c */
extern u32 points_armed;
void point_reached(enum point kind, int domid, int name);
#define reach(kind, domid, name) do { if (points_armed & (1u << (kind))) point_reached(kind, domid, name); } while (0)

#endif
