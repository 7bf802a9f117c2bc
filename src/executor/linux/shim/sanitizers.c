/* What the sanitizers say becomes part of the execution: the object, the function, the callers, and no address. */
#include <stdio.h>
#include <string.h>
#include "world.h"

int describe_address(const void *address, char *out, int room);
enum { MOST_CALLERS = 8, SHADOW_STACK_LEFT = 0xf1, SHADOW_STACK_AFTER_RETURN = 0xf5, SHADOW_SCOPE = 0xf8, SHADOW_GLOBAL = 0xf9, ARENA = 64 << 20 };

/* Functions of the driver on the stack with their files, innermost first: `a (ops.c) < b (ops.c)`. */
static void callers(char *out, int room)
{
	u64 *frame = __builtin_frame_address(0);
	int at = 0, found = 0;

	out[0] = 0;
	for (int depth = 0; depth < 40 && found < MOST_CALLERS && frame; depth++) {
		const char *name = caller_at((void *)frame[1]);
		u64 *next = (u64 *)frame[0];
		const char *file = file_at((u8 *)frame[1] - 1);
		if (file && at < room) at += snprintf(out + at, (u64)(room - at), "%s%s (%s)", found++ ? " < " : "", name, file);
		if (next <= frame) break;
		frame = next;
	}
}

void report(u64 address, const char *access, u64 bytes, const void *caller)
{
	char where[160], stack[320];
	enum crash kind = CRASH_BOUNDS;

	if (address >= WORLD_BASE && address < WORLD_BASE + ARENA) {
		if (describe_address((void *)address, where, sizeof where)) kind = CRASH_FREED;
	} else {
		u8 shadow = *(u8 *)((address >> 3) + 0x7fff8000ull);
		const char *what = shadow == SHADOW_GLOBAL ? "beside the object " : shadow == SHADOW_STACK_AFTER_RETURN || shadow == SHADOW_SCOPE
			? "a variable that is no more" : "beside a variable on the stack";
		snprintf(where, sizeof where, "%s%s", what, shadow == SHADOW_GLOBAL ? object_at((void *)address) : "");
		if (shadow == SHADOW_STACK_AFTER_RETURN || shadow == SHADOW_SCOPE) kind = CRASH_FREED;
	}
	callers(stack, sizeof stack);
	oops(kind, caller_at(caller), "AddressSanitizer: %s of %llu bytes, %s; in %s", access, bytes, where, stack);
}

#define REPORT(size) \
	void shim_asan_load##size(u64 address) { report(address, "load", size, __builtin_return_address(0)); } \
	void shim_asan_store##size(u64 address) { report(address, "store", size, __builtin_return_address(0)); }
REPORT(1)
REPORT(2)
REPORT(4)
REPORT(8)
REPORT(16)
void shim_asan_load_n(u64 address, u64 bytes) { report(address, "load", bytes, __builtin_return_address(0)); }
void shim_asan_store_n(u64 address, u64 bytes) { report(address, "store", bytes, __builtin_return_address(0)); }

/* Found by a check inside the runtime (a copy): it goes on after it. */
static void on_asan_report(const char *text)
{
	char line[200];

	snprintf(line, sizeof line, "%.*s", (int)strcspn(strstr(text, "ERROR: ") ? strstr(text, "ERROR: ") + 7 : text, " \n") + 30,
		 strstr(text, "ERROR: ") ? strstr(text, "ERROR: ") + 7 : text);
	line[strcspn(line, "\n")] = 0;
	char *address = strstr(line, " on address");
	if (address) *address = 0;
	warn("asan", line);
}

void __asan_set_error_report_callback(void (*)(const char *)) __attribute__((weak));
void sanitizers_install(void) { if (__asan_set_error_report_callback) __asan_set_error_report_callback(on_asan_report); }

void *__asan_region_is_poisoned(void *, unsigned long) __attribute__((weak));

/* Copies of the driver are made by the shim: what it reads and writes must be its own. */
void check_copy(const void *at, unsigned long bytes, int is_store, const void *caller)
{
	if (!__asan_region_is_poisoned || bytes == 0) return;
	u64 bad = (u64)__asan_region_is_poisoned((void *)at, bytes);
	if (bad) report(bad, is_store ? "store" : "load", bytes, caller);
}

/* The runtime's own checks of library calls are off: the shim makes them on memory that the driver must not touch. */
const char *__asan_default_options(void)
{
	return "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:allow_user_segv_handler=1:detect_leaks=0:halt_on_error=0:"
	       "symbolize=0:detect_stack_use_after_return=0:use_sigaltstack=0:log_path=/dev/null:replace_intrin=0:replace_str=0:intercept_memcmp=0:intercept_strlen=0:"
	       "intercept_strchr=0:intercept_strstr=0:intercept_strspn=0:intercept_strndup=0:check_printf=0:allocator_may_return_null=1";
}
const char *__ubsan_default_options(void) { return "print_stacktrace=0:symbolize=0:log_path=/dev/null"; }
const char *__lsan_default_options(void) { return "detect_leaks=0"; }

void __ubsan_get_current_report_data(const char **, const char **, const char **, unsigned *, unsigned *, char **) __attribute__((weak));

/* The runtime has made a report of undefined behaviour; the driver goes on after it, as the kernel would. */
void __ubsan_on_report(void)
{
	const char *kind = "?", *message = "", *file = "";
	unsigned line = 0, column = 0;
	char *memory = NULL, text[300];

	if (__ubsan_get_current_report_data) __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &memory);
	const char *slash = strrchr(file, '/');
	snprintf(text, sizeof text, "UndefinedBehaviorSanitizer: %s, %s line %u", kind, slash ? slash + 1 : file, line);
	warn("ubsan", text);
}
