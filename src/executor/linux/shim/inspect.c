/* Looking at the machine and at the driver's own records without leaving a trace. */
#include "k.h"
#include "inspect.h"
#include "pciback.h"
#include "conf_space.h"

int work_is_idle(struct work_struct *work);

/* Nothing that is called meanwhile is recorded, is a point, or waits. */
static u32 quiet(void)
{
	u32 armed = points_armed;

	silence++;
	looking++;
	points_armed = 0;
	return armed;
}
static void loud(u32 armed)
{
	silence--;
	looking--;
	points_armed = armed;
}

static struct xen_pcibk_dev_data *data_of(struct function *fn)
{
	return dev_of(fn)->driver == DRIVER_PCIBACK ? pci_get_drvdata(&dev_of(fn)->pci) : NULL;
}

struct reading { struct function *fn; int reg; s32 value; };
static void read_it(void *argument)
{
	struct reading *reading = argument;
	u32 value = 0;

	if (xen_pcibk_config_read(&dev_of(reading->fn)->pci, reading->reg, 2, &value) == 0) reading->value = value & 0xffff;
}

/* -1 as well when the driver would trip over its own records: nobody has asked it to read. */
static s32 guest_read(struct function *fn, int reg)
{
	struct reading reading = { fn, reg, -1 };
	struct crash_note before = crash;
	int quiet_before = silence, looking_before = looking, crashes_before = crashes, faults = W->faults[FAULT_CONFIG_READ];

	if (!data_of(fn)) return -1;
	W->faults[FAULT_CONFIG_READ] = 0;
	crash_reset();
	fiber_guard(read_it, &reading);
	silence = quiet_before;
	looking = looking_before;
	crash = before;
	crashes = crashes_before;
	W->faults[FAULT_CONFIG_READ] = faults;
	return reading.value;
}

static int helpers_of(int fn)
{
	int count = 0;

	for (struct line *line = K->lines; line; line = line->next)
		for (struct handler *one = line->handlers; one; one = one->next) count += one->fn == fn;
	return count;
}

static int quirk_fields(struct xen_pcibk_dev_data *data)
{
	struct config_field_entry *entry;
	int count = 0;

	list_for_each_entry(entry, &data->config_fields, list) count += entry->field->clean != NULL;
	return count;
}

void inspect_device(struct function *fn, struct device_state *state)
{
	u32 armed = quiet();
	struct rig_dev *dev = dev_of(fn);
	struct xen_pcibk_dev_data *data = data_of(fn);
	s32 *number = state->numbers;

	state->config = fn->config;
	state->size = fn->model->size;
	number[N_COMMAND] = guest_read(fn, PCI_COMMAND);
	number[N_POWER] = fn->model->pm ? guest_read(fn, fn->model->pm + PCI_PM_CTRL) & 3 : 0;
	number[N_SCRATCH] = fn->scratch;
	number[N_ENABLE] = atomic_read(&dev->pci.enable_cnt);
	number[N_HELPERS] = helpers_of(fn->index);
	number[N_OWNER] = dev->owner;
	number[N_VECTORS] = (dev->msi_irq != 0) + dev->msix_count;
	number[N_QUIRKS] = data ? quirk_fields(data) : 0;
	number[N_GSI] = dev->gsi;
	number[N_NOTICES] = dev->reset_notices;
	state->flags = (fn->connected && fn->reachable && !dev->disconnected ? STATE_ANSWERS : 0)
		| (dev->pci.is_busmaster ? STATE_MASTER : 0) | (dev->pci.msi_enabled ? STATE_MSI : 0)
		| (dev->pci.msix_enabled ? STATE_MSIX : 0) | (data && data->permissive ? STATE_PERMISSIVE : 0)
		| (data && data->allow_interrupt_control ? STATE_CONTROL : 0)
		| (data && data->isr_on && data->ack_intr && data->irq == dev->legacy_irq ? STATE_ACKNOWLEDGES : 0);
	loud(armed);
}

/* --- connections --- */

static struct xen_pcibk_device *connection_of(int domid)
{
	struct xdev *lists[] = { K->leaving, K->xdevs };

	for (int i = 0; i < 2; i++)
		for (struct xdev *xdev = lists[i]; xdev; xdev = xdev->next)
			if (xdev->otherend_id == domid && xdev_connection(xdev)) return xdev_connection(xdev);
	return NULL;
}

int connection_irq(int domid, int *irq)
{
	struct xen_pcibk_device *connection = connection_of(domid);

	if (connection) *irq = connection->evtchn_irq;
	return connection != NULL;
}

