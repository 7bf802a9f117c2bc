/* The driver's memory: what is given back is never handed out again before the next restore. */
#include <linux/slab.h>
#include "k.h"

void __asan_poison_memory_region(void const volatile *, size_t) __attribute__((weak));
int vsnprintf(char *, size_t, const char *, va_list);
int strcmp(const char *, const char *);
void *memset(void *, int, size_t);

enum { REDZONE = 32, ATTRIBUTE_BYTES = 16, MAGIC_LIVE = 0x11ffa11c, MAGIC_FREED = 0xdeadf4ee };
#define CANARY_WORD 0x5ca1ab1e
/* Stands in front of each object, in its red zone. */
struct header { u32 magic, bytes; const void *caller; u64 unused[2]; };

typeof(kmalloc_caches) kmalloc_caches;

static void *allocate(size_t bytes, gfp_t flags, const void *caller)
{
	if (flags & __GFP_DIRECT_RECLAIM) might_sleep_in("kmalloc");
	if (!(flags & __GFP_NOFAIL) && fault_taken(FAULT_ALLOC)) return NULL;
	if (bytes == 0) return ZERO_SIZE_PTR;
	if (bytes > 4 << 20) return NULL;
	struct header *header = arena_alloc(sizeof *header);
	u8 *object = arena_alloc(bytes);
	arena_alloc(REDZONE);
	*header = (struct header){ MAGIC_LIVE, bytes, caller, { 0 } };
	if (__asan_poison_memory_region) {
		__asan_poison_memory_region(header, sizeof *header);
		u8 *end = object + ((bytes + 15) & ~15ul);
		__asan_poison_memory_region(end, REDZONE);
	}
	if (!(flags & __GFP_ZERO)) for (size_t at = 0; at < bytes; at++) object[at] = (u8)(CANARY_WORD >> 8 * (at % 4));
	W->allocated += bytes;
	return object;
}

void *driver_alloc(size_t bytes) { return allocate(bytes, GFP_KERNEL | __GFP_ZERO, __builtin_return_address(0)); }

#define CALLER __builtin_return_address(0)
SHIM(void *, __kmalloc, size_t bytes, gfp_t flags) { return allocate(bytes, flags, CALLER); }
SHIM(void *, __kmalloc_noprof, size_t bytes, gfp_t flags) { return allocate(bytes, flags, CALLER); }
SHIM(void *, kmalloc_trace, struct kmem_cache *cache, gfp_t flags, size_t bytes) { return allocate(bytes, flags, CALLER); }
SHIM(void *, __kmalloc_cache_noprof, struct kmem_cache *cache, gfp_t flags, size_t bytes) { return allocate(bytes, flags, CALLER); }

/* The kernel's own part of an attribute counts as the driver's: the driver has to give it back. */
void attribute_memory(int count) { W->allocated += (u64)(count * ATTRIBUTE_BYTES); }

/* In front of what lies there, or NULL: nothing of the driver's. */
static struct header *header_of(const void *at)
{
	const u8 *begin = (const u8 *)WORLD_BASE + sizeof(struct world), *end = (const u8 *)WORLD_BASE + W->top;

	if ((const u8 *)at < begin + sizeof(struct header) || (const u8 *)at >= end || (u64)at % 16) return NULL;
	struct header *header = (struct header *)at - 1;
	return header->magic == MAGIC_LIVE || header->magic == MAGIC_FREED ? header : NULL;
}

int object_lives(const void *object)
{
	const struct header *header = header_of(object);

	return header && header->magic == MAGIC_LIVE;
}

SHIM(void, kfree, const void *object)
{
	const char *site = caller_at(__builtin_return_address(0));
	struct header *header;

	if (ZERO_OR_NULL_PTR(object)) return;
	header = header_of(object);
	if (!header) oops(CRASH_BUG, site, "kfree of what was not allocated, in %s", site);
	if (header->magic == MAGIC_FREED) oops(CRASH_FREED, site, "freed twice, in %s", site);
	header->magic = MAGIC_FREED;
	W->allocated -= header->bytes;
	memset((void *)object, 0x6b, header->bytes);
	if (__asan_poison_memory_region) __asan_poison_memory_region(object, (header->bytes + 15) & ~15ul);
}

/* The live objects that a function allocated, newest first: each is shown until `look` says yes. */
int driver_objects(const char *site, int (*look)(const void *object, u32 bytes, void *argument), void *argument)
{
	for (u64 at = WORLD_BASE + W->top - 16; at > WORLD_BASE + sizeof(struct world); at -= 16) {
		struct header *header = header_of((void *)at);
		if (!header || header->magic != MAGIC_LIVE || strcmp(caller_at(header->caller), site) != 0) continue;
		if (look((void *)at, header->bytes, argument)) return 1;
	}
	return 0;
}

/* What an address is, for a report: the object it lies in or beside. Whether that was freed. */
int describe_address(const void *address, char *out, int room)
{
	u64 at = (u64)address & ~15ull;

	for (int steps = 0; steps < 4096 && at > WORLD_BASE + sizeof(struct world); steps++, at -= 16) {
		struct header *header = header_of((void *)at);
		if (!header) continue;
		s64 distance = (s64)((u64)address - at);
		int freed = header->magic == MAGIC_FREED && distance < header->bytes;
		snprintf(out, room, freed ? "%lld bytes into %u that %s allocated and that were freed"
				    : "%lld bytes from the beginning of %u that %s allocated",
			 distance, header->bytes, caller_at(header->caller));
		return freed;
	}
	snprintf(out, room, "no object is near");
	return 0;
}

SHIM(int, scnprintf, char *out, size_t room, const char *format, ...)
{
	va_list arguments;
	int length;

	if (room == 0) return 0;
	va_start(arguments, format);
	length = vsnprintf(out, room, format, arguments);
	va_end(arguments);
	return length < (int)room ? length : (int)room - 1;
}
