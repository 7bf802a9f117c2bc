/* Message-signalled interrupts: one MSI vector, or exactly as many MSI-X vectors as are asked for. */
#include "k.h"

enum { MSI_ADDRESS = 0xfee00000, FIRST_VECTOR = 0x30, VECTORS = 0xb0 };

static int supported(const struct rig_dev *dev)
{
	if (W->setup.without_msi || K->no_msi || dev->no_msi) return -EINVAL;
	for (int i = 0; i < dev->upstream_count; i++) if (dev->upstream[i]->no_msi) return -EINVAL;
	return dev->power == PCI_D0 ? 0 : -EINVAL;
}

/* The clean-up of a second enable takes away what the first one uses (XSA-157); the next disable pays. */
static int enabled_twice(struct rig_dev *dev, const char *site, int same_type)
{
	warn(site, arena_format("%s has message-signalled interrupts on already", dev->fn->name));
	dev->damage = same_type && dev->pci.msi_enabled ? DAMAGE_LOST : DAMAGE_FREED;
	return -EINVAL;
}

static void check_damage(const struct rig_dev *dev, const char *site)
{
	if (dev->damage == DAMAGE_LOST) oops(CRASH_BUG, site, "%s: list of MSI descriptors is empty", dev->fn->name);
	if (dev->damage == DAMAGE_FREED) oops(CRASH_FREED, site, "%s: MSI descriptors were freed", dev->fn->name);
}

static int allocate_vector(struct rig_dev *dev, enum irq_kind kind)
{
	if (fault_taken(FAULT_PIRQ)) return -ENOSPC;
	int irq = irq_allocate(kind);
	irq_map_pirq(irq, dev->owner < 0 ? DOM0_ID : dev->owner);
	return irq;
}

/* --- MSI --- */

void program_msi(struct rig_dev *dev)
{
	int cap = dev->pci.msi_cap;
	u32 flags = host_read(dev, cap + PCI_MSI_FLAGS, 2);
	int wide = (flags & PCI_MSI_FLAGS_64BIT) != 0;

	host_write(dev, cap + PCI_MSI_ADDRESS_LO, 4, MSI_ADDRESS);
	if (wide) host_write(dev, cap + PCI_MSI_ADDRESS_HI, 4, 0);
	host_write(dev, cap + (wide ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32), 2, FIRST_VECTOR + dev->msi_irq % VECTORS);
	update_command(dev, PCI_COMMAND_INTX_DISABLE, 1);
	host_write(dev, cap + PCI_MSI_FLAGS, 2, (flags & ~(u32)PCI_MSI_FLAGS_QSIZE) | PCI_MSI_FLAGS_ENABLE);
}

static void clear_msi_enable(struct rig_dev *dev)
{
	int reg = dev->pci.msi_cap + PCI_MSI_FLAGS;
	u32 flags = host_read(dev, reg, 2);

	if (flags & PCI_MSI_FLAGS_ENABLE) host_write(dev, reg, 2, flags & ~(u32)PCI_MSI_FLAGS_ENABLE);
}

static int enable_msi(struct rig_dev *dev)
{
	if (supported(dev)) return -EINVAL;
	if (dev->pci.msi_enabled || dev->pci.msix_enabled) return enabled_twice(dev, "pci_enable_msi", dev->pci.msi_enabled);
	if (!dev->pci.msi_cap) return -EINVAL;
	might_sleep_in("pci_enable_msi");
	clear_msi_enable(dev);
	int irq = allocate_vector(dev, IRQ_MSI);
	if (irq < 0) return irq;
	dev->msi_irq = dev->pci.irq = irq;
	program_msi(dev);
	dev->pci.msi_enabled = 1;
	return 0;
}

SHIM(int, pci_enable_msi, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, CALL_ENABLE_MSI, 0);
	int err = enable_msi(dev);
	service_exit(dev, CALL_ENABLE_MSI, err);
	return err;
}

SHIM(void, pci_disable_msi, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);

	if (!pci->msi_enabled) return;
	service_enter(dev, CALL_DISABLE_MSI, 0);
	check_damage(dev, "pci_disable_msi");
	clear_msi_enable(dev);
	update_command(dev, PCI_COMMAND_INTX_DISABLE, 0);
	pci->msi_enabled = 0;
	pci->irq = dev->legacy_irq;
	if (dev->msi_irq) irq_release(dev->msi_irq);
	dev->msi_irq = 0;
	service_exit(dev, CALL_DISABLE_MSI, 0);
}

/* --- MSI-X --- */

static void update_control(struct rig_dev *dev, u32 clear, u32 set)
{
	int reg = dev->pci.msix_cap + PCI_MSIX_FLAGS;
	u32 flags = host_read(dev, reg, 2), wanted = (flags & ~clear) | set;

	if (wanted != flags) host_write(dev, reg, 2, wanted);
}

