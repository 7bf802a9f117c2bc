/* The result of an execution, as the protocol has it (src/executor/process/result.ts). */
#define RIG_RECORD_TABLE
#include <string.h>
#include "edges.h"
#include "kernel.h"
#include "kinds.h"
#include "result.h"
#include "returns.h"
#include "wire.h"
#include "world.h"

enum { STATUS_OK, STATUS_CRASH, STATUS_REFUSED, STATUS_DIGEST };
enum { FLAG_TRUNCATED = 1, FLAG_DEVICES = 2, FLAG_EDGES = 4, FLAG_CRASHED = 8 };
enum { CONNECTED_MAPPED = 1, CONNECTED_BOUND = 2, CONNECTED_EOI = 4, CONNECTED_PAGE = 8 };
enum { MESSAGE_RESULT = 0x85, MESSAGE_LOOKED = 0x86, RECORD_MOST = 64, HEAD_TIME = 0x40, HEAD_TASK = 0x80, DIGEST_AT = 6, FLAGS_AT = 14 };

int blind;

static void put_c_text(const char *text) { put_text(text, (int)strlen(text)); }

void put_state(const struct device_state *state)
{
	put8((u32)state->flags);
	put16((u32)state->size);
	put_raw(state->config, (u64)state->size);
	for (int i = 0; i < STATE_NUMBERS; i++) put32((u32)state->numbers[i]);
}

static void put_connection(int guest, int with_page)
{
	struct connection_state state = { .domid = W->guests[guest].domid };

	if (!blind) inspect_connection(guest, &state);
	int page = with_page && state.page;
	put16((u32)state.domid);
	put32((u32)state.backend_state);
	put32((u32)state.frontend_state);
	put8((u32)((state.mapped ? CONNECTED_MAPPED : 0) | (state.bound ? CONNECTED_BOUND : 0) | (state.eoi_missing ? CONNECTED_EOI : 0) | (page ? CONNECTED_PAGE : 0)));
	if (page) put_raw(state.page, PAGE_BYTES);
}

void put_connections(int with_pages)
{
	put8((u32)W->setup.guests);
	for (int i = 0; i < W->setup.guests; i++) put_connection(i, with_pages);
}

static void put_devices(void)
{
	struct device_state state;
	int count = 0;

	for (int i = 0; !blind && i < W->function_count; i++) count += device_holder(W->functions[i]) != -2;
	put16((u32)count);
	for (int i = 0; !blind && i < W->function_count; i++) {
		int holder = device_holder(W->functions[i]);
		if (holder == -2) continue;
		put16((u32)i);
		put8(holder >= 0 || device_in_use(W->functions[i]));
		inspect_device(W->functions[i], &state);
		put_state(&state);
	}
}

static void put_waiting(void)
{
	int count = 0;

	for (struct task *task = W->tasks.first; task; task = task->next) count += task->blocked;
	put16((u32)count);
	for (struct task *task = W->tasks.first; task; task = task->next) {
		if (!task->blocked) continue;
		put_c_text(task->name);
		put32((u32)task->domid);
		put_c_text(task->blocker.reason);
		put_double((double)task->waiting_since);
	}
}

/* Guests whose channel is bound while its events find no handler. */
static void put_deaf(void)
{
	int domids[MAX_GUESTS_RIG], count = 0, irq;

	for (int i = 0; !blind && i < W->setup.guests; i++)
		if (connection_irq(W->guests[i].domid, &irq) && irq >= 0 && !events_reach(irq)) domids[count++] = W->guests[i].domid;
	put8((u32)count);
	for (int i = 0; i < count; i++) put16((u32)domids[i]);
}

static int bound_devices(void)
{
	int bound = 0;

	for (int i = 0; !blind && i < W->function_count; i++) bound += device_holder(W->functions[i]) != -2;
	return bound;
}

void start_look(struct start *start)
{
	*start = (struct start){ W->allocated, bound_devices(), connection_count() };
}

static u8 *put_argument(u8 *at, double value, int is_signed)
{
	long long number = (long long)value;

	return varint(at, is_signed ? (u64)number << 1 ^ (u64)(number >> 63) : (u64)number);
}

