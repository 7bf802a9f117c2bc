/* Hardware and hypervisor: pages, grants, channels, xenstore, PCI functions. */
#ifndef RIG_PLATFORM_H
#define RIG_PLATFORM_H
#include "base.h"

/* --- pages and grants (pages.c) --- */
enum { GUEST_PAGES = 64, FIRST_GRANT = 8 };
struct page_info { int domid; int mapped; };
struct grant { struct grant *next; int ref, domid, to, readonly, valid, mapped, page; };
u8 *page_bytes(int page);
int page_new(int domid);
/* Page that an address lies in, -1 none. */
int page_at(const void *address);
/* Domain whose page it is, while the host has it mapped; else -1. */
int page_mapped_of(int page);
int page_domid(int page);
int grant_new(int page, int to, int readonly);
void grant_revoke(int domid, int ref);
/* A page's number, or a GNTST_* status below 0. */
int grant_map(int domid, int ref);
int grant_unmap(int domid, int ref);

/* --- event channels (channels.c) --- */
enum { CHANNEL_FREE, CHANNEL_UNBOUND, CHANNEL_INTERDOMAIN };
enum { MAX_PORTS = 1100 };
struct channel {
	int domid, port, state, remote, pending, masked, linked, vcpu;
	struct channel *peer;
};
struct channels { struct channel **ports; int count, room, last; };
int channel_alloc_unbound(int domid, int remote);
int channel_bind(int domid, int remote, int remote_port);
void channel_close(int domid, int port);
int channel_send(int domid, int port);
void channel_mask(int port);
void channel_unmask(int port);
void channel_clear_pending(int domid, int port);
int channel_is_pending(int domid, int port);
void channel_set_vcpu(int port, int vcpu);
int channel_next_pending(int vcpu);

/* --- xenstore (xenstore.c, store-*.c) --- */
struct xs_node {
	struct xs_node *parent, *first, *last, *next;
	const char *name, *value;
	int owner, readers[4], reader_count, writers[4], writer_count;
	u32 generation;
};
struct change { struct change *next; const char *path, *value; };
struct seen { struct seen *next; const char *path; u32 generation; };
struct transaction { int domid; struct change *changes, *last; struct seen *seen; };
struct store_watch { struct store_watch *next; const char *path; void (*fired)(void *sink, const char *path); void *sink; int gone; };
struct xenstore { struct xs_node *root; u32 generation; struct store_watch *watches; };
void store_init(void);
/* NULL when it does not exist or may not be read. */
const char *store_read(int domid, const char *path, struct transaction *tx);
struct xs_node *store_list(int domid, const char *path);
int store_exists(const char *path);
int store_write(int domid, const char *path, const char *value, struct transaction *tx);
int store_remove(int domid, const char *path, struct transaction *tx);
void store_set_owner(const char *path, int owner, int reader);
struct transaction *store_begin(int domid);
int store_end(struct transaction *tx, int abort);
void store_watch_add(struct store_watch *watch);
void store_watch_remove(struct store_watch *watch);

/* --- PCI functions (function.c, bridges.c) --- */
enum { MAX_BARS = 7, MAX_FUNCTIONS = 400 };
struct bar { int index, kind, is64, prefetchable, in_hardware, reg; u64 address, size; };
enum reset_kind { RESET_FLR = 1, RESET_AF, RESET_SOFT, RESET_SECONDARY_BUS, RESET_VF_DISABLE };
enum reset_method { METHOD_FLR, METHOD_AF, METHOD_PM };
/* What never changes about a function's registers; computed by the TypeScript side. */
struct model {
	const char *name;
	int size, header_type, is_vf, irq_line, msix_entries;
	int pm, vpd, msi, msix, express, af, sriov;
	int methods[3], method_count, bar_count;
	struct bar bars[MAX_BARS];
	/* Its own bus in the dump, and the physical function of a virtual one. */
	int bus, has_physfn, physfn_bus, physfn_devfn;
	u32 physfn_domain;
	/* Ids of the virtual functions of a physical one. */
	int vf_device;
	const u8 *config, *writable, *w1c, *effects, *reset_mask, *power_on, *vpd_bytes;
};
struct function {
	int index;
	u32 domain; int bus, devfn;
	const struct model *model;
	/* Place in the set-up's list; -1: it is there besides. */
	int device, is_copy;
	char name[24];
	u8 *config, *vpd;
	struct function *physfn;
	int vendor, device_id;
	int interrupt_pending, power_state, connected, reachable, vf_exists, in_bus_reset;
	u32 scratch;
	void *dev;
};
u32 function_read(const struct function *fn, int reg, int size);
void function_write(struct function *fn, int reg, int size, u32 value);
int function_reset_by(struct function *fn, int method);
void function_reset(struct function *fn, enum reset_kind kind);
int function_decodes_memory(const struct function *fn);
void function_set_interrupt(struct function *fn, int pending);
int function_line_level(const struct function *fn);
int function_msi_on(const struct function *fn);
int function_msix_on(const struct function *fn);
void function_vanish(struct function *fn);
struct function *machine_add(const struct model *model, u32 domain, int bus, int devfn);
struct function *machine_find(u32 domain, int bus, int devfn);
void machine_link(struct function *fn);
/* Bridges above a function, nearest first; the number of them. */
int machine_upstream(const struct function *fn, struct function **above, int most);
void machine_vf_control(struct function *pf);
void machine_bridge_changed(struct function *bridge);
void machine_bridge_control(struct function *bridge);
void machine_bridge_reset(struct function *bridge);
static inline u32 ones(int size) { return size == 4 ? 0xffffffffu : (1u << (8 * size)) - 1; }

#endif