static int check_request(struct rig_dev *dev, const struct msix_entry *entries, int count)
{
	if (supported(dev) || count < 1 || !dev->pci.msix_cap) return -EINVAL;
	int table = (host_read(dev, dev->pci.msix_cap + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
	if (count > table) return -ENOSPC;
	for (int i = 0; i < count; i++) {
		if (entries[i].entry >= table) return -EINVAL;
		for (int j = 0; j < i; j++) if (entries[j].entry == entries[i].entry) return -EINVAL;
	}
	return 0;
}

static int table_mappable(struct rig_dev *dev)
{
	u32 bar = host_read(dev, dev->pci.msix_cap + PCI_MSIX_TABLE, 4) & PCI_MSIX_TABLE_BIR;

	if (bar >= PCI_ROM_RESOURCE) return -EINVAL;
	const struct resource *resource = &dev->pci.resource[bar];
	return resource->flags == 0 || resource->flags & IORESOURCE_UNSET ? -EINVAL : 0;
}

static void write_table(struct rig_dev *dev, int index)
{
	int mapped = (function_read(dev->fn, dev->pci.msix_cap + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
	int entries = dev->fn->model->msix_entries > mapped ? dev->fn->model->msix_entries : mapped;

	if (index >= entries)
		oops(CRASH_BOUNDS, "msix_setup_entries", "%s: entry %d of %d in the MSI-X table", dev->fn->name, index, entries);
	if (!function_decodes_memory(dev->fn)) emit1(EV_UNSUPPORTED_REQUEST, dev->fn->index);
}

static void free_vectors(struct rig_dev *dev)
{
	int count = dev->msix_count;

	for (int i = 0; i < count; i++) irq_release(dev->msix_irqs[i]);
	dev->msix_count = 0;
}

static int allocate_table(struct rig_dev *dev, struct msix_entry *entries, int count)
{
	int err = table_mappable(dev);

	if (err) return err;
	dev->msix_irqs = arena_alloc(2 * count);
	dev->msix_indices = arena_alloc(2 * count);
	for (int i = 0; i < count; i++) {
		int irq = allocate_vector(dev, IRQ_MSIX);
		if (irq < 0) return irq;
		dev->msix_irqs[dev->msix_count] = irq;
		dev->msix_indices[dev->msix_count++] = entries[i].entry;
		write_table(dev, entries[i].entry);
		emit3(EV_MSIX_ENTRY, dev->fn->index, entries[i].entry, irq);
	}
	for (int i = 0; i < count; i++) entries[i].vector = fault_taken(FAULT_VECTOR) ? 0 : dev->msix_irqs[i];
	return 0;
}

static int enable_msix(struct rig_dev *dev, struct msix_entry *entries, int count)
{
	if (dev->pci.msi_enabled || dev->pci.msix_enabled) return enabled_twice(dev, "pci_enable_msix", dev->pci.msix_enabled);
	if (count > 0) touch(&entries[count - 1], sizeof *entries, "pci_enable_msix_range");
	int err = check_request(dev, entries, count);
	if (err) return err;
	might_sleep_in("pci_enable_msix");
	update_control(dev, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	err = allocate_table(dev, entries, count);
	if (err) {
		free_vectors(dev);
		update_control(dev, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
		return err;
	}
	update_command(dev, PCI_COMMAND_INTX_DISABLE, 1);
	dev->pci.msix_enabled = 1;
	update_control(dev, PCI_MSIX_FLAGS_MASKALL, 0);
	return 0;
}

SHIM(int, pci_enable_msix_range, struct pci_dev *pci, struct msix_entry *entries, int least, int most)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, CALL_ENABLE_MSIX, most);
	int err = enable_msix(dev, entries, most);
	service_exit(dev, CALL_ENABLE_MSIX, err);
	return err ? err : most;
}

void reprogram_msix(struct rig_dev *dev)
{
	update_command(dev, PCI_COMMAND_INTX_DISABLE, 1);
	update_control(dev, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	if (function_decodes_memory(dev->fn)) for (int i = 0; i < dev->msix_count; i++) write_table(dev, dev->msix_indices[i]);
	update_control(dev, PCI_MSIX_FLAGS_MASKALL, 0);
}

SHIM(void, pci_disable_msix, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);

	if (!pci->msix_enabled) return;
	service_enter(dev, CALL_DISABLE_MSIX, 0);
	check_damage(dev, "pci_disable_msix");
	update_control(dev, PCI_MSIX_FLAGS_ENABLE, 0);
	update_command(dev, PCI_COMMAND_INTX_DISABLE, 0);
	pci->msix_enabled = 0;
	free_vectors(dev);
	service_exit(dev, CALL_DISABLE_MSIX, 0);
}