static void put_records(void)
{
	double time = 0, task = 0;

	put32(record_count);
	put32(0);
	u64 begin = frame_at_now();
	u8 *at = reserve((u64)record_count * RECORD_MOST);
	for (const struct record *record = records, *end = records + record_count; record < end; record++) {
		int code = (int)record->code, length = record_shapes[code].length, bits = record_shapes[code].is_signed;
		const double *arguments = &record->a;
		*at++ = (u8)(code | (record->time != time ? HEAD_TIME : 0) | (record->task != task ? HEAD_TASK : 0));
		if (record->time != time) at = varint(at, (u64)(record->time - time));
		if (record->task != task) at = varint(at, (u64)record->task);
		time = record->time;
		task = record->task;
		for (int i = 0; i < length; i++) at = put_argument(at, arguments[i], bits >> i & 1);
	}
	reserved(at);
	u32 bytes = (u32)(frame_at_now() - begin);
	memcpy(frame_place(begin - 4), &bytes, 4);
}

/* Texts that the rig knows by number already are not said again. */
static void put_texts(void)
{
	for (int id = 1, length; id <= text_count(); id++) {
		const char *text = text_at(id, &length);
		int number = text_number(id);
		reserved(varint(reserve(8), (u64)number));
		if (number == 0) put_text(text, length);
	}
}

static u64 mixed(u64 hash, u64 word)
{
	hash = (hash ^ word) * 0x9fb21c651e98df25ull;
	return hash ^ hash >> 32;
}

/* Of all that was put since the flags, and of the texts by their letters. */
static u64 digest_of_frame(void)
{
	const u8 *at = frame_place(FLAGS_AT);
	u64 length = frame_at_now() - FLAGS_AT, hash = length, word;

	for (; length >= 8; length -= 8, at += 8) {
		memcpy(&word, at, 8);
		hash = mixed(hash, word);
	}
	word = 0;
	memcpy(&word, at, length);
	hash = mixed(hash, word);
	for (int id = 1; id <= text_count(); id++) hash = mixed(hash, text_hash(id));
	return hash;
}

static void put_end(int want, int flags)
{
	if (!(want & WANT_EDGES)) return;
	flags |= FLAG_EDGES;
	memcpy(frame_place(FLAGS_AT), &flags, 1);
	put_edges();
}

static void put_final(const struct start *start, int want)
{
	put_connections(want & WANT_PAGES);
	put_waiting();
	put_double((double)W->allocated);
	put_double((double)start->allocated);
	put16((u32)bound_devices());
	put16((u32)start->bound);
	put16((u32)start->connections);
	put16(blind ? 0 : (u32)helpers_on_freed());
	put_deaf();
	put_double((double)W->tasks.now);
	put16((u32)returned_count);
	for (int i = 0; i < returned_count; i++) {
		put16((u32)returned[i].fn);
		put16((u32)returned[i].action);
		put8((u32)returned[i].reset_done);
		put_state(&returned[i].before);
		put_state(&returned[i].after);
	}
	if (want & WANT_DEVICES) put_devices();
}

void put_result(const struct start *start, int want)
{
	int flags = (records_truncated ? FLAG_TRUNCATED : 0) | (want & WANT_DEVICES ? FLAG_DEVICES : 0);

	frame_begin(MESSAGE_RESULT);
	put8(crash.happened ? STATUS_CRASH : STATUS_OK);
	put64(0);
	put8((u32)flags);
	if (crash.happened) {
		put8(crash.kind);
		put_c_text(crash.site);
		put_c_text(crash.message);
	}
	put32((u32)text_count());
	put_records();
	put_final(start, want);
	u64 digest = digest_of_frame();
	if (want & WANT_DIGEST) {
		frame_drop();
		frame_begin(MESSAGE_RESULT);
		put8(STATUS_DIGEST);
		put64(digest);
		put8((u32)(flags = crash.happened ? FLAG_CRASHED : 0));
	} else {
		memcpy(frame_place(DIGEST_AT), &digest, 8);
		put_texts();
	}
	put_end(want, flags);
	frame_end();
}

void put_refusal(const char *reason)
{
	frame_begin(MESSAGE_RESULT);
	put8(STATUS_REFUSED);
	put_c_text(reason);
	frame_end();
}

void put_looked(void)
{
	struct connection_state state;

	frame_begin(MESSAGE_LOOKED);
	put8((u32)W->setup.guests);
	for (int i = 0; i < W->setup.guests; i++) {
		state.page = NULL;
		if (!blind) inspect_connection(i, &state);
		put8(state.page != NULL);
		if (state.page) put_raw(state.page, PAGE_BYTES);
	}
	put_devices();
	frame_end();
}
