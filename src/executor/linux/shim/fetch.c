/* Every access of the driver to a page it has mapped: numbered, reported, and a point before it. */
#include <string.h>
#include "kernel.h"
#include "world.h"

enum { SHIM_READ = 1, SHIM_WRITE = 2, FLAGS = 0, OP = 4, OP_BYTES = 548, BIT_TEST = 0, BIT_SET = 1, BIT_CLEAR = 2, PENDING_SITE = 2 };

void check_copy(const void *at, unsigned long bytes, int is_store, const void *caller);

/* The load that a test of a bit makes, which was announced already. */
static const void *announced;

static int offset_of(const void *at) { return (int)((u64)at & (PAGE_BYTES - 1)); }

/* Before an access: the point, then the check that the page is there. The domain whose page it is. */
static int before(enum point kind, const void *at, int page, int site, const void *caller)
{
	emit_flush();
	work_goes_on();
	reach(kind, page_domid(page), offset_of(at) >> 2);
	if (page_mapped_of(page) < 0)
		oops(CRASH_UNMAPPED, site_name(site), "access to the shared page after it was unmapped");
	return page_domid(page);
}

static u32 peek(const void *at, int size)
{
	u32 value = 0;

	memcpy(&value, at, (u64)(size > 4 ? 4 : size));
	return value;
}

static void loaded(const void *at, int size, const void *caller)
{
	int page = page_at(at);

	if (page < 0) return;
	if (announced == at) {
		announced = NULL;
		return;
	}
	int site = site_at(caller), domid = before(POINT_FETCH, at, page, site, caller);
	emit(EV_FETCH, domid, offset_of(at), size > 4 ? 4 : size, peek(at, size), site);
	if (size > 4) loaded((const u8 *)at + 4, size - 4, caller);
}

static void stored(const void *at, int size, const void *caller)
{
	int page = page_at(at);

	if (page < 0) return;
	int site = site_at(caller), domid = before(POINT_STORE, at, page, site, caller);
	emit_store(domid, offset_of(at), size, at, site);
}

#define CALLER __builtin_return_address(0)
void __sanitizer_cov_load1(const void *at) { loaded(at, 1, CALLER); }
void __sanitizer_cov_load2(const void *at) { loaded(at, 2, CALLER); }
void __sanitizer_cov_load4(const void *at) { loaded(at, 4, CALLER); }
void __sanitizer_cov_load8(const void *at) { loaded(at, 8, CALLER); }
void __sanitizer_cov_load16(const void *at) { loaded(at, 16, CALLER); }
void __sanitizer_cov_store1(const void *at) { stored(at, 1, CALLER); }
void __sanitizer_cov_store2(const void *at) { stored(at, 2, CALLER); }
void __sanitizer_cov_store4(const void *at) { stored(at, 4, CALLER); }
void __sanitizer_cov_store8(const void *at) { stored(at, 8, CALLER); }
void __sanitizer_cov_store16(const void *at) { stored(at, 16, CALLER); }

/* Bit operations, by their functions' names. A test is a load that announces itself as well. */
void shim_atomic(const void *at, unsigned long size, int access, long bit, const char *function)
{
	int page = page_at(at);

	(void)size;
	if (page < 0) return;
	int site = site_at(CALLER), test = strstr(function, "test_bit") != NULL;
	int kind = test ? BIT_TEST : strstr(function, "clear") ? BIT_CLEAR : BIT_SET;
	/* its caller inlines it */
	if (test && bit == 0) site = PENDING_SITE;
	int domid = before(access & SHIM_WRITE ? POINT_STORE : POINT_FETCH, at, page, site, CALLER);
	if (offset_of(at) != FLAGS || bit < 0) {
		if (access & SHIM_READ) emit(EV_FETCH, domid, offset_of(at), 4, peek(at, 4), site);
		if (access & SHIM_WRITE) emit_store(domid, offset_of(at), 4, at, site);
		return;
	}
	emit(EV_FLAG_BIT, domid, (double)bit, kind, peek(at, 4), site);
	announced = test ? at : NULL;
	if (test && bit == 0 && peek(at, 4) & 1) work_found_more();
}

static void report_request(int domid, const u8 *copy)
{
	u32 words[10];

	memcpy(words, copy, sizeof words);
	emit(EV_REQUEST_ADDRESS, domid, words[0], words[2], words[3], words[4]);
	emit(EV_REQUEST_ACCESS, domid, (s32)words[5], (s32)words[6], words[7], words[9]);
}

/* A structure that the driver copies out of a page: in one piece unless a point inside it is in use. */
static void copy_out(u8 *to, const u8 *from, unsigned long bytes, int page, const void *caller)
{
	int site = site_at(caller), domid = page_domid(page);

	if (!(points_armed & 1u << POINT_FETCH) && !word_by_word) {
		before(POINT_FETCH, from, page, site, caller);
		memcpy(to, from, bytes);
		emit(EV_FETCH, domid, offset_of(from), (double)bytes, 0, site);
	} else for (unsigned long at = 0; at < bytes; at += 4) {
		int size = bytes - at < 4 ? (int)(bytes - at) : 4;
		before(POINT_FETCH, from + at, page, site, caller);
		memcpy(to + at, from + at, (u64)size);
		emit(EV_FETCH, domid, offset_of(from + at), size, peek(to + at, size), site);
	}
	if (offset_of(from) == OP && bytes == OP_BYTES) report_request(domid, to);
}

void *shim_memcpy(void *to, const void *from, unsigned long bytes)
{
	int out = page_at(from), in = page_at(to);

	if (out < 0) check_copy(from, bytes, 0, CALLER);
	if (in < 0) check_copy(to, bytes, 1, CALLER);
	if (out >= 0 && in < 0) copy_out(to, from, bytes, out, CALLER);
	else if (in >= 0) for (unsigned long at = 0; at < bytes; at += 4) {
		int size = bytes - at < 4 ? (int)(bytes - at) : 4;
		stored((u8 *)to + at, size, CALLER);
		memcpy((u8 *)to + at, (const u8 *)from + at, (u64)size);
	} else memmove(to, from, bytes);
	return to;
}

void *shim_memset(void *to, int value, unsigned long bytes)
{
	int page = page_at(to);

	if (page < 0) check_copy(to, bytes, 1, CALLER);
	for (unsigned long at = 0; page >= 0 && at < bytes; at += 4) stored((u8 *)to + at, bytes - at < 4 ? (int)(bytes - at) : 4, CALLER);
	return memset(to, value, bytes);
}
