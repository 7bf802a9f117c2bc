/* Notices, between the actions of a program, which devices guests gave back. */
#include <string.h>
#include "kernel.h"
#include "program.h"
#include "returns.h"

enum { UNBOUND = -2, NOBODY = -1 };

struct returned returned[MOST_RETURNS];
int returned_count;
static struct baseline seen[MOST_WATCHED];
static u32 logged;
static int watched;

static void keep(struct function *fn, struct device_state *state)
{
	inspect_device(fn, state);
	u8 *copy = arena_alloc((u64)state->size);
	memcpy(copy, state->config, (u64)state->size);
	state->config = copy;
}

/* At the start of a set-up: while nobody has the devices. In memory that the image keeps. */
void returns_baselines(void)
{
	W->baselines = arena_alloc(MOST_WATCHED * sizeof *start_baselines);
	for (int i = 0; i < W->function_count; i++) {
		start_baselines[i].holder = device_holder(W->functions[i]);
		if (start_baselines[i].holder == UNBOUND) continue;
		start_baselines[i].known = 1;
		keep(W->functions[i], &start_baselines[i].state);
	}
}

void returns_begin(void)
{
	watched = W->function_count;
	memcpy(seen, start_baselines, (u64)watched * sizeof *seen);
	for (int i = 0; i < watched; i++) seen[i].holder = device_holder(W->functions[i]);
	returned_count = 0;
	logged = 0;
}

static int was_reset(int fn)
{
	int reset = 0;

	for (u32 i = logged; i < record_count; i++)
		if (records[i].code == EV_HOST_EXIT && records[i].a == fn && records[i].b == CALL_RESET_FUNCTION) reset = records[i].c == 0;
	return reset;
}

void returns_look(int action)
{
	int moved = 0;

	for (int i = 0; i < watched; i++) {
		struct function *fn = W->functions[i];
		int holder = device_holder(fn), before = seen[i].holder;
		if (holder == before) continue;
		/* out of its topology, on its way back: nobody has it when the driver says so */
		if (holder == NOBODY && before >= 0 && device_in_use(fn)) continue;
		moved = 1;
		seen[i].holder = holder;
		if (holder == UNBOUND) seen[i].known = 0;
		else if (holder == NOBODY && before >= 0 && seen[i].known && returned_count < MOST_RETURNS) {
			struct returned *one = &returned[returned_count++];
			*one = (struct returned){ .fn = i, .action = action, .reset_done = was_reset(i), .before = seen[i].state };
			keep(fn, &one->after);
		} else if (holder == NOBODY && before < 0 && !seen[i].known) {
			seen[i].known = 1;
			keep(fn, &seen[i].state);
		}
	}
	if (moved) logged = record_count;
}
