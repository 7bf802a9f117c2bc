/* Locks, wait queues and work items of the driver. */
#include "k.h"

int __asan_address_is_poisoned(void const volatile *) __attribute__((weak));
int describe_address(const void *address, char *out, int room);

/* The kernel uses memory for the driver: it must be the driver's. */
void touch(const void *at, size_t bytes, const char *site)
{
	char where[160];

	if (!__asan_address_is_poisoned || !__asan_address_is_poisoned(at)) return;
	int freed = describe_address(at, where, sizeof where);
	oops(freed ? CRASH_FREED : CRASH_BOUNDS, site, "%s uses memory that is not the driver's: %s", site, where);
}

/* --- sleeping locks --- */

static struct rig_lock *find_lock(const void *at)
{
	for (struct rig_lock *lock = K->locks; lock; lock = lock->next) if (lock->at == at) return lock;
	/* a static one: it has the name of its object */
	return lock_new(at, object_at(at));
}

/* `&pdev->dev_lock` is dev_lock; the lock of a topology's list has no name of its own. */
SHIM(void, __mutex_init, struct mutex *mutex, const char *name, struct lock_class_key *key)
{
	const char *last = name;

	for (const char *at = name; *at; at++) if (*at == '>' || *at == '.' || *at == '&') last = at + 1;
	lock_new(mutex, strcmp(last, "lock") == 0 ? "dev_list_lock" : arena_text(last));
}

SHIM(void, mutex_lock, struct mutex *mutex)
{
	touch(mutex, sizeof *mutex, "mutex_lock");
	sleep_lock(find_lock(mutex));
}
SHIM(void, mutex_unlock, struct mutex *mutex)
{
	touch(mutex, sizeof *mutex, "mutex_unlock");
	sleep_unlock(find_lock(mutex));
}
SHIM(void, down_write, struct rw_semaphore *lock) { sleep_lock(find_lock(lock)); }
SHIM(void, up_write, struct rw_semaphore *lock) { sleep_unlock(find_lock(lock)); }
SHIM(void, down_read, struct rw_semaphore *lock) { sleep_lock(find_lock(lock)); }
SHIM(void, up_read, struct rw_semaphore *lock) { sleep_unlock(find_lock(lock)); }

/* --- spinlocks: one task runs at a time, so they never wait; they make the section atomic --- */

static void spin(raw_spinlock_t *lock)
{
	touch(lock, 4, "_raw_spin_lock");
	const char *name = object_at(lock);
	if (*(u32 *)lock) emit3(EV_LOCK_FAULT, LOCK_SELF_DEADLOCK, text_id(name), 0);
	*(u32 *)lock = 1;
	W->atomic_depth++;
	if (K->spinning_count < 16) K->spinning[K->spinning_count++] = name;
}
static void unspin(raw_spinlock_t *lock)
{
	if (!*(u32 *)lock) emit3(EV_LOCK_FAULT, LOCK_NOT_OWNER, text_id(object_at(lock)), 0);
	*(u32 *)lock = 0;
	W->atomic_depth--;
	if (K->spinning_count > 0) K->spinning_count--;
}
SHIM(unsigned long, _raw_spin_lock_irqsave, raw_spinlock_t *lock) { spin(lock); return 0; }
SHIM(void, _raw_spin_unlock_irqrestore, raw_spinlock_t *lock, unsigned long flags) { unspin(lock); }
SHIM(void, _raw_spin_lock, raw_spinlock_t *lock) { spin(lock); }
SHIM(void, _raw_spin_unlock, raw_spinlock_t *lock) { unspin(lock); }
SHIM(void, _raw_spin_lock_irq, raw_spinlock_t *lock) { spin(lock); }
SHIM(void, _raw_spin_unlock_irq, raw_spinlock_t *lock) { unspin(lock); }
SHIM(void, _raw_spin_lock_bh, raw_spinlock_t *lock) { spin(lock); }
SHIM(void, _raw_spin_unlock_bh, raw_spinlock_t *lock) { unspin(lock); }
SHIM(int, __cond_resched, void) { return 0; }

/* --- wait queues: a real list, so that a head that is initialised anew loses its waiters --- */

/* Set by a wake-up of the waiter's queue. */
enum { WOKEN = 0x100 };

static int is_woken(void *what, struct task *task) { return !!(((struct wait_queue_entry *)what)->flags & WOKEN); }

SHIM(void, __init_waitqueue_head, struct wait_queue_head *head, const char *name, struct lock_class_key *key)
{
	memset(&head->lock, 0, sizeof head->lock);
	INIT_LIST_HEAD(&head->head);
}

