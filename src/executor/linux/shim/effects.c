/* The effects in force: those of the action at hand, and of actions that left the backend waiting before it. */
#include <stdlib.h>
#include "program.h"

enum { MOST_ARMED = 512 * 16, MOST_FIRINGS = 4096 };

static struct armed { enum point kind; int name, nth, action, index, seen; const struct effect *effect; } armed[MOST_ARMED];
static int count, firings, acting;
u32 points_armed;

void effects_clear(void)
{
	count = acting = 0;
	points_armed = 0;
}

void effects_reset(void)
{
	effects_clear();
	firings = 0;
}

/* Number by which a named point is announced; -1 when no name is given or it names nothing. */
static int name_number(enum point kind, const char *name)
{
	if (!*name) return -1;
	if (kind == POINT_FETCH || kind == POINT_STORE) {
		int offset = page_field(name);
		return offset < 0 ? -1 : offset >> 2;
	}
	if (kind != POINT_CONFIG || name[0] != '0' || name[1] != 'x') return -1;
	return (int)strtol(name, NULL, 16);
}

void effects_arm(const struct action *action, int number)
{
	for (int index = 0; index < action->effect_count && count < MOST_ARMED; index++) {
		const struct effect *effect = &action->effects[index];
		enum point kind = (enum point)effect->on;
		armed[count++] = (struct armed){ kind, name_number(kind, effect->name), effect->nth, number, index, 0, effect };
		points_armed |= 1u << kind;
	}
}

/* What happens at a point is not itself interrupted by points. */
static void act(const struct armed *one)
{
	if (++firings > MOST_FIRINGS) return;
	acting = 1;
	emit2(EV_POINT_HIT, one->action, one->index);
	for (int i = 0; i < one->effect->step_count; i++) perform(&one->effect->steps[i], 1);
	acting = 0;
}

void point_reached(enum point kind, int domid, int name)
{
	(void)domid;
	if (acting) return;
	for (int i = 0; i < count; i++) {
		struct armed *one = &armed[i];
		if (one->kind != kind || (one->name >= 0 && one->name != name)) continue;
		one->seen++;
		if (one->nth == 0 || one->seen == one->nth) act(one);
	}
}
