/* The functions of the machine as the kernel comes to know them. */
#include "k.h"

enum { SSVID = 0x0d, SSVID_VENDOR = 4, MOST_ABOVE = 8 };

/* Bits of a BAR's resource: type, and the low bits of its register (HDR-33). */
static unsigned long resource_flags(const struct bar *bar)
{
	if (bar->kind == 0) return IORESOURCE_IO | PCI_BASE_ADDRESS_SPACE_IO;
	unsigned long flags = IORESOURCE_MEM;
	if (bar->kind == 2) return flags;
	if (bar->is64) flags |= IORESOURCE_MEM_64 | PCI_BASE_ADDRESS_MEM_TYPE_64;
	if (bar->prefetchable) flags |= IORESOURCE_PREFETCH | PCI_BASE_ADDRESS_MEM_PREFETCH;
	return flags;
}

static void read_resources(struct rig_dev *dev)
{
	const struct model *model = dev->fn->model;

	for (int i = 0; i < model->bar_count; i++) {
		const struct bar *bar = &model->bars[i];
		struct resource *resource = &dev->pci.resource[bar->index];
		if (bar->size == 0) continue;
		resource->flags = resource_flags(bar);
		resource->start = bar->address;
		resource->end = bar->address + bar->size - 1;
		if (bar->address == 0) resource->flags |= IORESOURCE_UNSET;
		if (bar->kind == 2 && bar->in_hardware && function_read(dev->fn, bar->reg, 4) & PCI_ROM_ADDRESS_ENABLE)
			resource->flags |= IORESOURCE_ROM_ENABLE;
	}
}

static void read_identity(struct rig_dev *dev)
{
	struct pci_dev *pci = &dev->pci;

	pci->vendor = dev->fn->vendor;
	pci->device = dev->fn->device_id;
	u32 type = host_read(dev, PCI_HEADER_TYPE, 1);
	pci->hdr_type = type & 0x7f;
	pci->multifunction = !!(type & 0x80);
	u32 class = host_read(dev, PCI_REVISION_ID, 4);
	pci->class = class >> 8;
	pci->revision = class & 0xff;
	int subsystem = pci->hdr_type == PCI_HEADER_TYPE_NORMAL ? PCI_SUBSYSTEM_VENDOR_ID : 0;
	if (pci->hdr_type == PCI_HEADER_TYPE_BRIDGE) {
		subsystem = find_capability(dev, SSVID);
		if (subsystem) subsystem += SSVID_VENDOR;
	}
	if (subsystem) {
		pci->subsystem_vendor = host_read(dev, subsystem, 2);
		pci->subsystem_device = host_read(dev, subsystem + 2, 2);
	}
	pci->pin = dev->fn->model->is_vf ? 0 : host_read(dev, PCI_INTERRUPT_PIN, 1);
	dev->legacy_irq = pci->irq = dev->fn->model->irq_line;
}

/* Functions on one bus have it in common: the driver compares where it is. */
static struct pci_bus *bus_of(const struct function *fn)
{
	for (int i = 0; i < W->function_count; i++) {
		const struct function *other = W->functions[i];
		if (other != fn && other->dev && other->bus == fn->bus && other->domain == fn->domain) return dev_of(other)->pci.bus;
	}
	return &dev_of(fn)->bus;
}

static void add(struct function *fn)
{
	struct rig_dev *dev;

	if (fn->dev) return;
	if (fn->physfn) add(fn->physfn);
	dev = fn->dev = arena_alloc(sizeof *dev);
	dev->fn = fn;
	dev->owner = dev->gsi = -1;
	dev->driver = dev->override = DRIVER_NONE;
	dev->channel_state = pci_channel_io_normal;
	dev->bus.number = fn->bus;
	dev->bus.sysdata = &dev->sysdata;
	dev->sysdata.domain = fn->domain;
	dev->pci.bus = bus_of(fn);
	dev->pci.devfn = fn->devfn;
	dev->pci.dev.init_name = fn->name;
	dev->pci.dev.bus = &pci_bus_type;
	dev->pci.cfg_size = fn->model->size;
	dev->pci.error_state = pci_channel_io_normal;
	dev->lock = lock_new(&dev->pci.dev.mutex, "device_lock");
	if (fn->physfn) {
		dev->pci.is_virtfn = 1;
		dev->pci.physfn = &dev_of(fn->physfn)->pci;
	} else if (fn->model->is_vf) dev->pci.is_virtfn = 1;
	dev->pci.is_physfn = fn->model->sriov != 0;
	read_identity(dev);
	dev->pci.pm_cap = find_capability(dev, PCI_CAP_ID_PM);
	dev->pci.msi_cap = find_capability(dev, PCI_CAP_ID_MSI);
	dev->pci.msix_cap = find_capability(dev, PCI_CAP_ID_MSIX);
	dev->exp_cap = dev->pci.pcie_cap = find_capability(dev, PCI_CAP_ID_EXP);
	dev->pcix_cap = find_capability(dev, PCI_CAP_ID_PCIX);
	dev->power = -1;
	dev->pci.current_state = PCI_UNKNOWN;
	read_resources(dev);
	refresh_power_state(dev);
	irq_add_legacy(dev->legacy_irq);
}

void pci_scan(void)
{
	struct function *above[MOST_ABOVE];

	for (int i = 0; i < W->function_count; i++) add(W->functions[i]);
	for (int i = 0; i < W->function_count; i++) {
		struct rig_dev *dev = dev_of(W->functions[i]);
		dev->upstream_count = machine_upstream(dev->fn, above, MOST_ABOVE);
		for (int j = 0; j < dev->upstream_count; j++) dev->upstream[j] = dev_of(above[j]);
		if (dev->upstream_count == 0) continue;
		dev->pci.bus->self = &dev->upstream[0]->pci;
		dev->pci.bus->parent = dev->upstream[0]->pci.bus;
	}
}

SHIM(struct pci_dev *, pci_dev_get, struct pci_dev *pci) { return pci; }
SHIM(void, pci_dev_put, struct pci_dev *pci) { }
