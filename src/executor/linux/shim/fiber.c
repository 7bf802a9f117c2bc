/* Stacks and the switch between them. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "world.h"

enum { MAIN_STACK = -1, GUARD_STACK = 0, MOST_STACKS = 1200, INNER_GUARD_STACK = MOST_STACKS - 1, STACK_BYTES = 256 << 10 };

extern void __asan_unpoison_memory_region(void const volatile *, unsigned long) __attribute__((weak));
extern void __sanitizer_start_switch_fiber(void **, const void *, unsigned long) __attribute__((weak));
extern void __sanitizer_finish_switch_fiber(void *, const void **, unsigned long *) __attribute__((weak));

static u8 *stacks[MOST_STACKS];
/* Whom an escape leads back to: the process's own stack, or that of what guards something inside a guard. */
static struct { void *sp; int stack; } outer[2];
static int depth;
static const void *main_bottom;
static unsigned long main_bytes;
static void (*guarded)(void *);
static void *guarded_argument;

__attribute__((naked, noinline)) static void switch_to(void **save __attribute__((unused)), void *load __attribute__((unused)))
{
	__asm__("push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
		"mov %rsp, (%rdi)\nmov %rsi, %rsp\n"
		"pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\nret\n");
}

void *fiber_stack(int number, u64 *size)
{
	*size = STACK_BYTES;
	if (number >= MOST_STACKS) return NULL;
	if (stacks[number] == NULL) {
		u8 *at = mmap(NULL, STACK_BYTES + PAGE_BYTES, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (at == MAP_FAILED) abort();
		mprotect(at, PAGE_BYTES, PROT_NONE);
		stacks[number] = at + PAGE_BYTES;
	}
	return stacks[number];
}

/* A stack ready to be switched to, which begins at `entry`. What was on it is forgotten. */
void *fiber_begin(int stack, void (*entry)(void))
{
	u64 size;
	u8 *bottom = fiber_stack(stack, &size);
	void **top = (void **)(bottom + size - 64);

	if (__asan_unpoison_memory_region) __asan_unpoison_memory_region(bottom, size);
	*--top = NULL;
	*--top = (void *)entry;
	for (int i = 0; i < 6; i++) *--top = NULL;
	return top;
}

void fiber_switch(void **save, void *load, int to_stack)
{
	void *fake = NULL;

	if (__sanitizer_start_switch_fiber) {
		u64 size;
		if (to_stack == MAIN_STACK) __sanitizer_start_switch_fiber(&fake, main_bottom, main_bytes);
		else {
			void *bottom = fiber_stack(to_stack, &size);
			__sanitizer_start_switch_fiber(&fake, bottom, size);
		}
	}
	switch_to(save, load);
	if (__sanitizer_finish_switch_fiber) __sanitizer_finish_switch_fiber(fake, NULL, NULL);
}

static void begin_guarded(void)
{
	if (__sanitizer_finish_switch_fiber) {
		if (depth == 1) __sanitizer_finish_switch_fiber(NULL, &main_bottom, &main_bytes);
		else __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	}
	guarded(guarded_argument);
	fiber_escape();
}

void fiber_guard(void (*body)(void *), void *argument)
{
	guarded = body;
	guarded_argument = argument;
	int stack = depth == 0 ? GUARD_STACK : INNER_GUARD_STACK, level = depth++;

	outer[level].stack = level == 0 ? MAIN_STACK : tasks_running_stack();
	fiber_switch(&outer[level].sp, fiber_begin(stack, begin_guarded), stack);
}

void fiber_escape(void)
{
	void *nowhere;

	depth--;
	fiber_switch(&nowhere, outer[depth].sp, outer[depth].stack);
	abort();
}
