/* Accesses of configuration space: the driver's and the host's own. */
#include "k.h"

enum { CONFIG_SPACE = 4096, HOPS = 48 };

static int gone(const struct rig_dev *dev) { return dev->disconnected || !dev->fn->connected; }

/* Where an aligned negative register leads: on segment 0 to an alias inside the function, else nowhere (CONF-34). */
static int negative_register(struct rig_dev *dev, int reg)
{
	if (dev->fn->domain == 0) return reg & 0xff;
	emit2(EV_OUT_OF_WINDOW, dev->fn->index, reg);
	return -1;
}

static int read_config(const struct pci_dev *pci, int reg, int size, u32 *value)
{
	struct rig_dev *dev = rig_of(pci);
	int status = PCIBIOS_SUCCESSFUL, hardware = reg;

	reach(POINT_CONFIG, dev->owner, reg);
	*value = ones(size);
	if (gone(dev)) status = PCIBIOS_DEVICE_NOT_FOUND;
	else if (reg & (size - 1)) status = PCIBIOS_BAD_REGISTER_NUMBER;
	else {
		if (reg < 0) hardware = negative_register(dev, reg);
		if (hardware < 0 || hardware >= CONFIG_SPACE) status = -EINVAL;
		else if (fault_taken(FAULT_CONFIG_READ)) status = PCIBIOS_SET_FAILED;
		else if (hardware < dev->fn->model->size) *value = function_read(dev->fn, hardware, size);
	}
	emit(EV_CONFIG_READ, dev->fn->index, hardware, size, *value, status);
	return status;
}

static void store(struct rig_dev *dev, int reg, int size, u32 value)
{
	u32 before = function_read(dev->fn, reg, size);

	value &= ones(size);
	function_write(dev->fn, reg, size, value);
	emit(EV_CONFIG_WRITE, dev->fn->index, reg, size, value, before);
}

static int write_config(const struct pci_dev *pci, int reg, int size, u32 value)
{
	struct rig_dev *dev = rig_of(pci);

	reach(POINT_CONFIG, dev->owner, reg);
	if (gone(dev)) return PCIBIOS_DEVICE_NOT_FOUND;
	if (reg & (size - 1)) return PCIBIOS_BAD_REGISTER_NUMBER;
	if (reg < 0) reg = negative_register(dev, reg);
	if (reg < 0 || reg >= CONFIG_SPACE) return -EINVAL;
	if (fault_taken(FAULT_CONFIG_WRITE)) return PCIBIOS_SET_FAILED;
	if (reg < dev->fn->model->size) store(dev, reg, size, value);
	return PCIBIOS_SUCCESSFUL;
}

#define ACCESS(name, type, size) \
	SHIM(int, pci_read_config_##name, const struct pci_dev *pci, int reg, type *out) \
	{ \
		u32 value; \
		int status = read_config(pci, reg, size, &value); \
		*out = (type)value; \
		return status; \
	} \
	SHIM(int, pci_write_config_##name, const struct pci_dev *pci, int reg, type value) \
	{ \
		return write_config(pci, reg, size, value); \
	}
ACCESS(byte, u8, 1)
ACCESS(word, u16, 2)
ACCESS(dword, u32, 4)

u32 host_read(struct rig_dev *dev, int reg, int size)
{
	reach(POINT_CONFIG, dev->owner, reg);
	u32 value = gone(dev) || reg >= dev->fn->model->size ? ones(size) : function_read(dev->fn, reg, size);
	emit(EV_CONFIG_READ, dev->fn->index, reg, size, value, gone(dev) ? PCIBIOS_DEVICE_NOT_FOUND : PCIBIOS_SUCCESSFUL);
	return value;
}

void host_write(struct rig_dev *dev, int reg, int size, u32 value)
{
	reach(POINT_CONFIG, dev->owner, reg);
	if (!gone(dev) && reg < dev->fn->model->size) store(dev, reg, size, value);
}

/* No write when the bits are so already. */
void update_command(struct rig_dev *dev, u32 bits, int set)
{
	u32 command = host_read(dev, PCI_COMMAND, 2), wanted = set ? command | bits : command & ~bits;

	if (wanted != command) host_write(dev, PCI_COMMAND, 2, wanted);
}

/* Walks the hardware's list now (CAP-02). */
int find_capability(struct rig_dev *dev, int id)
{
	if (!(host_read(dev, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST)) return 0;
	int link = dev->pci.hdr_type == PCI_HEADER_TYPE_CARDBUS ? PCI_CB_CAPABILITY_LIST : PCI_CAPABILITY_LIST;
	for (int hops = 0; hops < HOPS; hops++) {
		int base = host_read(dev, link, 1) & 0xfc;
		if (base < 0x40) return 0;
		int found = host_read(dev, base, 1);
		if (found == 0xff) return 0;
		if (found == id) return base;
		link = base + PCI_CAP_LIST_NEXT;
	}
	return 0;
}
SHIM(u8, pci_find_capability, struct pci_dev *pci, int id) { return find_capability(rig_of(pci), id); }
