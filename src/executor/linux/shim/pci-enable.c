/* Decode, bus mastering, MWI, the legacy interrupt. */
#include "k.h"

enum { HOST_CACHE_LINE = 64 / 4, ROM = PCI_ROM_RESOURCE };

/* COMMAND bits for the resources there are, or -EINVAL; the ROM counts only if its enable bit is set. */
static int decode_bits(const struct rig_dev *dev)
{
	int bits = 0;

	for (int i = 0; i <= ROM; i++) {
		const struct resource *resource = &dev->pci.resource[i];
		if (!(resource->flags & (IORESOURCE_IO | IORESOURCE_MEM))) continue;
		if (i == ROM && !(resource->flags & IORESOURCE_ROM_ENABLE)) continue;
		if (resource->flags & IORESOURCE_UNSET) return -EINVAL;
		bits |= resource->flags & IORESOURCE_IO ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;
	}
	return bits;
}

static int first_enable(struct rig_dev *dev)
{
	if (fault_taken(FAULT_ENABLE)) return -EINVAL;
	/* one that does not answer is enabled all the same */
	change_power_state(dev, PCI_D0);
	int decode = decode_bits(dev);
	if (decode < 0) return decode;
	if (decode) update_command(dev, decode, 1);
	if (dev->pci.msi_enabled || dev->pci.msix_enabled) return 0;
	dev->pci.irq = dev->legacy_irq;
	if (dev->pci.pin) update_command(dev, PCI_COMMAND_INTX_DISABLE, 0);
	return 0;
}

SHIM(int, pci_enable_device, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);
	int err = 0;

	service_enter(dev, CALL_ENABLE_DEVICE, 0);
	might_sleep_in("pci_enable_device");
	refresh_power_state(dev);
	if (atomic_inc_return(&pci->enable_cnt) == 1) err = first_enable(dev);
	if (err) atomic_dec(&pci->enable_cnt);
	service_exit(dev, CALL_ENABLE_DEVICE, err);
	return err;
}

SHIM(void, pci_disable_device, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, CALL_DISABLE_DEVICE, 0);
	if (atomic_read(&pci->enable_cnt) <= 0) warn("pci_disable_device", arena_format("%s is disabled already", dev->fn->name));
	if (atomic_dec_return(&pci->enable_cnt) == 0) {
		u32 command = host_read(dev, PCI_COMMAND, 2);
		if (command & PCI_COMMAND_MASTER) host_write(dev, PCI_COMMAND, 2, command & ~PCI_COMMAND_MASTER);
		pci->is_busmaster = 0;
	}
	service_exit(dev, CALL_DISABLE_DEVICE, 0);
}

static void set_command(struct pci_dev *pci, enum host_call call, int argument, u32 bits, int set)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, call, argument);
	update_command(dev, bits, set);
	if (call == CALL_SET_MASTER || call == CALL_CLEAR_MASTER) pci->is_busmaster = set;
	service_exit(dev, call, 0);
}

SHIM(void, pci_set_master, struct pci_dev *pci) { set_command(pci, CALL_SET_MASTER, 0, PCI_COMMAND_MASTER, 1); }
SHIM(void, pci_clear_master, struct pci_dev *pci) { set_command(pci, CALL_CLEAR_MASTER, 0, PCI_COMMAND_MASTER, 0); }
SHIM(void, pci_clear_mwi, struct pci_dev *pci) { set_command(pci, CALL_CLEAR_MWI, 0, PCI_COMMAND_INVALIDATE, 0); }
SHIM(void, pci_intx, struct pci_dev *pci, int enable) { set_command(pci, CALL_INTX, enable ? 1 : 0, PCI_COMMAND_INTX_DISABLE, !enable); }

/* A multiple of the host's line is fine as it is; anything else is replaced, and must stick. */
static int set_cache_line(struct rig_dev *dev)
{
	u32 size = host_read(dev, PCI_CACHE_LINE_SIZE, 1);

	if (size >= HOST_CACHE_LINE && size % HOST_CACHE_LINE == 0) return 0;
	host_write(dev, PCI_CACHE_LINE_SIZE, 1, HOST_CACHE_LINE);
	return host_read(dev, PCI_CACHE_LINE_SIZE, 1) == HOST_CACHE_LINE ? 0 : -EINVAL;
}

SHIM(int, pci_set_mwi, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, CALL_SET_MWI, 0);
	int err = set_cache_line(dev);
	if (!err) update_command(dev, PCI_COMMAND_INVALIDATE, 1);
	service_exit(dev, CALL_SET_MWI, err);
	return err;
}
