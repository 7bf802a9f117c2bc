/* Memory that a restore brings back: one arena that only grows, its ASan shadow, the driver's data, the guests' pages. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "world.h"

enum { ARENA_BYTES = 64 << 20, SHADOW_SHIFT = 3 };
#define SHADOW_OFFSET 0x7fff8000ull

extern u8 __start_rig_state[] __attribute__((weak)), __stop_rig_state[] __attribute__((weak));
extern void __asan_poison_memory_region(void const volatile *, unsigned long) __attribute__((weak));
extern void __asan_unpoison_memory_region(void const volatile *, unsigned long) __attribute__((weak));

/* Up to where the arena was in use since it was last clean, and the pages. */
static u64 dirty_top;
static int dirty_pages;
static struct image pristine;

static u8 *base(void) { return (u8 *)WORLD_BASE; }
static u8 *shadow(const void *at) { return (u8 *)(((u64)at >> SHADOW_SHIFT) + SHADOW_OFFSET); }
static u64 data_bytes(void) { return (u64)(__stop_rig_state - __start_rig_state); }

static void map(u64 at, u64 bytes)
{
	void *got = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (got != (void *)at) {
		fprintf(stderr, "the address range 0x%llx is not free in this process\n", at);
		exit(70);
	}
}

void arena_map(void)
{
	map(WORLD_BASE, ARENA_BYTES);
	map(PAGES_BASE, GUEST_PAGES * PAGE_BYTES);
	if (__asan_poison_memory_region) __asan_poison_memory_region(base(), ARENA_BYTES);
	pristine.data = malloc(data_bytes());
	memcpy(pristine.data, __start_rig_state, data_bytes());
}

/* An empty world and a driver that was never loaded. */
void arena_reset(void)
{
	u64 used = dirty_top < sizeof(struct world) ? sizeof(struct world) : dirty_top;

	memset(base(), 0, used);
	memset((void *)PAGES_BASE, 0, (u64)GUEST_PAGES * PAGE_BYTES);
	memcpy(__start_rig_state, pristine.data, data_bytes());
	if (__asan_poison_memory_region) __asan_poison_memory_region(base(), used);
	W->top = (sizeof(struct world) + 63) & ~63ull;
	dirty_top = W->top;
}

/* The driver's data as it is before it is loaded. */
void arena_data_fresh(void) { memcpy(__start_rig_state, pristine.data, data_bytes()); }

void image_take(struct image *image)
{
	image->size = (W->top + 63) & ~63ull;
	image->page_count = W->page_count;
	image->bytes = malloc(image->size);
	image->data = malloc(data_bytes());
	image->pages = malloc((u64)image->page_count * PAGE_BYTES + 1);
	memcpy(image->bytes, base(), image->size);
	memcpy(image->data, __start_rig_state, data_bytes());
	memcpy(image->pages, (void *)PAGES_BASE, (u64)image->page_count * PAGE_BYTES);
	if (!__asan_poison_memory_region) return;
	image->shadow = malloc(image->size >> SHADOW_SHIFT);
	memcpy(image->shadow, shadow(base()), image->size >> SHADOW_SHIFT);
}

void image_restore(const struct image *image)
{
	u64 top = W->top > dirty_top ? W->top : dirty_top;

	if (__asan_poison_memory_region && top > image->size)
		__asan_poison_memory_region(base() + image->size, top - image->size);
	memcpy(base(), image->bytes, image->size);
	memcpy(__start_rig_state, image->data, data_bytes());
	memcpy((void *)PAGES_BASE, image->pages, (u64)image->page_count * PAGE_BYTES);
	if (image->shadow) memcpy(shadow(base()), image->shadow, image->size >> SHADOW_SHIFT);
	dirty_top = image->size;
	dirty_pages = image->page_count;
}

void image_drop(struct image *image)
{
	free(image->bytes);
	free(image->data);
	free(image->pages);
	free(image->shadow);
	memset(image, 0, sizeof *image);
}

void *arena_alloc(u64 size)
{
	u8 *at = base() + W->top;
	u64 exact = size;

	size = (size + 15) & ~15ull;
	if (W->top + size + 64 > ARENA_BYTES) oops(CRASH_EXCEPTION, "arena", "the program uses up all memory of the machine");
	W->top += size;
	if (W->top > dirty_top) dirty_top = W->top;
	if (__asan_unpoison_memory_region) __asan_unpoison_memory_region(at, exact);
	memset(at, 0, size);
	return at;
}

char *arena_bytes(const char *text, int length)
{
	char *copy = arena_alloc((u64)length + 1);

	memcpy(copy, text, (u64)length);
	return copy;
}

char *arena_text(const char *text) { return arena_bytes(text, (int)strlen(text)); }

char *arena_format(const char *format, ...)
{
	char text[4200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return arena_text(text);
}
