/* What toolstack, root, the host and devices do. */
#include <string.h>
#include "inspect.h"
#include "kernel.h"
#include "program.h"
#include "scan.h"

enum { EACCES_RIG = 13, ENOENT_RIG = 2, ENODEV_RIG = 19, ENOSYS_RIG = 38, EPERM_RIG = 1 };
enum { CALLBACK_RECOVER = 4, RESULT_RECOVERED = 5 };

static const char *address_of(int device)
{
	return device >= 0 && device < MAX_DEVICES_RIG && W->devices[device] ? W->devices[device]->name : NULL;
}

/* `text` with what `mark` stands for in the place of its first occurrence. */
static const char *replaced(const char *text, const char *mark, const char *by)
{
	const char *at = strstr(text, mark);

	return at ? arena_format("%.*s%s%s", (int)(at - text), text, by, at + strlen(mark)) : text;
}

const char *with_address(const char *text, int device)
{
	const char *address = address_of(device);

	return replaced(text, "{device}", address ? address : "0000:ff:1f.7");
}

static const char *with_addresses(const char *text)
{
	for (int i = 0; i < 10; i++) {
		char mark[] = { '{', (char)('0' + i), '}', 0 };
		while (address_of(i) && strstr(text, mark)) text = replaced(text, mark, address_of(i));
	}
	return text;
}

static void toolstack_step(const struct step *step)
{
	int domid = guest_of(step, F_TOOLSTACK_GUEST)->domid;
	const char *address = address_of((int)number(step, F_TOOLSTACK_DEVICE));

	switch (number(step, F_TOOLSTACK_STEP)) {
	case V_TOOLSTACK_STEP_CREATE: toolstack_create(domid, &address, address != NULL); break;
	case V_TOOLSTACK_STEP_ADD: if (address) toolstack_add(domid, address); break;
	case V_TOOLSTACK_STEP_REMOVE: if (address) toolstack_remove(domid, address); break;
	case V_TOOLSTACK_STEP_REAP: toolstack_reap(domid); break;
	case V_TOOLSTACK_STEP_OFFLINE: toolstack_offline(domid); break;
	case V_TOOLSTACK_STEP_DESTROY: toolstack_destroy(domid); break;
	default: break;
	}
}

static void backend_node(const struct step *step)
{
	const char *directory = guest_of(step, F_BACKEND_NODE_GUEST)->backend, *name = text(step, F_BACKEND_NODE_NAME);
	const char *path = *name ? arena_format("%s/%s", directory, name) : directory;

	if (has(step, F_BACKEND_NODE_REMOVE)) store_remove(DOM0_ID, path, NULL);
	else store_write(DOM0_ID, path, with_address(text(step, F_BACKEND_NODE_VALUE), 0), NULL);
}

/* --- files of sysfs --- */

static void note_store(const char *file, const char *value, int length, int result)
{
	emit3(EV_ATTRIBUTE_STORE, text_id(file), text_id_of(value, length), result);
}
static void note_show(const char *file, const char *read, int result)
{
	emit3(EV_ATTRIBUTE_SHOW, text_id(file), result > 0 ? text_id_of(read, result) : 0, result);
}

/* What a task of root needs: a file and what it writes. */
struct job { const char *name, *value; int length; struct function *fn; int which, number, state; };
static struct job *job(const struct job *like)
{
	struct job *made = arena_alloc(sizeof *made);

	*made = *like;
	return made;
}

static void run_store(void *argument)
{
	struct job *job = argument;

	note_store(job->name, job->value, job->length, driver_store(job->name, job->value, job->length));
}
static void run_show(void *argument)
{
	struct job *job = argument;
	char *page = arena_alloc(PAGE_BYTES);

	task_wait(NULL, NEVER);
	note_show(job->name, page, driver_show(job->name, page));
}

static void use_parameter(const char *name, const struct step *step, int field, const char *value)
{
	const char *file = arena_format("parameters/%s", name);
	char *page = arena_alloc(PAGE_BYTES);

	(void)step;
	(void)field;
	if (!value) note_show(file, page, parameter_read(name, page));
	else {
		int err = *value ? parameter_write(name, value) : 0, length = (int)strlen(value);
		note_store(file, value, length, err ? err : length);
	}
}