int connection_count(void)
{
	int count = 0;

	for (struct xdev *xdev = K->xdevs; xdev; xdev = xdev->next) count += xdev_connection(xdev) != NULL;
	return count;
}

static int number_at(const char *path)
{
	const char *text = store_read(DOM0_ID, path, NULL);
	int negative = text && *text == '-';
	u32 value = 0;

	if (negative) text++;
	for (; text && *text >= '0' && *text <= '9'; text++) value = 10 * value + (u32)(*text - '0');
	return (int)(negative ? -value : value);
}

void inspect_connection(int guest, struct connection_state *state)
{
	u32 armed = quiet();
	struct guest *its = &W->guests[guest];
	struct xen_pcibk_device *connection = connection_of(its->domid);

	state->domid = its->domid;
	state->backend_state = number_at(arena_format("%s/state", its->backend));
	state->frontend_state = number_at(arena_format("%s/state", its->directory));
	state->mapped = connection && connection->sh_info;
	state->bound = connection && connection->evtchn_irq >= 0;
	state->eoi_missing = 0;
	if (state->bound && work_is_idle(&connection->op_work)) {
		struct event_irq *info = events_find(connection->evtchn_irq);
		state->eoi_missing = info && info->mask_reasons & MASK_EOI_PENDING && !info->queued;
	}
	state->page = state->mapped ? (u8 *)connection->sh_info : its->grant_ref ? page_bytes(its->page) : NULL;
	loud(armed);
}

/* --- who has a device --- */

struct entry { const struct pci_dev *dev; struct xen_pcibk_device *holder; };

/* The driver's own record of a device holds it, and behind it the connection that has it. */
static int reads_entry(const void *object, u32 bytes, void *argument)
{
	const void *const *words = object;
	struct entry *entry = argument;

	for (u32 i = 0; i + 1 < bytes / sizeof *words; i++) {
		if (words[i] != entry->dev) continue;
		entry->holder = (void *)words[i + 1];
		return 1;
	}
	return 0;
}

/* The connection that a device's record names, NULL none. */
static struct xen_pcibk_device *recorded_holder(struct function *fn)
{
	struct entry entry = { &dev_of(fn)->pci, NULL };

	if (data_of(fn)) driver_objects("pcistub_device_alloc", reads_entry, &entry);
	return entry.holder;
}

int device_recorded(struct function *fn)
{
	struct xen_pcibk_device *holder = recorded_holder(fn);

	return holder && object_lives(holder) && holder->xdev ? (int)holder->xdev->otherend_id : -1;
}

int device_virtual(struct function *fn, int domid, u32 *domain, u32 *bus, u32 *devfn)
{
	struct xen_pcibk_device *connection = connection_of(domid);
	struct pci_dev *pci = &dev_of(fn)->pci;
	u32 at[3], armed;

	if (!K->loaded || !data_of(fn)) return 0;
	armed = quiet();
	/* a topology that gives every device its own address does not look who has it */
	int found = connection && xen_pcibk_get_pcifront_dev(pci, connection, &at[0], &at[1], &at[2]) == 1
		&& xen_pcibk_get_pci_dev(connection, at[0], at[1], at[2]) == pci;
	/* one that is on its way back is in no list, and its record names the guest still */
	if (!found && device_recorded(fn) == domid)
		found = xen_pcibk_get_pcifront_dev(pci, recorded_holder(fn), &at[0], &at[1], &at[2]) == 1;
	loud(armed);
	if (!found) return 0;
	*domain = at[0];
	*bus = at[1];
	*devfn = at[2];
	return 1;
}

int device_holder(struct function *fn)
{
	u32 domain, bus, devfn;

	if (!data_of(fn)) return -2;
	for (struct xdev *xdev = K->xdevs; xdev; xdev = xdev->next)
		if (xdev_connection(xdev) && device_virtual(fn, xdev->otherend_id, &domain, &bus, &devfn)) return xdev->otherend_id;
	return -1;
}

/* Also when no topology has it any more: an export that failed leaves it taken (XB-32). */
int device_in_use(struct function *fn) { return recorded_holder(fn) != NULL; }

int helpers_on_freed(void)
{
	int count = 0;

	for (struct line *line = K->lines; line; line = line->next)
		for (struct handler *one = line->handlers; one; one = one->next)
			count += one->fn >= 0 && !data_of(W->functions[one->fn]);
	return count;
}
