/* Plays a program on the machine, which is at its starting point. */
#include "kernel.h"
#include "program.h"

enum { STEP_BUDGET = 3000, SETTLE_USEC = 20 * USEC_PER_JIFFY_RIG, MOST_REPETITIONS = 8192 };
#define AER_SETTLE_USEC (310ull * USEC_PER_SEC_RIG)

static int somebody_waits(void)
{
	for (struct task *task = W->tasks.first; task; task = task->next) if (task->blocked && task->deadline != NEVER) return 1;
	return 0;
}

void play(const struct program *program)
{
	int held = 0;

	W->tasks.budget = STEP_BUDGET;
	W->repetitions = MOST_REPETITIONS;
	for (int number = 0; number < program->count; number++) {
		const struct action *action = &program->actions[number];
		long long times = action->step.kind == KIND_OP ? action->step.values[F_OP_TIMES].number : 1;
		if (!held) effects_clear();
		emit1(EV_ACTION, number);
		effects_arm(action, number);
		for (long long i = 0; i < times; i++) {
			perform(&action->step, 0);
			held = action->hold;
			if (!held) tasks_settle();
		}
		returns_look(number);
		if (W->tasks.budget <= 0) return;
	}
	tasks_settle();
	tasks_advance(somebody_waits() ? AER_SETTLE_USEC : SETTLE_USEC);
	returns_look(program->count);
}
