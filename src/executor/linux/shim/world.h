/* All mutable state of the machine, at a fixed address at the beginning of the arena. */
#ifndef RIG_WORLD_H
#define RIG_WORLD_H
#include "platform.h"
#include "tasks.h"

struct setup_device { char name[208]; int guest, permissive, interrupt_control, host_shares_line, host_driver, edge, copies; };
struct setup {
	int passthrough, permissive, stub_only, not_initial, pvh, without_msi, guests, start, device_count;
	struct setup_device devices[MAX_DEVICES_RIG];
};
enum { START_CONNECTED, START_BOUND, START_IDLE, START_UNLOADED };

/* What a BAR decodes, in the order of the registers. */
struct resource_found { struct resource_found *next; int reg, io; u64 start, end; };

struct guest {
	int domid, page, grant_ref, port, state, log_requests, aer_busy, aer_queued, installed;
	struct found { struct found *next; u32 domain; int bus, devfn; struct resource_found *resources; } *found;
	/* BARs that devices were given, those of forgotten devices among them. */
	struct claim { struct claim *next; const struct found *device; const struct resource_found *resource; } *claims;
	u8 replied[548];
	/* Lines of the step at hand. */
	struct said { struct said *next; const char *line; } *said, *said_last;
	const char *directory, *backend;
};

struct world {
	u64 top, allocated;
	int faults[FAULTS];
	struct tasks tasks;
	struct channels dom0, channels[MAX_GUESTS_RIG];
	struct grant *grants;
	struct page_info pages[GUEST_PAGES];
	int page_count;
	struct xenstore store;
	struct function *functions[MAX_FUNCTIONS];
	int function_count;
	/* By device of the set-up. */
	struct function *devices[MAX_DEVICES_RIG];
	struct setup setup;
	struct guest guests[MAX_GUESTS_RIG];
	int repetitions, atomic_depth, host_driver;
	/* Of the kernel's part: kernel.h. */
	struct kernel *kernel;
	/* Of each function: returns.h. */
	void *baselines;
};

#define WORLD_BASE 0x500000000000ull
#define PAGES_BASE 0x4f0000000000ull
#define W ((struct world *)WORLD_BASE)

static inline int fault_taken(enum fault fault)
{
	if (W->faults[fault] <= 0) return 0;
	W->faults[fault]--;
	return 1;
}

/* arena.c */
struct image { u8 *bytes, *data, *shadow, *pages; u64 size; int page_count; };
void arena_map(void);
void arena_reset(void);
void image_take(struct image *image);
void image_restore(const struct image *image);
void image_drop(struct image *image);

/* record.c */
struct record { double code, time, task, a, b, c, d, e; };
extern struct record *records;
extern u32 record_count;
extern int records_truncated, word_by_word;
void record_begin(int full);
int text_count(void);
const char *text_at(int id, int *length);
u64 text_hash(int id);
/* The number by which the rig knows a text from now on; 0 the first time, and of those that get none. */
int text_number(int id);

/* oops.c */
struct crash_note { int happened; enum crash kind; char site[80], message[600]; };
/* The first crash since it was reset. */
extern struct crash_note crash;
/* How often anything crashed at all. */
extern int crashes;
void crash_reset(void);
void oops_install(void);
void symbols_load(void);

#endif
