/* Runs one planted fault and says what was noticed of it: one line, `crash KIND`, `warn TEXT`, `leak BYTES` or `nothing`. */
#include <stdio.h>
#include <string.h>
#include "kernel.h"
#include "world.h"

void planted_overflow(volatile int *index);
void planted_freed(volatile int *index);
void planted_undefined(volatile int *index);
void planted_leak(volatile int *index);

static const struct { const char *name; void (*run)(volatile int *); } faults[] = {
	{ "overflow", planted_overflow }, { "freed", planted_freed }, { "undefined", planted_undefined }, { "leak", planted_leak },
};
static volatile int zero;

static void body(void *which)
{
	W->kernel = arena_alloc(sizeof *W->kernel);
	for (u64 i = 0; i < sizeof faults / sizeof *faults; i++) if (strcmp(faults[i].name, which) == 0) faults[i].run(&zero);
}

int planted(const char *which)
{
	int length = 0;

	record_begin(1);
	fiber_guard(body, (void *)which);
	if (crash.happened) printf("crash %d %s: %s\n", crash.kind, crash.site, crash.message);
	else if (record_count > 0 && records[record_count - 1].code == EV_WARN) {
		const char *text = text_at((int)records[record_count - 1].a, &length);
		printf("warn %.*s\n", length, text);
	} else if (W->allocated > 0) printf("leak %llu\n", W->allocated);
	else printf("nothing\n");
	fflush(stdout);
	return 0;
}