static void use_statistic(const struct step *step)
{
	int domid = guest_of(step, F_EVENT_STATISTIC_GUEST)->domid, which = (int)number(step, F_EVENT_STATISTIC_NAME);
	const char *value = has(step, F_EVENT_STATISTIC_VALUE) ? text(step, F_EVENT_STATISTIC_VALUE) : NULL;
	struct xdev *xdev = K->xdevs;
	char shown[16];
	unsigned number;

	while (xdev && xdev->otherend_id != domid) xdev = xdev->next;
	const char *file = arena_format("%s/%s", xdev ? xdev->name : arena_format("pci-%d-0", domid), word_of(step, F_EVENT_STATISTIC_NAME));
	u32 *counters[] = { &xdev->stats.channels, &xdev->stats.events, &xdev->stats.spurious, &xdev->stats.delayed, &xdev->stats.threshold };
	if (value) {
		int err = !*value ? 0 : !xdev ? -ENOENT_RIG : which == 4 ? scan_unsigned(value, &number) : -EACCES_RIG;
		if (!err && *value) xdev->stats.threshold = number;
		note_store(file, value, (int)strlen(value), err ? err : (int)strlen(value));
		return;
	}
	if (!xdev) {
		note_show(file, "", -ENOENT_RIG);
		return;
	}
	const char *text = arena_format("%u\n", *counters[which]);
	(void)shown;
	note_show(file, text, (int)strlen(text));
}

static void use_xenstore(const struct step *step)
{
	struct guest *guest = guest_of(step, F_XENSTORE_GUEST);
	int domid = number(step, F_XENSTORE_BY) == V_XENSTORE_BY_DOM0 ? DOM0_ID : guest->domid;
	const char *path = replaced(replaced(text(step, F_XENSTORE_PATH), "{frontend}", guest->directory), "{backend}", guest->backend);
	const char *value = with_address(text(step, F_XENSTORE_VALUE), 0);

	if (number(step, F_XENSTORE_ACCESS) == V_XENSTORE_ACCESS_READ) {
		const char *read = store_read(domid, path, NULL);
		int err = read ? 0 : store_exists(path) ? -EACCES_RIG : -ENOENT_RIG;
		emit4(EV_XENSTORE_ACCESS, domid, text_id(path), read ? text_id(read) : 0, err);
		return;
	}
	int err = number(step, F_XENSTORE_ACCESS) == V_XENSTORE_ACCESS_WRITE ? store_write(domid, path, value, NULL) : store_remove(domid, path, NULL);
	emit4(EV_XENSTORE_ACCESS, domid, text_id(path), 0, err);
}

/* --- errors, interrupts, hardware --- */

static void run_aer(void *argument)
{
	struct job *job = argument;
	int verdict = device_aer(job->fn, job->number, job->state);

	/* a verdict has no sign: a guest may answer anything (AER-06) */
	if (job->number < CALLBACK_RECOVER) emit3(EV_AER_VERDICT, job->fn->index, job->number, (u32)verdict);
	else emit3(EV_AER_RECOVERY, job->fn->index, (u32)verdict, verdict == RESULT_RECOVERED);
}

static void change_hardware(const struct step *step)
{
	struct function *fn = function_of(step, F_HARDWARE_DEVICE);
	int offset = (int)number(step, F_HARDWARE_OFFSET);

	if (!fn || offset + 4 > fn->model->size) return;
	for (int i = 0; i < number(step, F_HARDWARE_SIZE); i++) fn->config[offset + i] = (u8)(number(step, F_HARDWARE_VALUE) >> 8 * i);
}

static void share_line(const struct step *step)
{
	struct function *fn = function_of(step, F_LINE_SHARED_DEVICE);
	struct line *line = fn ? irq_line(fn->model->irq_line) : NULL;

	if (!line) return;
	line->share_query_fails = number(step, F_LINE_SHARED_SHARED) == V_LINE_SHARED_SHARED_UNKNOWN;
	line->shared_with_domains = number(step, F_LINE_SHARED_SHARED) == V_LINE_SHARED_SHARED_YES;
}

static void run_task(const struct step *step)
{
	static const enum task_kind kinds[] = { TASK_WORKER, TASK_XENWATCH, TASK_AER, TASK_SYSFS };
	int domid = guest_of(step, F_RUN_GUEST)->domid, wanted = (int)number(step, F_RUN_TASK);
	/* it runs on another processor: what the one below holds does not make it atomic */
	int depth = W->atomic_depth, handler = K->handler_domid;

	W->atomic_depth = 0;
	K->handler_domid = -1;
	for (long long i = number(step, F_RUN_STEPS); i > 0; i--) {
		struct task *task = W->tasks.first;
		for (; task; task = task->next) {
			if (wanted != V_RUN_TASK_ANY && task->kind != kinds[wanted]) continue;
			if (wanted == V_RUN_TASK_WORKER && task->domid != domid) continue;
			if (task_can_run(task)) break;
		}
		if (!task) break;
		task_step(task);
	}
	W->atomic_depth = depth;
	K->handler_domid = handler;
}

