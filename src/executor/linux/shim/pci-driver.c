/* Binding of functions to drivers, and the recovery of errors. */
#include "k.h"

typeof(pci_bus_type) shim_pci_bus __asm__("pci_bus_type");
enum { PER_ERS_NONE = 1, CAN_RECOVER = 2, NEED_RESET = 3, DISCONNECT = 4, RECOVERED = 5, NO_AER_DRIVER = 6 };
enum { DETECTED, MMIO, SLOT_RESET, RESUME };

static struct pci_driver *driver(void) { return K->pci_driver; }
static const char *name_of(int which) { return which == DRIVER_HOST ? "host" : "pciback"; }
static int matches(const struct rig_dev *dev, int which) { return dev->override == DRIVER_NONE || dev->override == which; }

static int host_probe(const struct rig_dev *dev)
{
	return dev->fn->device >= 0 && W->setup.devices[dev->fn->device].host_driver ? 0 : -ENODEV;
}

/* A positive result of the probe counts as success, with a warning (CONF-30). */
static int probe(struct rig_dev *dev, int which)
{
	/* it was unregistered while the device's lock was waited for: as one that has lost its match list */
	if (which == DRIVER_PCIBACK && !driver()) return -ENODEV;
	dev->driver = which;
	int result = which == DRIVER_HOST ? host_probe(dev) : driver()->probe(&dev->pci, driver()->id_table);
	if (result >= 0) {
		if (result > 0) log_line(LEVEL_WARNING, -1, "%s %s: probe gave %d, taken as success", name_of(which), dev->fn->name, result);
		dev->pci.driver = which == DRIVER_PCIBACK ? driver() : NULL;
		dev->pci.dev.driver = which == DRIVER_PCIBACK ? &driver()->driver : NULL;
		return 0;
	}
	dev->driver = DRIVER_NONE;
	dev_set_drvdata(&dev->pci.dev, NULL);
	if (result != -ENODEV && result != -ENXIO)
		log_line(LEVEL_WARNING, -1, "%s: probe of %s failed with error %d", name_of(which), dev->fn->name, result);
	return result;
}

int bind_device(struct rig_dev *dev, int which)
{
	if (!matches(dev, which)) return -ENODEV;
	sleep_lock(dev->lock);
	int err = dev->driver == DRIVER_NONE ? probe(dev, which) : -EBUSY;
	sleep_unlock(dev->lock);
	return err;
}

void unbind_device(struct rig_dev *dev)
{
	struct notifier_block *notifier = K->notifier;

	sleep_lock(dev->lock);
	if (dev->driver != DRIVER_NONE) {
		if (notifier) notifier->notifier_call(notifier, BUS_NOTIFY_UNBIND_DRIVER, &dev->pci.dev);
		if (dev->driver == DRIVER_PCIBACK) driver()->remove(&dev->pci);
		dev->driver = DRIVER_NONE;
		dev->pci.driver = NULL;
		dev->pci.dev.driver = NULL;
		dev_set_drvdata(&dev->pci.dev, NULL);
		/* nobody looks after it now, so its power state may change unseen */
		if (dev->power == PCI_D0) dev->power = -1, dev->pci.current_state = PCI_UNKNOWN;
	}
	sleep_unlock(dev->lock);
}

SHIM(int, __pci_register_driver, struct pci_driver *wanted, struct module *module, const char *name)
{
	K->pci_driver = wanted;
	wanted->driver.name = wanted->name;
	for (int i = 0; i < W->function_count; i++) {
		struct rig_dev *dev = dev_of(W->functions[i]);
		if (dev->driver == DRIVER_NONE && matches(dev, DRIVER_PCIBACK)) bind_device(dev, DRIVER_PCIBACK);
	}
	return 0;
}
SHIM(void, pci_unregister_driver, struct pci_driver *wanted)
{
	for (int i = W->function_count - 1; i >= 0; i--)
		if (dev_of(W->functions[i])->driver == DRIVER_PCIBACK) unbind_device(dev_of(W->functions[i]));
	K->pci_driver = NULL;
}
SHIM(int, bus_register_notifier, const void *bus, struct notifier_block *notifier) { K->notifier = notifier; return 0; }
SHIM(int, bus_unregister_notifier, const void *bus, struct notifier_block *notifier) { K->notifier = NULL; return 0; }
SHIM(void, device_release_driver, struct device *device) { unbind_device(rig_of(to_pci_dev(device))); }

