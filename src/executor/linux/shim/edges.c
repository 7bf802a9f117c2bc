/* Coverage: a counter an edge of the driver. They stand outside of what a restore brings back. */
#include <string.h>
#include "edges.h"
#include "wire.h"

enum { MOST_EDGES = 0xffff, MESSAGE_EDGE_TABLE = 0x87 };
struct pc { u64 at, flags; };

static u8 *counters, kept[MOST_EDGES];
static const struct pc *pcs;
static u32 linked, total;

#ifndef RIG_LIBFUZZER
/* Every object calls these, each time with the section of them all. */
void __sanitizer_cov_8bit_counters_init(u8 *begin, u8 *end)
{
	counters = begin;
	linked = (u32)(end - begin);
}
void __sanitizer_cov_pcs_init(const u64 *begin, const u64 *end)
{
	pcs = (const void *)begin;
	(void)end;
}
#endif

/* What is planted is compiled as the driver is, and linked behind it. */
void edges_load(void)
{
	for (total = 0; total < linked && total < MOST_EDGES; total++)
		if (strncmp(function_at((void *)pcs[total].at), "planted", 7) == 0) break;
}

u32 edges_total(void) { return total; }
void edges_begin(void) { memset(counters, 0, linked); }
void edges_end(void) { memcpy(kept, counters, total); }

void put_edges(void)
{
	u32 count = 0, next = 0;

	for (u32 i = 0; i < total; i++) count += kept[i] != 0;
	put16(count);
	u8 *at = reserve(4 * (u64)count);
	for (u32 i = 0; i < total; i++) {
		if (!kept[i]) continue;
		at = varint(at, i - next);
		*at++ = kept[i];
		next = i + 1;
	}
	reserved(at);
}

/* Edges lie by function: each begins at an entry. */
void put_edge_table(void)
{
	u32 count = 0;

	frame_begin(MESSAGE_EDGE_TABLE);
	for (u32 i = 0; i < total; i++) count += pcs[i].flags & 1;
	put16(count);
	for (u32 i = 0, size; i < total; i += size) {
		const char *name = function_at((void *)pcs[i].at);
		for (size = 1; i + size < total && !(pcs[i + size].flags & 1);) size++;
		put_text(name, (int)strlen(name));
		put16(size);
	}
	frame_end();
}