void perform_host(const struct step *step, int at_point)
{
	struct function *fn;
	int irq;

	switch (step->kind) {
	case KIND_TOOLSTACK: toolstack_step(step); break;
	case KIND_BACKEND_NODE: backend_node(step); break;
	case KIND_SYSFS: {
		const char *value = with_address(text(step, F_SYSFS_VALUE), (int)number(step, F_SYSFS_DEVICE));
		const char *name = word_of(step, F_SYSFS_ATTRIBUTE);
		struct job *made = job(&(struct job){ .name = name, .value = arena_text(value), .length = (int)strlen(value) });
		task_spawn(arena_format("write %s", name), TASK_SYSFS, -1, run_store, made);
		break;
	}
	case KIND_SHOW: {
		const char *name = word_of(step, F_SHOW_ATTRIBUTE);
		task_spawn(arena_format("read %s", name), TASK_SYSFS, -1, run_show, job(&(struct job){ .name = name }));
		break;
	}
	case KIND_PARAMETER: use_parameter("permissive", step, 0, word_of(step, F_PARAMETER_PERMISSIVE)); break;
	case KIND_MODULE_PARAMETER:
		use_parameter(arena_text(text(step, F_MODULE_PARAMETER_NAME)), step, 0, has(step, F_MODULE_PARAMETER_VALUE) ? text(step, F_MODULE_PARAMETER_VALUE) : NULL);
		break;
	case KIND_EVENT_STATISTIC: use_statistic(step); break;
	case KIND_XENSTORE: use_xenstore(step); break;
	case KIND_DYNAMIC_DEBUG:
		if (number(step, F_DYNAMIC_DEBUG_MODULE) == V_DYNAMIC_DEBUG_MODULE_PCIBACK) K->debug = number(step, F_DYNAMIC_DEBUG_STATE) == V_DYNAMIC_DEBUG_STATE_ON;
		else guest_of(step, F_DYNAMIC_DEBUG_GUEST)->log_requests = number(step, F_DYNAMIC_DEBUG_STATE) == V_DYNAMIC_DEBUG_STATE_ON;
		break;
	case KIND_AFFINITY:
		if (connection_irq(guest_of(step, F_AFFINITY_GUEST)->domid, &irq)) events_set_affinity(irq, (int)number(step, F_AFFINITY_CPU));
		break;
	case KIND_AER:
		fn = function_of(step, F_AER_DEVICE);
		if (!fn || device_driver(fn) != DRIVER_PCIBACK) break;
		task_spawn(arena_format("aer %s", word_of(step, F_AER_CALLBACK)), TASK_AER, -1, run_aer,
			   job(&(struct job){ .fn = fn, .number = (int)number(step, F_AER_CALLBACK), .state = (int)number(step, F_AER_STATE) }));
		break;
	case KIND_INTERRUPT:
		fn = function_of(step, F_INTERRUPT_DEVICE);
		if (!fn) break;
		long long again = number(step, F_INTERRUPT_TIMES) - 1;
		if (again > W->repetitions) again = W->repetitions;
		W->repetitions -= (int)again;
		for (; again >= 0; again--) device_signal(fn);
		break;
	case KIND_HARDWARE: change_hardware(step); break;
	case KIND_VANISH:
		fn = function_of(step, F_VANISH_DEVICE);
		if (!fn) break;
		function_vanish(fn);
		device_gone(fn);
		break;
	case KIND_LINE_SHARED: share_line(step); break;
	case KIND_FAULT: W->faults[number(step, F_FAULT_WHAT)] += (int)number(step, F_FAULT_COUNT); break;
	case KIND_ADVANCE: {
		u64 usec = (u64)number(step, F_ADVANCE_JIFFIES) * USEC_PER_JIFFY_RIG;
		if (at_point) W->tasks.now += usec;
		else tasks_advance(usec);
		break;
	}
	case KIND_RUN: run_task(step); break;
	default: perform_driver(step);
	}
}

/* --- the module, other drivers, what the host decides about a device --- */

