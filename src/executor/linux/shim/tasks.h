/* Cooperative tasks on stacks of their own, virtual time, timers. */
#ifndef RIG_TASKS_H
#define RIG_TASKS_H
#include "base.h"

enum { USEC_PER_JIFFY_RIG = 4000, USEC_PER_SEC_RIG = 1000000, HZ_RIG = 250 };
#define NEVER (~0ull)

enum task_kind { TASK_WORKER, TASK_XENWATCH, TASK_AER, TASK_SYSFS, TASK_TOOLSTACK, TASK_HOST };
enum { MAX_HELD = 16 };

struct function;

/* What a task waits for: `ready` says whether it may go on. */
struct blocker {
	int (*ready)(void *what, struct task *task);
	void *what;
	const char *reason;
};

struct task {
	struct task *before, *next;
	u32 id;
	enum task_kind kind;
	int domid;
	const char *name;
	void (*body)(void *argument);
	void *argument;
	/* A blocker is set; `deadline` ends the wait by itself. */
	int blocked;
	struct blocker blocker;
	u64 deadline, waiting_since;
	int done, running;
	int held[MAX_HELD], held_count;
	/* What it waits on, for the wait queues. */
	void *entry;
	/* When that wait ends, and the jiffies that were left when it was woken last, 0 none. */
	u64 end;
	long left;
	/* Domain that what it does is put down to, -1 none. */
	int on_behalf;
	/* Function whose error it is that the driver handles, NULL none. */
	struct function *recovers;
	/* Stack pointer while it pauses, that of whoever stepped it, and the number of its stack plus 1. */
	void *sp, *stepper;
	int stack, stepper_stack;
};

struct timer {
	u64 due;
	void (*fire)(struct timer *timer);
	struct timer *next;
};

struct tasks {
	struct task *first, *last, *running;
	u32 next_id;
	int budget;
	u64 now;
	struct timer *timers;
};

struct task *task_new(const char *name, enum task_kind kind, int domid, void (*body)(void *), void *argument);
/* Starts a task that is new or has ended. */
void task_start(struct task *task);
struct task *task_spawn(const char *name, enum task_kind kind, int domid, void (*body)(void *), void *argument);
/* Pauses the task that runs until the blocker lets it go on; without one (NULL) another may be preferred. */
void task_wait(const struct blocker *blocker, u64 deadline);
/* The task that runs, or the one that stands for none. */
struct task *task_current(void);
int task_can_run(struct task *task);
void task_step(struct task *task);
void tasks_settle(void);
void tasks_advance(u64 usec);
/* Forgets all stacks: what was left in the middle of something is gone. */
void tasks_drop_stacks(void);
/* Number of the stack that runs now. */
int tasks_running_stack(void);
u64 timers_due(void);
void timer_register(struct timer *timer);
static inline u64 jiffies_of(u64 usec) { return usec / USEC_PER_JIFFY_RIG; }

/* fiber.c: runs `body` on a stack of its own until it ends or somebody calls fiber_escape. */
/* Once inside another one as well. */
void fiber_guard(void (*body)(void *), void *argument);
void fiber_escape(void) __attribute__((noreturn));
void *fiber_stack(int number, u64 *size);
void *fiber_begin(int stack, void (*entry)(void));
void fiber_switch(void **save, void *load, int to_stack);

#endif
