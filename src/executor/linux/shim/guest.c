/* A well-behaved frontend, as Linux's pcifront is one (rules FE-*). */
#include <stdio.h>
#include <string.h>
#include "kernel.h"
#include "program.h"
#include "scan.h"

enum {
	F_ACTIVE = 1, B_AERHANDLER = 2, B_ACTIVE = 4, FLAGS = 0, OP = 4, OP_BYTES = 548, OP_ERR = 4, OP_VALUE = 28, OP_ENTRIES = 36,
	AER = 552, ENABLE_MSIX = 4, MOST_ENTRIES = 128, VECTOR_UNSET = 0xffff, DEV_NOT_FOUND = -1, MOST_AER_IN_A_ROW = 16,
	INITIALISING = 1, INITIALISED = 3, CONNECTED = 4, CLOSING = 5, CLOSED = 6, RECONFIGURING = 7, RECONFIGURED = 8, ERANGE_RIG = 34,
	ENOENT_RIG = 2, EINVAL_RIG = 22,
};
#define OP_TIMEOUT_USEC (2ull * USEC_PER_SEC_RIG)
#define POLL_USEC (3ull * USEC_PER_SEC_RIG)
#define SLICE_USEC (USEC_PER_SEC_RIG / 2ull)

static u32 peek(const struct guest *guest, int offset)
{
	u32 value;

	memcpy(&value, page_bytes(guest->page) + offset, 4);
	return value;
}
static void poke(const struct guest *guest, int offset, u32 value) { memcpy(page_bytes(guest->page) + offset, &value, 4); }

void guest_init(void)
{
	for (int i = 0; i < W->setup.guests; i++) {
		struct guest *guest = &W->guests[i];
		guest->domid = FIRST_GUEST_ID + i;
		guest->directory = arena_format("/local/domain/%d/device/pci/0", guest->domid);
		guest->backend = arena_format("/local/domain/0/backend/pci/%d/0", guest->domid);
		guest->page = page_new(guest->domid);
	}
}

void guest_renew_page(struct guest *guest)
{
	guest->page = page_new(guest->domid);
	poke(guest, FLAGS, B_AERHANDLER);
	guest->grant_ref = grant_new(guest->page, DOM0_ID, 0);
}

void guest_renew_channel(struct guest *guest) { guest->port = channel_alloc_unbound(guest->domid, DOM0_ID); }

void guest_publish_keys(struct guest *guest)
{
	int err;

	do {
		struct transaction *tx = store_begin(guest->domid);
		store_write(guest->domid, arena_format("%s/pci-op-ref", guest->directory), arena_format("%d", guest->grant_ref), tx);
		store_write(guest->domid, arena_format("%s/event-channel", guest->directory), arena_format("%d", guest->port), tx);
		store_write(guest->domid, arena_format("%s/magic", guest->directory), "7", tx);
		err = store_end(tx, 0);
	} while (err);
}

void guest_forget(struct guest *guest) { guest->found = NULL; }
void guest_notify(struct guest *guest) { channel_send(guest->domid, guest->port); }
void guest_raise(struct guest *guest, u32 bit) { poke(guest, FLAGS, peek(guest, FLAGS) | bit); }
static void clear(struct guest *guest, u32 bit) { poke(guest, FLAGS, peek(guest, FLAGS) & ~bit); }
/* Lines come out when the step of the program that they are of is over. */
void guest_message(struct guest *guest, const char *message)
{
	struct said *said = arena_alloc(sizeof *said);

	said->line = message;
	if (guest->said) guest->said_last->next = said;
	else guest->said = said;
	guest->said_last = said;
}

void guest_flush(struct guest *guest)
{
	for (struct said *said = guest->said; said; said = said->next) emit2(EV_FRONTEND_LOG, guest->domid, text_id(said->line));
	guest->said = NULL;
}

void guest_switch_state(struct guest *guest, int state)
{
	guest->state = state;
	store_write(guest->domid, arena_format("%s/state", guest->directory), arena_format("%d", state), NULL);
}

