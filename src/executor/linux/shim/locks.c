/* Which lock was ever taken inside which, who holds what, whether sleeping is allowed now. */
#include <string.h>
#include "kernel.h"
#include "world.h"

static void fault(enum lock_fault kind, const char *name, const char *other)
{
	emit3(EV_LOCK_FAULT, kind, text_id(name), other ? text_id(other) : 0);
}

static int class_of(const char *name)
{
	for (int i = 0; i < K->class_count; i++) if (strcmp(K->classes[i], name) == 0) return i;
	if (K->class_count >= 64) return 63;
	K->classes[K->class_count] = name;
	return K->class_count++;
}

struct rig_lock *lock_new(const void *at, const char *name)
{
	struct rig_lock *lock = arena_alloc(sizeof *lock);

	*lock = (struct rig_lock){ K->locks, at, name, class_of(name), 0, 0 };
	K->locks = lock;
	return lock;
}

void might_sleep_in(const char *what)
{
	if (W->atomic_depth > 0)
		fault(LOCK_SLEEP_IN_ATOMIC, what, K->spinning_count > 0 ? K->spinning[K->spinning_count - 1] : 0);
}

static void before(const struct rig_lock *lock, const struct task *task)
{
	might_sleep_in(lock->name);
	for (int i = 0; i < task->held_count; i++) {
		int outer = task->held[i], inner = lock->lock_class;
		if (outer == inner) continue;
		if (K->order[inner][outer / 8] & 1 << outer % 8) fault(LOCK_ORDER_INVERSION, K->classes[outer], lock->name);
		K->order[outer][inner / 8] |= (u8)(1 << inner % 8);
	}
}

/* During a set-up nothing is recorded either, but a task runs. */
static int silence_looking(void) { return looking > 0; }

static int is_free(void *what, struct task *task) { return (void)task, ((struct rig_lock *)what)->owner == 0; }

void sleep_lock(struct rig_lock *lock)
{
	struct task *task = task_current();

	/* an onlooker takes no lock */
	if (silence_looking()) return;
	before(lock, task);
	reach(POINT_LOCK, -1, lock->lock_class);
	if (lock->owner == task) {
		fault(LOCK_SELF_DEADLOCK, lock->name, 0);
		emit3(EV_LOCK_WAIT, text_id(lock->name), task->id, task->id);
	}
	while (lock->owner) {
		if (lock->owner != task) emit3(EV_LOCK_WAIT, text_id(lock->name), task->id, lock->owner->id);
		task_wait(&(struct blocker){ is_free, lock, arena_format("lock %s", lock->name) }, NEVER);
	}
	lock->owner = task;
	if (task->held_count < MAX_HELD) task->held[task->held_count++] = lock->lock_class;
	emit2(EV_LOCK_ACQUIRE, text_id(lock->name), task->id);
}

void sleep_unlock(struct rig_lock *lock)
{
	struct task *task = task_current();
	int at = task->held_count - 1;

	if (silence_looking()) return;
	if (lock->owner != task) fault(LOCK_NOT_OWNER, lock->name, 0);
	lock->owner = 0;
	while (at >= 0 && task->held[at] != lock->lock_class) at--;
	if (at >= 0) {
		for (; at + 1 < task->held_count; at++) task->held[at] = task->held[at + 1];
		task->held_count--;
	}
	emit2(EV_LOCK_RELEASE, text_id(lock->name), task->id);
}