int device_driver(struct function *fn) { return dev_of(fn)->driver; }
int device_bind(struct function *fn, int which)
{
	if ((which == DRIVER_PCIBACK && !K->loaded) || (which == DRIVER_HOST && !W->host_driver)) return -ENOENT;
	return bind_device(dev_of(fn), which);
}
void device_unbind(struct function *fn) { unbind_device(dev_of(fn)); }
void device_override(struct function *fn, int which)
{
	dev_of(fn)->override = which;
	const char *name = which == DRIVER_NONE ? NULL : arena_text(name_of(which));
#ifdef RIG_PCI_DRIVER_OVERRIDE
	dev_of(fn)->pci.driver_override = name;
#else
	dev_of(fn)->pci.dev.driver_override.name = name;
#endif
}
void device_gone(struct function *fn) { dev_of(fn)->disconnected = 1; }

void device_flag(struct function *fn, int flag)
{
	enum { NO_D1D2, NO_D3, NO_MSI, NOMSI, PLATFORM_PM };

	if (flag == NOMSI) K->no_msi = 1;
	else if (!fn) return;
	else if (flag == NO_D1D2) dev_of(fn)->no_d1d2 = 1;
	else if (flag == NO_D3) dev_of(fn)->no_d3 = 1;
	else if (flag == NO_MSI) dev_of(fn)->no_msi = 1;
	else dev_of(fn)->platform_power = 1;
}

/* --- interrupts of a device --- */

SHIM(int, request_threaded_irq, unsigned int irq, irq_handler_t handle, irq_handler_t thread, unsigned long flags, const char *name, void *id)
{
	int fn = -1;

	for (int i = 0; i < W->function_count; i++) if (&dev_of(W->functions[i])->pci == id) fn = i;
	return irq_request(irq, (int (*)(int, void *))handle, id, fn, name, !!(flags & IRQF_SHARED));
}
SHIM(const void *, free_irq, unsigned int irq, void *id)
{
	int fn = -1;

	for (int i = 0; i < W->function_count; i++) if (&dev_of(W->functions[i])->pci == id) fn = i;
	irq_free(irq, id, fn);
	return NULL;
}
SHIM(int, xen_pirq_from_irq, unsigned int irq) { return irq_pirq(irq); }
SHIM(int, xen_test_irq_shared, int irq)
{
	struct line *line = irq_line(irq);

	/* 1: the hypervisor says that it is not shared; when it does not say, or nobody knows the line, 0 */
	return line && !line->share_query_fails && !line->shared_with_domains;
}

static void message(struct rig_dev *dev, int irq, int masked, int by_guest)
{
	if (irq && !masked && dev->fn->config[PCI_COMMAND] & PCI_COMMAND_MASTER) irq_raise(irq, by_guest);
}

/* The function wants attention once; how it says so is up to its own registers. */
void device_signal(struct function *fn)
{
	struct rig_dev *dev = dev_of(fn);
	int by_guest = dev->owner > DOM0_ID;

	if (!fn->connected || dev->disconnected) return;
	if (function_msix_on(fn)) {
		u32 control = function_read(fn, dev->pci.msix_cap + PCI_MSIX_FLAGS, 2);
		message(dev, dev->msix_count ? dev->msix_irqs[0] : 0, control & PCI_MSIX_FLAGS_MASKALL, by_guest);
	} else if (function_msi_on(fn)) message(dev, dev->msi_irq, 0, by_guest);
	else if (dev->legacy_irq) {
		function_set_interrupt(fn, 1);
		if (function_line_level(fn)) irq_raise(dev->legacy_irq, by_guest);
		if (by_guest) function_set_interrupt(fn, 0);
	}
}

