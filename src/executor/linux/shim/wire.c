#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "wire.h"

enum { MOST_FRAME = 64 << 20, FIRST_ROOM = 1 << 20 };

/* --- reading --- */

const u8 *get_raw(struct reader *from, u32 length)
{
	const u8 *at = from->at;

	if ((u64)(from->end - at) < length) {
		from->damaged = 1;
		from->at = from->end;
		return NULL;
	}
	from->at += length;
	return at;
}

static u64 get(struct reader *from, u32 size)
{
	const u8 *at = get_raw(from, size);
	u64 value = 0;

	if (at) memcpy(&value, at, size);
	return value;
}

u32 get8(struct reader *from) { return (u32)get(from, 1); }
u32 get16(struct reader *from) { return (u32)get(from, 2); }
u32 get32(struct reader *from) { return (u32)get(from, 4); }
u64 get64(struct reader *from) { return get(from, 8); }

const char *get_text(struct reader *from)
{
	u32 length = get16(from);
	const u8 *bytes = get_raw(from, length);
	char *text = calloc(1, (u64)length + 1);

	if (bytes) memcpy(text, bytes, length);
	return text;
}

/* --- writing --- */

static u8 *out;
static u64 used, room, frame_at;

u8 *reserve(u64 length)
{
	if (used + length > room) {
		room = room ? room : FIRST_ROOM;
		while (used + length > room) room *= 2;
		out = realloc(out, room);
	}
	return out + used;
}

void reserved(const u8 *end) { used = (u64)(end - out); }
u64 frame_at_now(void) { return used - frame_at; }
u8 *frame_place(u64 at) { return out + frame_at + at; }

void put_raw(const void *bytes, u64 length)
{
	memcpy(reserve(length), bytes, length);
	used += length;
}

void put8(u32 value) { put_raw(&value, 1); }
void put16(u32 value) { put_raw(&value, 2); }
void put32(u32 value) { put_raw(&value, 4); }
void put64(u64 value) { put_raw(&value, 8); }
void put_double(double value) { put_raw(&value, 8); }

void put_text(const char *text, int length)
{
	put16((u32)length);
	put_raw(text, (u64)length);
}

void frame_begin(int type)
{
	frame_at = used;
	put32(0);
	put8((u32)type);
}

void frame_end(void)
{
	u32 length = (u32)(used - frame_at - 4);

	memcpy(out + frame_at, &length, 4);
}

void frame_drop(void) { used = frame_at; }

void flush_output(void)
{
	for (u64 at = 0; at < used;) {
		ssize_t written = write(1, out + at, used - at);
		if (written <= 0) exit(0);
		at += (u64)written;
	}
	used = 0;
}

/* --- frames --- */

static u8 *in;
static u64 in_begin, in_end, in_room;

static int fill(u64 wanted)
{
	if (in_end - in_begin >= wanted) return 1;
	memmove(in, in + in_begin, in_end - in_begin);
	in_end -= in_begin;
	in_begin = 0;
	if (wanted > in_room) in = realloc(in, in_room = wanted + FIRST_ROOM);
	while (in_end < wanted) {
		ssize_t got = read(0, in + in_end, in_room - in_end);
		if (got <= 0) return 0;
		in_end += (u64)got;
	}
	return 1;
}

const u8 *frame_read(u32 *length)
{
	if (!in) in = malloc(in_room = FIRST_ROOM);
	if (!fill(4)) return NULL;
	memcpy(length, in + in_begin, 4);
	if (*length < 1 || *length > MOST_FRAME || !fill(4 + (u64)*length)) return NULL;
	const u8 *frame = in + in_begin + 4;
	in_begin += 4 + (u64)*length;
	return frame;
}
