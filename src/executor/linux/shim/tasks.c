/* The scheduler: tasks round robin, one step (up to the next pause) at a time, and virtual time, as the platform's. */
#include <stddef.h>
#include "world.h"

enum { STEP_USEC = 5, GUARD_NUMBER = 0, MOST_STACKS = 1199 };

extern void __sanitizer_finish_switch_fiber(void *, const void **, unsigned long *) __attribute__((weak));

static u8 stack_used[MOST_STACKS] = { 1 };
static int stacks_in_use;
/* Stands for no task. */
static struct task nobody;
/* Stack that runs now. */
static int running_stack;

struct task *task_current(void)
{
	return W->tasks.running ? W->tasks.running : &nobody;
}

struct task *task_new(const char *name, enum task_kind kind, int domid, void (*body)(void *), void *argument)
{
	struct task *task = arena_alloc(sizeof *task);

	task->name = name;
	task->kind = kind;
	task->domid = task->on_behalf = domid;
	task->body = body;
	task->argument = argument;
	return task;
}

void task_start(struct task *task)
{
	struct tasks *tasks = &W->tasks;

	task->id = ++tasks->next_id;
	task->done = task->blocked = 0;
	task->deadline = NEVER;
	task->held_count = 0;
	task->before = tasks->last;
	task->next = NULL;
	if (tasks->last) tasks->last->next = task;
	else tasks->first = task;
	tasks->last = task;
	emit4(EV_TASK_START, task->id, text_id(task->name), task->domid, task->kind == TASK_WORKER);
}

struct task *task_spawn(const char *name, enum task_kind kind, int domid, void (*body)(void *), void *argument)
{
	struct task *task = task_new(name, kind, domid, body, argument);

	task_start(task);
	return task;
}

static void unlink_task(struct task *task)
{
	struct tasks *tasks = &W->tasks;

	if (task->before) task->before->next = task->next;
	else tasks->first = task->next;
	if (task->next) task->next->before = task->before;
	else tasks->last = task->before;
	task->before = task->next = NULL;
}

int task_can_run(struct task *task)
{
	if (task->done || task->running) return 0;
	return !task->blocked || W->tasks.now >= task->deadline || task->blocker.ready(task->blocker.what, task);
}

static int take_stack(void)
{
	for (int i = 1; i < MOST_STACKS; i++) {
		if (stack_used[i]) continue;
		stack_used[i] = 1;
		if (i > stacks_in_use) stacks_in_use = i;
		return i;
	}
	oops(CRASH_EXCEPTION, "scheduler", "there are more tasks than stacks");
}

int tasks_running_stack(void) { return running_stack; }

void tasks_drop_stacks(void)
{
	for (int i = 1; i <= stacks_in_use; i++) stack_used[i] = 0;
	stacks_in_use = 0;
	running_stack = GUARD_NUMBER;
	nobody.held_count = 0;
	nobody.domid = nobody.on_behalf = -1;
}

/* First thing on a task's stack. */
static void enter(void)
{
	struct task *task = W->tasks.running;
	void *nowhere;

	if (__sanitizer_finish_switch_fiber) __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	task->body(task->argument);
	task->done = 1;
	fiber_switch(&nowhere, task->stepper, task->stepper_stack);
}

void task_wait(const struct blocker *blocker, u64 deadline)
{
	struct task *task = W->tasks.running;

	if (task == NULL) oops(CRASH_BUG, "schedule", "the host waits outside of any task");
	if (blocker) {
		task->blocked = 1;
		task->blocker = *blocker;
		task->deadline = deadline;
		task->waiting_since = W->tasks.now;
	}
	fiber_switch(&task->sp, task->stepper, task->stepper_stack);
}

void task_step(struct task *task)
{
	struct tasks *tasks = &W->tasks;
	struct task *previous = tasks->running;
	int previous_stack = running_stack;

	if (task->stack == 0) {
		task->stack = take_stack() + 1;
		task->sp = fiber_begin(task->stack - 1, enter);
	}
	tasks->running = task;
	task->running = 1;
	task->blocked = 0;
	task->deadline = NEVER;
	tasks->now += STEP_USEC;
	task->stepper_stack = previous_stack;
	running_stack = task->stack - 1;
	fiber_switch(&task->stepper, task->sp, running_stack);
	running_stack = previous_stack;
	if (task->done) {
		stack_used[task->stack - 1] = 0;
		task->stack = 0;
		unlink_task(task);
		emit1(EV_TASK_END, task->id);
	}
	task->running = 0;
	tasks->running = previous;
}

static void fire_due(void)
{
	struct tasks *tasks = &W->tasks;

	for (;;) {
		struct timer *first = NULL;
		for (struct timer *timer = tasks->timers; timer; timer = timer->next)
			if (timer->due <= tasks->now && (first == NULL || timer->due < first->due)) first = timer;
		if (first == NULL) return;
		first->due = NEVER;
		first->fire(first);
	}
}

void timer_register(struct timer *timer)
{
	struct timer **end = &W->tasks.timers;

	while (*end) end = &(*end)->next;
	timer->due = NEVER;
	timer->next = NULL;
	*end = timer;
}

u64 timers_due(void)
{
	u64 due = NEVER;

	for (struct timer *timer = W->tasks.timers; timer; timer = timer->next)
		if (timer->due < due) due = timer->due;
	return due;
}

static void rotate(struct task *task)
{
	struct tasks *tasks = &W->tasks;

	if (tasks->last == task) return;
	unlink_task(task);
	task->before = tasks->last;
	tasks->last->next = task;
	tasks->last = task;
}

void tasks_settle(void)
{
	struct tasks *tasks = &W->tasks;

	fire_due();
	for (;;) {
		struct task *task = tasks->first;
		while (task && !task_can_run(task)) task = task->next;
		if (task == NULL) return;
		if (tasks->budget-- <= 0) {
			emit2(EV_STEP_LIMIT, task->domid, task->id);
			return;
		}
		rotate(task);
		task_step(task);
		fire_due();
	}
}

static u64 next_due(void)
{
	u64 due = timers_due();

	for (struct task *task = W->tasks.first; task; task = task->next)
		if (task->blocked && task->deadline < due) due = task->deadline;
	return due;
}

void tasks_advance(u64 usec)
{
	struct tasks *tasks = &W->tasks;
	u64 end = tasks->now + usec;

	tasks_settle();
	for (u64 due = next_due(); due <= end; due = next_due()) {
		if (tasks->budget <= 0) return;
		if (due > tasks->now) tasks->now = due;
		tasks_settle();
	}
	if (end > tasks->now) tasks->now = end;
	tasks_settle();
}