void guest_publish(struct guest *guest)
{
	guest->found = NULL;
	guest_renew_page(guest);
	guest_renew_channel(guest);
	guest_publish_keys(guest);
	guest_switch_state(guest, INITIALISED);
}

/* --- requests --- */

static void write_entry(u8 *slot, int index, u16 entry, u16 vector)
{
	memcpy(slot + OP_ENTRIES + 4 * index, &vector, 2);
	memcpy(slot + OP_ENTRIES + 4 * index + 2, &entry, 2);
}

void request_write(u8 *page, const struct request *request)
{
	u8 *slot = page + OP;
	u32 words[9] = { request->cmd, 0, request->domain, request->bus, request->devfn, request->offset, request->size, request->value, request->info };

	memset(slot, 0, OP_BYTES);
	memcpy(slot, words, sizeof words);
	if (request->pair_count >= 0) {
		for (int i = 0; i < request->pair_count && i < MOST_ENTRIES; i++) write_entry(slot, i, request->pairs[2 * i], request->pairs[2 * i + 1]);
	} else if (request->cmd == ENABLE_MSIX)
		for (u32 i = 0; i < request->value && i < MOST_ENTRIES; i++) write_entry(slot, (int)i, (u16)i, VECTOR_UNSET);
}

/* Sleeps until an event comes; the time then. */
static u64 poll(struct guest *guest, u64 since)
{
	u64 end = since + POLL_USEC, at = since;

	tasks_settle();
	while (at < end && !channel_is_pending(guest->domid, guest->port)) {
		u64 due = timers_due(), usec = end - at;
		u64 wait = due != NEVER && due > at ? due - at : SLICE_USEC;
		if (wait < usec) usec = wait;
		if (SLICE_USEC < usec) usec = SLICE_USEC;
		tasks_advance(usec);
		at += usec;
	}
	return at;
}

static int await_completion(struct guest *guest)
{
	u64 at = W->tasks.now, deadline = at + OP_TIMEOUT_USEC;

	channel_clear_pending(guest->domid, guest->port);
	while (peek(guest, FLAGS) & F_ACTIVE) {
		at = poll(guest, at);
		channel_clear_pending(guest->domid, guest->port);
		if (at > deadline) return 0;
	}
	return 1;
}

static void service_aer(struct guest *guest)
{
	enum { DETECTED = 6, RESUME = 7, MMIO = 8, SLOT_RESET = 9, NONE = 1, CAN_RECOVER = 2, RECOVERED = 5 };
	u32 cmd = peek(guest, AER), domain = peek(guest, AER + 8), bus = peek(guest, AER + 12), devfn = peek(guest, AER + 16);
	struct found *found = guest->found;

	while (found && (found->domain != domain || (u32)found->bus != bus || (u32)found->devfn != devfn)) found = found->next;
	guest_answer(guest, !found ? NONE : cmd == DETECTED ? CAN_RECOVER : cmd == MMIO || cmd == SLOT_RESET ? RECOVERED : NONE);
}

static void handle_event(struct guest *guest)
{
	if (guest->aer_busy || !(peek(guest, FLAGS) & B_ACTIVE)) return;
	guest->aer_busy = guest->aer_queued = 1;
}

static void run_aer_job(struct guest *guest)
{
	if (!guest->aer_queued) return;
	guest->aer_queued = 0;
	for (int i = 0; i < MOST_AER_IN_A_ROW && peek(guest, FLAGS) & B_ACTIVE; i++) {
		service_aer(guest);
		tasks_settle();
	}
	guest->aer_busy = 0;
}

void guest_answer(struct guest *guest, u32 result)
{
	poke(guest, AER + 4, result);
	clear(guest, B_ACTIVE);
	guest_notify(guest);
}

void guest_service(struct guest *guest)
{
	handle_event(guest);
	run_aer_job(guest);
}

