/* The saved configuration state: header, control words of the PCI Express capability, the PCI-X command. */
#include "k.h"

enum { EXPRESS_WORDS = 7, HEADER_WORDS = 16, PCIX_COMMAND = 2, SPACE = 256, SAVED_BYTES = 96 };
/* Device, link, slot, root, device 2, link 2, slot 2. */
static const u8 express_words[EXPRESS_WORDS] = { 0x08, 0x10, 0x18, 0x1c, 0x28, 0x30, 0x38 };

void shim_kfree(const void *) __asm__("kfree");

/* Which of them the function has depends on its port type and version. */
static int express_present(struct rig_dev *dev)
{
	if (!dev->exp_cap) return 0;
	u32 flags = host_read(dev, dev->exp_cap + PCI_EXP_FLAGS, 2), type = flags >> 4 & 0xf;
	int link = type <= 8, slot = (type == 4 || type == 6) && flags & 0x100, root = type == 4 || type == 10;
	int words = 0x01 | (link ? 0x02 : 0) | (slot ? 0x04 : 0) | (root ? 0x08 : 0);
	if ((flags & 0xf) > 1) words |= 0x10 | (link ? 0x20 : 0) | (slot ? 0x40 : 0);
	for (int i = 0; i < EXPRESS_WORDS; i++) if (dev->exp_cap + express_words[i] + 2 > SPACE) words &= ~(1 << i);
	return words;
}

SHIM(int, pci_save_state, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);
	struct saved *saved = &dev->saved;

	service_enter(dev, CALL_SAVE_STATE, 0);
	for (int i = 0; i < HEADER_WORDS; i++) saved->header[i] = host_read(dev, 4 * i, 4);
	saved->express_present = express_present(dev);
	for (int i = 0; i < EXPRESS_WORDS; i++)
		if (saved->express_present & 1 << i) saved->express[i] = host_read(dev, dev->exp_cap + express_words[i], 2);
	saved->pcix_present = dev->pcix_cap != 0;
	if (saved->pcix_present) saved->pcix = host_read(dev, dev->pcix_cap + PCIX_COMMAND, 2);
	dev->state_saved = pci->state_saved = 1;
	service_exit(dev, CALL_SAVE_STATE, 0);
	return 0;
}

static void write_if_different(struct rig_dev *dev, int reg, int size, u32 value)
{
	if (host_read(dev, reg, size) != value) host_write(dev, reg, size, value);
}

SHIM(void, pci_restore_state, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);
	struct saved *saved = &dev->saved;

	if (!dev->state_saved) return;
	service_enter(dev, CALL_RESTORE_STATE, 0);
	for (int i = 0; i < EXPRESS_WORDS; i++)
		if (saved->express_present & 1 << i) write_if_different(dev, dev->exp_cap + express_words[i], 2, saved->express[i]);
	for (int i = HEADER_WORDS - 1; i >= 0; i--) write_if_different(dev, 4 * i, 4, saved->header[i]);
	if (saved->pcix_present) write_if_different(dev, dev->pcix_cap + PCIX_COMMAND, 2, saved->pcix);
	if (pci->msi_enabled) program_msi(dev);
	if (pci->msix_enabled) reprogram_msix(dev);
	dev->state_saved = pci->state_saved = 0;
	service_exit(dev, CALL_RESTORE_STATE, 0);
}

/* A copy to keep; the driver's memory. */
SHIM(void *, pci_store_saved_state, struct pci_dev *pci)
{
	struct rig_dev *dev = rig_of(pci);
	struct saved *copy = dev->state_saved ? driver_alloc(sizeof *copy) : NULL;

	if (copy) *copy = dev->saved;
	return copy;
}

SHIM(int, pci_load_saved_state, struct pci_dev *pci, struct saved *state)
{
	struct rig_dev *dev = rig_of(pci);

	dev->state_saved = pci->state_saved = 0;
	if (!state) return 0;
	touch(state, sizeof *state, "pci_load_saved_state");
	if (fault_taken(FAULT_LOAD_STATE)) return -EIO;
	dev->saved = *state;
	dev->state_saved = pci->state_saved = 1;
	return 0;
}

SHIM(int, pci_load_and_free_saved_state, struct pci_dev *pci, struct saved **state)
{
	int err = shim_pci_load_saved_state(pci, *state);

	shim_kfree(*state);
	*state = NULL;
	return err;
}