SHIM(void, init_wait_entry, struct wait_queue_entry *entry, int flags)
{
	might_sleep_in("wait_event_timeout");
	reach(POINT_WAIT, -1, 0);
	entry->flags = flags;
	entry->private = task_current();
	INIT_LIST_HEAD(&entry->entry);
}

SHIM(long, prepare_to_wait_event, struct wait_queue_head *head, struct wait_queue_entry *entry, int state)
{
	entry->flags &= ~WOKEN;
	if (list_empty(&entry->entry)) list_add_tail(&entry->entry, &head->head);
	task_current()->entry = entry;
	return 0;
}

SHIM(void, finish_wait, struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	list_del_init(&entry->entry);
	task_current()->left = 0;
}

SHIM(int, __wake_up, struct wait_queue_head *head, unsigned int mode, int count, void *key)
{
	struct wait_queue_entry *entry;

	list_for_each_entry(entry, &head->head, entry) entry->flags |= WOKEN;
	return 0;
}

SHIM(long, schedule_timeout, long timeout)
{
	struct task *task = task_current();
	struct blocker blocker = { is_woken, task->entry, "wait queue xen_pcibk_aer_wait_queue" };

	if (timeout <= 0) return 0;
	/* who waits for what was left of a wait waits until the same moment */
	if (task->left != timeout) task->end = W->tasks.now + (u64)timeout * USEC_PER_JIFFY_RIG;
	task_wait(&blocker, timeout == MAX_SCHEDULE_TIMEOUT ? NEVER : task->end);
	if (W->tasks.now >= task->end) return task->left = 0;
	return task->left = (long)((task->end - W->tasks.now + USEC_PER_JIFFY_RIG - 1) / USEC_PER_JIFFY_RIG);
}

/* --- work items --- */

struct item { struct item *next; struct work_struct *work; struct task *task; const char *name; int domid, pending, running, again; };
struct workqueue_struct *system_wq;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct workqueue_struct *shim_percpu_wq __asm__("system_percpu_wq");
#endif

static struct item *find_item(struct work_struct *work)
{
	for (struct item *item = K->works; item; item = item->next) if (item->work == work) return item;
	return NULL;
}

static void run_item(void *argument)
{
	struct item *item = argument;

	do {
		item->pending = item->again = 0;
		emit1(EV_WORK_START, item->domid);
		item->work->func(item->work);
		emit1(EV_WORK_END, item->domid);
		if (item->pending) task_wait(NULL, NEVER);
	} while (item->pending);
	item->running = 0;
}

SHIM(bool, queue_work_on, int cpu, struct workqueue_struct *queue, struct work_struct *work)
{
	struct item *item = find_item(work);

	touch(work, sizeof *work, "queue_work_on");
	if (!item) {
		item = arena_alloc(sizeof *item);
		item->next = K->works;
		item->work = work;
		item->domid = on_behalf_of();
		item->name = arena_format("%s[%d]", function_at(work->func), item->domid);
		item->task = task_new(item->name, TASK_WORKER, item->domid, run_item, item);
		K->works = item;
	}
	if (item->pending) return false;
	item->pending = 1;
	emit1(EV_WORK_QUEUED, item->domid);
	if (!item->running) {
		item->running = 1;
		item->task->argument = item;
		task_start(item->task);
	}
	return true;
}

/* The work item that runs now; NULL in a handler, and in every other task. */
static struct item *running_item(void)
{
	struct task *task = task_current();

	return task->kind == TASK_WORKER && K->handler_domid < 0 ? task->argument : NULL;
}

void work_found_more(void)
{
	struct item *item = running_item();

	if (item) item->again = 1;
}

void work_goes_on(void)
{
	struct item *item = running_item();

	if (!item || !item->again) return;
	item->again = 0;
	task_wait(NULL, NEVER);
}

static int is_idle(void *what, struct task *task)
{
	struct item *item = what;

	return !item->pending && !item->running;
}

SHIM(bool, flush_work, struct work_struct *work)
{
	struct item *item = find_item(work);

	touch(work, sizeof *work, "flush_work");
	might_sleep_in("flush_work");
	/* one that was never queued is waited for as well */
	reach(POINT_WAIT, item ? item->domid : on_behalf_of(), 0);
	if (!item) return false;
	while (!is_idle(item, NULL))
		task_wait(&(struct blocker){ is_idle, item, arena_format("flush of %s", item->name) }, NEVER);
	return true;
}
SHIM(bool, cancel_work_sync, struct work_struct *work)
{
	struct item *item = find_item(work);

	if (item && item->pending && item->task->stack == 0) item->pending = 0;
	return shim_flush_work(work);
}
int work_is_idle(struct work_struct *work)
{
	struct item *item = find_item(work);

	return !item || is_idle(item, NULL);
}