static void note(enum ev code, struct function *fn, int status, const char *driver)
{
	emit3(code, fn->index, status, text_id(driver));
}
static void run_load(void *argument)
{
	struct job *job = argument;

	emit1(EV_DRIVER_LOAD, driver_load(job->value, job->which, job->number));
}
static void run_unload(void *unused)
{
	(void)unused;
	emit1(EV_DRIVER_UNLOAD, driver_unload());
}
static void run_bind(void *argument)
{
	struct job *job = argument;

	if (job->value) driver_store("new_slot", job->fn->name, (int)strlen(job->fn->name));
	note(EV_BIND, job->fn, device_bind(job->fn, job->which), job->which == DRIVER_HOST ? "host" : "pciback");
}
static void run_unbind(void *argument)
{
	struct job *job = argument;

	device_unbind(job->fn);
	note(EV_UNBIND, job->fn, 0, job->which == DRIVER_HOST ? "host" : "pciback");
}
static void spawn_unbind(struct function *fn)
{
	task_spawn("unbind", TASK_SYSFS, -1, run_unbind, job(&(struct job){ .fn = fn, .which = device_driver(fn) }));
}

void perform_driver(const struct step *step)
{
	static const int answers[] = { 0, -ENOSYS_RIG, -EPERM_RIG };
	struct function *fn = NULL;

	switch (step->kind) {
	case KIND_LOAD:
		task_spawn("load", TASK_HOST, -1, run_load,
			   job(&(struct job){ .value = with_addresses(text(step, F_LOAD_HIDE)), .which = has(step, F_LOAD_PASSTHROUGH), .number = has(step, F_LOAD_PERMISSIVE) }));
		break;
	case KIND_UNLOAD: task_spawn("unload", TASK_HOST, -1, run_unload, NULL); break;
	case KIND_BIND:
		fn = function_of(step, F_BIND_DEVICE);
		if (fn) task_spawn("bind", TASK_SYSFS, -1, run_bind, job(&(struct job){ .fn = fn, .which = DRIVER_PCIBACK, .value = "" }));
		break;
	case KIND_UNBIND:
		fn = function_of(step, F_UNBIND_DEVICE);
		if (fn && device_driver(fn) != DRIVER_PCIBACK) note(EV_UNBIND, fn, -ENODEV_RIG, "pciback");
		else if (fn) spawn_unbind(fn);
		break;
	case KIND_DRIVER_BIND:
		fn = function_of(step, F_DRIVER_BIND_DEVICE);
		if (fn) task_spawn("bind", TASK_SYSFS, -1, run_bind, job(&(struct job){ .fn = fn, .which = number(step, F_DRIVER_BIND_DRIVER) == V_DRIVER_BIND_DRIVER_HOST ? DRIVER_HOST : DRIVER_PCIBACK }));
		break;
	case KIND_DRIVER_UNBIND:
		fn = function_of(step, F_DRIVER_UNBIND_DEVICE);
		if (fn && device_driver(fn) == DRIVER_NONE) note(EV_UNBIND, fn, -ENODEV_RIG, "");
		else if (fn) spawn_unbind(fn);
		break;
	case KIND_DRIVER_OVERRIDE:
		fn = function_of(step, F_DRIVER_OVERRIDE_DEVICE);
		if (fn) device_override(fn, number(step, F_DRIVER_OVERRIDE_DRIVER) == V_DRIVER_OVERRIDE_DRIVER_NONE ? DRIVER_NONE : number(step, F_DRIVER_OVERRIDE_DRIVER) == V_DRIVER_OVERRIDE_DRIVER_HOST ? DRIVER_HOST : DRIVER_PCIBACK);
		break;
	case KIND_DEVICE_OWNER:
		fn = function_of(step, F_DEVICE_OWNER_DEVICE);
		if (fn) device_owner(fn, (int)number(step, F_DEVICE_OWNER_DOMID));
		break;
	case KIND_PCI_FLAG: device_flag(function_of(step, F_PCI_FLAG_DEVICE), (int)number(step, F_PCI_FLAG_FLAG)); break;
	case KIND_PHYSDEV: K->physdev_error = answers[number(step, F_PHYSDEV_ANSWER) % 3]; break;
	case KIND_GSI:
		fn = function_of(step, F_GSI_DEVICE);
		if (fn) emit2(EV_GSI, fn->index, device_gsi(fn));
		break;
	default: break;
	}
}

void perform(const struct step *step, int at_point)
{
	switch (step->kind) {
	case KIND_OP: case KIND_PAGE: case KIND_NOTIFY: case KIND_ANSWER: case KIND_NODE: case KIND_FRONTEND: case KIND_GRANT: case KIND_CHANNEL:
		perform_guest(step, at_point);
		break;
	default: perform_host(step, at_point);
	}
}
