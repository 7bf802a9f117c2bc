/* Brings a set-up to its starting point: machine, host kernel, driver, guests. */
#include <stdio.h>
#include <string.h>
#include "kernel.h"
#include "program.h"
#include "returns.h"
#include "stand.h"

enum { SET_UP_STEPS = 1 << 24 };
void hypervisor_set(const struct setup *setup);

static const struct place *places;
static int place_count;
static char *refusal;

static int is_of(const struct function *fn, int device) { return fn->device == device; }

static void place_functions(void)
{
	for (int i = 0; i < place_count; i++) {
		struct function *fn = machine_add(places[i].model, places[i].domain, places[i].bus, places[i].devfn);
		fn->device = places[i].setup;
		fn->is_copy = places[i].is_copy;
		if (fn->device >= 0 && !fn->is_copy) W->devices[fn->device] = fn;
	}
}

struct load_job { const char *hide; int err; };
static void run_load(void *argument)
{
	struct load_job *job = argument;

	job->err = driver_load(job->hide, W->setup.passthrough, W->setup.permissive);
}
static void run_host_driver(void *unused)
{
	(void)unused;
	for (int i = 0; i < W->function_count; i++) device_bind(W->functions[i], DRIVER_HOST);
}
struct store_job { const char *attribute, *address; };
static void run_store(void *argument)
{
	struct store_job *job = argument;

	driver_store(job->attribute, job->address, (int)strlen(job->address));
}

static void store_now(const char *attribute, const char *address)
{
	struct store_job *job = arena_alloc(sizeof *job);

	*job = (struct store_job){ attribute, address };
	task_spawn("set up", TASK_SYSFS, -1, run_store, job);
	tasks_settle();
}

static void load(void)
{
	struct load_job *job = arena_alloc(sizeof *job);

	job->hide = "";
	for (int i = 0; W->setup.start != START_IDLE && i < W->function_count; i++)
		if (W->functions[i]->device >= 0 && !W->setup.devices[W->functions[i]->device].host_driver)
			job->hide = arena_format("%s(%s)", job->hide, W->functions[i]->name);
	task_spawn("load", TASK_HOST, -1, run_load, job);
	tasks_settle();
	if (job->err) snprintf(refusal, REFUSAL_BYTES, "the driver does not load (%d)", job->err);
}

static void grant_switches(void)
{
	for (int device = 0; device < W->setup.device_count; device++) {
		const struct setup_device *setup = &W->setup.devices[device];
		for (int i = 0; i < W->function_count; i++) {
			if (!is_of(W->functions[i], device)) continue;
			if (setup->permissive) store_now("permissive", W->functions[i]->name);
			if (setup->interrupt_control) store_now("allow_interrupt_control", W->functions[i]->name);
		}
		struct line *line = W->devices[device] ? irq_line(W->devices[device]->model->irq_line) : NULL;
		if (setup->edge && line) line->edge = 1;
		if (!setup->host_shares_line || !line) continue;
		irq_request(line->irq, NULL, W->devices[device], -1, "host-driver", 1);
		line->shared_with_domains = 1;
	}
}

static void connect(struct guest *guest)
{
	const char *addresses[MAX_FUNCTIONS];
	int count = 0;

	for (int device = 0; device < W->setup.device_count; device++)
		for (int i = 0; i < W->function_count; i++)
			if (is_of(W->functions[i], device) && W->setup.devices[device].guest == guest->domid - FIRST_GUEST_ID) addresses[count++] = W->functions[i]->name;
	toolstack_create(guest->domid, addresses, count);
	guest_publish(guest);
	tasks_settle();
	guest_backend_changed(guest);
}

static void build(void *unused)
{
	(void)unused;
	W->kernel = arena_alloc(sizeof *W->kernel);
	W->tasks.budget = SET_UP_STEPS;
	store_init();
	events_init();
	hypervisor_set(&W->setup);
	K->xenwatch_mutex = lock_new(K, "xenwatch_mutex");
	place_functions();
	pci_scan();
	guest_init();
	for (int i = 0; i < W->setup.device_count; i++) W->host_driver |= W->setup.devices[i].host_driver;
	if (W->host_driver) {
		task_spawn("host driver", TASK_HOST, -1, run_host_driver, NULL);
		tasks_settle();
	}
	if (W->setup.start != START_UNLOADED) load();
	if (*refusal) return;
	if (W->setup.start == START_IDLE || W->setup.start == START_UNLOADED) {
		returns_baselines();
		return;
	}
	returns_baselines();
	grant_switches();
	if (W->setup.start != START_CONNECTED) return;
	for (int i = 0; i < W->setup.guests; i++) connect(&W->guests[i]);
}

void stand(const struct setup *setup, const struct place *where, int count, char *reason)
{
	arena_reset();
	effects_reset();
	crash_reset();
	record_begin(0);
	tasks_drop_stacks();
	W->setup = *setup;
	places = where;
	place_count = count;
	refusal = reason;
	reason[0] = 0;
	silence = 1;
	fiber_guard(build, NULL);
	silence = looking = 0;
	if (crash.happened && !*reason) snprintf(reason, REFUSAL_BYTES, "the driver does not survive the set-up: %.300s", crash.message);
}
