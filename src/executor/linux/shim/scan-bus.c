/* The guest's PCI core: probes the virtual buses, sizes what answers, and uses devices as a driver would. */
#include "kernel.h"
#include "program.h"
#include "scan.h"

enum {
	CONF_READ = 0, CONF_WRITE = 1, ENABLE_MSI = 2, ENABLE_MSIX = 4, ERR_ENODEV = -19, VENDOR = 0, COMMAND = 4, STATUS = 6, CLASS = 8, HEADER = 0x0e,
	BAR0 = 0x10, ROM = 0x30, BRIDGE_ROM = 0x38, CAPABILITIES = 0x34, LINE = 0x3c, PIN = 0x3d, DECODE = 3, MASTER = 4, CAP_LIST = 0x10,
	HOPS = 48, ERANGE_RIG = 34, EINVAL_RIG = 22,
};
#define ROM_MASK 0xfffff800u
#define FOUR_GIB (1ull << 32)

struct port { struct guest *guest; u32 domain, bus, devfn; };

static s32 send(const struct port *port, u32 cmd, int offset, int size, u32 value, u32 *reply)
{
	struct request request = { cmd, port->domain, port->bus, port->devfn, (u32)offset, (u32)size, value, 0, -1, NULL };

	return guest_do_op(port->guest, &request, reply);
}

/* All-ones on an error, 0 for one (FE-11, FE-12). */
static u32 get(const struct port *port, int offset, int size)
{
	u32 value;
	s32 err = send(port, CONF_READ, offset, size, 0, &value);

	if (err == ERR_ENODEV) return 0;
	return (err == 0 ? value : 0xffffffffu) & ones(size);
}

static void put(const struct port *port, int offset, int size, u32 value)
{
	u32 ignored;

	send(port, CONF_WRITE, offset, size, value, &ignored);
}

static void add_resource(struct resource_found **list, int reg, int io, u64 start, u64 size)
{
	if (start == 0) return;
	struct resource_found *resource = arena_alloc(sizeof *resource);
	*resource = (struct resource_found){ NULL, reg, io, start, size == 0 || start + size - 1 < start ? ~0ull : start + size - 1 };
	while (*list) list = &(*list)->next;
	*list = resource;
}

static u32 size_register(const struct port *port, int offset, u32 mask, u32 *original)
{
	*original = get(port, offset, 4);
	put(port, offset, 4, *original | mask);
	u32 back = get(port, offset, 4);
	put(port, offset, 4, *original);
	return back;
}

static void size_bars(const struct port *port, int header, struct resource_found **list)
{
	u32 command = get(port, COMMAND, 2), original, upper;
	int count = header == 1 ? 2 : 6, rom = header == 1 ? BRIDGE_ROM : ROM;

	if (command & DECODE) put(port, COMMAND, 2, command & ~(u32)DECODE);
	for (int i = 0; i < count; i++) {
		int reg = BAR0 + 4 * i;
		u32 back = size_register(port, reg, 0xffffffff, &original);
		if (back == 0) continue;
		u32 mask = original & 1 ? ~3u : ~0xfu;
		u64 start = original & mask, size = FOUR_GIB - (back & mask);
		if (!(original & 1) && original & 4 && i + 1 < count) {
			u32 above = size_register(port, BAR0 + 4 * ++i, 0xffffffff, &upper);
			start |= (u64)upper << 32;
			if ((back & mask) == 0) size = (FOUR_GIB - above) << 32;
		}
		add_resource(list, reg, original & 1, start, size);
	}
	u32 back = size_register(port, rom, ROM_MASK, &original);
	if (back != 0) add_resource(list, rom, 0, original & ROM_MASK, FOUR_GIB - (back & ROM_MASK));
	if (command & DECODE) put(port, COMMAND, 2, command);
}

static void walk_capabilities(const struct port *port)
{
	if (!(get(port, STATUS, 2) & CAP_LIST)) return;
	int at = (int)get(port, CAPABILITIES, 1) & ~3;
	for (int hop = 0; hop < HOPS && at >= 0x40; hop++) {
		u32 header = get(port, at, 2);
		if ((header & 0xff) == 0xff) break;
		at = (int)(header >> 8) & ~3;
	}
}

