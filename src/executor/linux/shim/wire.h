/* Little-endian numbers and texts of the executor protocol (docs/executor-protocol.md). */
#ifndef RIG_WIRE_H
#define RIG_WIRE_H
#include "base.h"

struct reader { const u8 *at, *end; int damaged; };
u32 get8(struct reader *from);
u32 get16(struct reader *from);
u32 get32(struct reader *from);
u64 get64(struct reader *from);
const u8 *get_raw(struct reader *from, u32 length);
/* A copy that is kept for good. */
const char *get_text(struct reader *from);

void put8(u32 value);
void put16(u32 value);
void put32(u32 value);
void put64(u64 value);
void put_double(double value);
void put_raw(const void *bytes, u64 length);
void put_text(const char *text, int length);
/* Room for so many bytes, and the end of what was put there. */
u8 *reserve(u64 bytes);
void reserved(const u8 *end);
/* LEB128 at a place; the place behind it. */
static inline u8 *varint(u8 *at, u64 value)
{
	for (; value > 0x7f; value >>= 7) *at++ = (u8)(value | 0x80);
	*at++ = (u8)value;
	return at;
}
/* What was put in this frame from this place on, and where the next will be put. */
u64 frame_at_now(void);
u8 *frame_place(u64 at);
void frame_begin(int type);
void frame_end(void);
/* Takes back what was put since the last frame began. */
void frame_drop(void);
/* Writes what was put so far; the process ends when nobody reads it. */
void flush_output(void);
/* The next frame of standard input, NULL at its end. */
const u8 *frame_read(u32 *length);
#endif