s32 guest_do_op(struct guest *guest, const struct request *request, u32 *value)
{
	s32 err;

	if (guest->log_requests) guest_message(guest, arena_format("request cmd=%u offset=%d", request->cmd, (s32)request->offset));
	request_write(page_bytes(guest->page), request);
	guest_raise(guest, F_ACTIVE);
	guest_notify(guest);
	*value = 0;
	if (!await_completion(guest)) {
		guest_message(guest, "the backend does not respond");
		clear(guest, F_ACTIVE);
		return DEV_NOT_FOUND;
	}
	handle_event(guest);
	memcpy(guest->replied, page_bytes(guest->page) + OP, OP_BYTES);
	memcpy(&err, guest->replied + OP_ERR, 4);
	memcpy(value, guest->replied + OP_VALUE, 4);
	run_aer_job(guest);
	return err;
}

/* --- connecting and detaching --- */

static int backend_state(const struct guest *guest)
{
	const char *value = store_read(guest->domid, arena_format("%s/state", guest->backend), NULL);
	int state;

	return value && scan_text(value, "%d", &state) == 1 ? state : 0;
}

static void fatal(struct guest *guest, int number, const char *message)
{
	guest_message(guest, message);
	store_write(guest->domid, arena_format("/local/domain/%d/error/device/pci/0/error", guest->domid), arena_format("%d %s", number, message), NULL);
	guest_switch_state(guest, CLOSING);
}

void guest_connect(struct guest *guest)
{
	const char *problem;
	int err = guest_scan_roots(guest, &problem);

	if (err) fatal(guest, err, problem);
	else guest_switch_state(guest, CONNECTED);
	tasks_settle();
}

static const char *read_key(struct guest *guest, const char *name, int index)
{
	char key[32];

	snprintf(key, sizeof key, name, index);
	return store_read(guest->domid, arena_format("%s/%s", guest->backend, key), NULL);
}

/* Removes every device that the toolstack marked; an errno and what is wrong. */
static int remove_marked(struct guest *guest, const char **problem)
{
	const char *text = read_key(guest, "num_devs", 0);
	int count, state;
	u32 domain, bus, slot, func;

	*problem = "number of devices unreadable";
	if (!text) return ENOENT_RIG;
	if (scan_text(text, "%d", &count) != 1) return ERANGE_RIG;
	for (int i = 0; i < count; i++) {
		text = read_key(guest, "state-%d", i);
		if (!text || scan_text(text, "%d", &state) != 1 || state != CLOSING) continue;
		text = read_key(guest, "vdev-%d", i);
		*problem = arena_format("address of device %d unreadable", i);
		if (!text) return ENOENT_RIG;
		int fields = scan_text(text, "%x:%x:%x.%x", &domain, &bus, &slot, &func);
		if (fields != 4) return fields == 0 ? ERANGE_RIG : EINVAL_RIG;
		for (struct found **link = &guest->found; *link;)
			if ((*link)->domain == domain && (u32)(*link)->bus == bus && (u32)(*link)->devfn == ((slot & 0x1f) << 3 | (func & 7))) *link = (*link)->next;
			else link = &(*link)->next;
	}
	return 0;
}

static void detach(struct guest *guest)
{
	const char *problem;
	int err = 0;

	if (guest->state != INITIALISED && guest->state != CONNECTED) return;
	if (guest->state == CONNECTED) err = remove_marked(guest, &problem);
	if (err) fatal(guest, err, problem);
	else guest_switch_state(guest, RECONFIGURING);
	tasks_settle();
}

void guest_disconnect(struct guest *guest)
{
	if (guest->state == CLOSING || guest->state == CLOSED) return;
	guest->found = NULL;
	guest_switch_state(guest, CLOSED);
}

void guest_backend_changed(struct guest *guest)
{
	switch (backend_state(guest)) {
	case CONNECTED: if (guest->state == INITIALISED) guest_connect(guest); break;
	case RECONFIGURING: detach(guest); break;
	case RECONFIGURED: if (guest->state == RECONFIGURING) guest_connect(guest); break;
	case CLOSING: case CLOSED: if (guest->state < CLOSING) guest_disconnect(guest); break;
	default: break;
	}
	tasks_settle();
}

void guest_restart(struct guest *guest)
{
	guest_switch_state(guest, INITIALISING);
	tasks_settle();
	guest_publish(guest);
	tasks_settle();
}