static struct resource_found *describe(const struct port *port)
{
	int header = (int)get(port, HEADER, 1);
	struct resource_found *resources = NULL;

	get(port, CLASS, 4);
	size_bars(port, header & 0x7f, &resources);
	walk_capabilities(port);
	get(port, LINE, 1);
	get(port, PIN, 1);
	return resources;
}

static int is_known(const struct guest *guest, u32 domain, u32 bus, u32 devfn)
{
	for (struct found *one = guest->found; one; one = one->next)
		if (one->domain == domain && (u32)one->bus == bus && (u32)one->devfn == devfn) return 1;
	return 0;
}

static void append(struct found **list, struct found *found)
{
	while (*list) list = &(*list)->next;
	*list = found;
}

static void scan_bus(struct guest *guest, u32 domain, u32 bus)
{
	struct found *news = NULL;

	for (u32 devfn = 0; devfn < 256; devfn++) {
		struct port port = { guest, domain, bus, devfn };
		if (is_known(guest, domain, bus, devfn)) continue;
		u32 ids = get(&port, VENDOR, 4);
		if (ids == 0xffffffff || ids == 0 || ids == 0x0000ffff || ids == 0xffff0000) continue;
		struct found *found = arena_alloc(sizeof *found);
		*found = (struct found){ NULL, domain, (int)bus, (int)devfn, describe(&port) };
		append(&news, found);
	}
	append(&guest->found, news);
	guest_claim(guest, news);
}

/* Scans root after root; an errno and what is wrong with what the backend published, or 0. */
int guest_scan_roots(struct guest *guest, const char **problem)
{
	const char *text = store_read(guest->domid, arena_format("%s/root_num", guest->backend), NULL);
	int count;
	u32 domain, bus;

	if (!text) {
		guest_message(guest, "the backend publishes no number of roots");
		scan_bus(guest, 0, 0);
		return 0;
	}
	*problem = "number of roots unreadable";
	if (scan_text(text, "%d", &count) != 1) return ERANGE_RIG;
	for (int i = 0; i < count; i++) {
		text = store_read(guest->domid, arena_format("%s/root-%d", guest->backend, i), NULL);
		*problem = arena_format("root %d unreadable", i);
		if (!text) return 2;
		int fields = scan_text(text, "%x:%x", &domain, &bus);
		if (fields != 2) return fields == 0 ? ERANGE_RIG : EINVAL_RIG;
		scan_bus(guest, domain, bus);
	}
	return 0;
}

/* Through its BARs, which the backend has no part in, the guest leaves a mark inside the device until it is reset. */
static void program_device(struct function *fn, int domid)
{
	if (fn->model->is_vf || function_read(fn, COMMAND, 2) & DECODE) fn->scratch = (u32)domid;
}

void guest_use(struct guest *guest, int device, int how)
{
	static const u16 pairs[] = { 0, 0xffff, 1, 0xffff };
	struct function *fn = W->devices[device];
	struct port port = { .guest = guest };
	u32 reply;

	if (!fn || !device_virtual(fn, guest->domid, &port.domain, &port.bus, &port.devfn)) return;
	if (how == V_FRONTEND_STEP_MSI) send(&port, ENABLE_MSI, 0, 0, 0, &reply);
	else if (how == V_FRONTEND_STEP_MSIX) {
		struct request request = { ENABLE_MSIX, port.domain, port.bus, port.devfn, 0, 0, 2, 0, 2, pairs };
		guest_do_op(guest, &request, &reply);
	} else {
		u32 command = get(&port, COMMAND, 2);
		put(&port, COMMAND, 2, command | DECODE | MASTER);
		get(&port, LINE, 1);
		if (device_virtual(fn, guest->domid, &port.domain, &port.bus, &port.devfn)) program_device(fn, guest->domid);
	}
}