/* --- error recovery (AER-22) --- */

static int handle(struct rig_dev *dev, int callback, int state)
{
	const struct pci_error_handlers *handlers = driver()->err_handler;

	if (callback == DETECTED) return handlers->error_detected(&dev->pci, state);
	if (callback == MMIO) return handlers->mmio_enabled(&dev->pci);
	if (callback == SLOT_RESET) return handlers->slot_reset(&dev->pci);
	handlers->resume(&dev->pci);
	return 0;
}

static int call(struct rig_dev *dev, int callback, int state)
{
	task_current()->recovers = dev->fn;
	int result = handle(dev, callback, state);
	task_current()->recovers = NULL;
	return result;
}

static int merge(int verdict, int vote)
{
	if (vote == NO_AER_DRIVER) return vote;
	if (vote == PER_ERS_NONE) return verdict;
	if (verdict == CAN_RECOVER || verdict == RECOVERED) return vote;
	return verdict == DISCONNECT && vote == NEED_RESET ? vote : verdict;
}

static int is_affected(const struct rig_dev *dev, const struct rig_dev *by)
{
	if (dev == by) return 1;
	for (int i = 0; by->upstream_count && i < dev->upstream_count; i++) if (dev->upstream[i] == by->upstream[0]) return 1;
	return 0;
}

static int ask(struct rig_dev *failing, int callback, int status, int state)
{
	for (int i = 0; i < W->function_count; i++) {
		struct rig_dev *dev = dev_of(W->functions[i]);
		if (!is_affected(dev, failing)) continue;
		if (callback == DETECTED) {
			dev->pci.error_state = state;
			if (state == pci_channel_io_perm_failure) dev->disconnected = 1;
		}
		sleep_lock(dev->lock);
		if (callback == RESUME) dev->pci.error_state = pci_channel_io_normal;
		if (dev->driver == DRIVER_PCIBACK && driver()->err_handler) {
			int vote = call(dev, callback, state);
			emit3(EV_AER_VERDICT, dev->fn->index, callback, (u32)vote);
			if (callback != RESUME) status = merge(status, vote);
		}
		sleep_unlock(dev->lock);
	}
	return status;
}

static int reset_bus(struct rig_dev *dev)
{
	if (!dev->upstream_count) return reset_function(dev) == 0;
	struct rig_dev *bridge = dev->upstream[0];
	service_enter(bridge, CALL_RESET_FUNCTION, 0);
	u32 control = host_read(bridge, PCI_BRIDGE_CONTROL, 2);
	host_write(bridge, PCI_BRIDGE_CONTROL, 2, control | PCI_BRIDGE_CTL_BUS_RESET);
	host_write(bridge, PCI_BRIDGE_CONTROL, 2, control & ~(u32)PCI_BRIDGE_CTL_BUS_RESET);
	service_exit(bridge, CALL_RESET_FUNCTION, 0);
	return 1;
}

static int recover(struct rig_dev *dev, int state)
{
	int status = ask(dev, DETECTED, CAN_RECOVER, state);
	int on = state != pci_channel_io_perm_failure && (state != pci_channel_io_frozen || reset_bus(dev));

	if (on && status == CAN_RECOVER) status = ask(dev, MMIO, RECOVERED, state);
	if (on && status == NEED_RESET) status = ask(dev, SLOT_RESET, RECOVERED, state);
	on = on && status == RECOVERED;
	if (on) ask(dev, RESUME, status, pci_channel_io_normal);
	log_line(LEVEL_INFO, -1, "pcieport %s: device recovery %s", dev->fn->name, on ? "successful" : "failed");
	return status;
}

int device_aer(struct function *fn, int callback, int state)
{
	struct rig_dev *dev = dev_of(fn);

	if (callback > RESUME) return recover(dev, state);
	sleep_lock(dev->lock);
	int result = call(dev, callback, state);
	sleep_unlock(dev->lock);
	return result;
}
