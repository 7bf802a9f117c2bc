/* Power states of a function as the host sets them; -1: not known. */
#include "k.h"

enum { D3HOT_DELAY_USEC = 10000, UNKNOWN = -1 };

static void set_state(struct rig_dev *dev, int state)
{
	dev->power = state;
	dev->pci.current_state = state < 0 ? PCI_UNKNOWN : state;
}

void refresh_power_state(struct rig_dev *dev)
{
	if (!dev->pci.pm_cap) return;
	u32 pmcsr = host_read(dev, dev->pci.pm_cap + PCI_PM_CTRL, 2);
	set_state(dev, pmcsr == 0xffff ? PCI_D3hot : pmcsr & PCI_PM_CTRL_STATE_MASK);
}

static void delay(void)
{
	might_sleep_in("pci_set_power_state");
	W->tasks.now += D3HOT_DELAY_USEC;
}

/* What the function shows now; one that did not follow is worth a line. */
static void settle(struct rig_dev *dev, int wanted)
{
	int shown = host_read(dev, dev->pci.pm_cap + PCI_PM_CTRL, 2) & PCI_PM_CTRL_STATE_MASK;

	set_state(dev, shown);
	if (shown != wanted) log_limited(dev->owner, "pci %s: refused to go to D%d, is in D%d", dev->fn->name, wanted, shown);
}

void restore_bars(struct rig_dev *dev)
{
	const struct model *model = dev->fn->model;

	for (int i = 0; i < model->bar_count; i++) {
		const struct bar *bar = &model->bars[i];
		const struct resource *resource = &dev->pci.resource[bar->index];
		if (!bar->in_hardware || resource->flags == 0 || resource->flags & (IORESOURCE_UNSET | IORESOURCE_DISABLED)) continue;
		host_write(dev, bar->reg, 4, (u32)resource->start | (u32)(resource->flags & 0xf));
		if (resource->flags & IORESOURCE_MEM_64) host_write(dev, bar->reg + 4, 4, (u32)(resource->start >> 32));
	}
}

/* One that lost its state on the way to D0 gets its BARs back, and nothing else (STUB-26). */
static int power_up(struct rig_dev *dev)
{
	int reg = dev->pci.pm_cap + PCI_PM_CTRL;

	if (!dev->pci.pm_cap) {
		set_state(dev, PCI_D0);
		return 0;
	}
	u32 pmcsr = host_read(dev, reg, 2);
	if (pmcsr == 0xffff) {
		log_line(LEVEL_ERR, -1, "pci %s: cannot be brought to D0, it does not answer", dev->fn->name);
		return -EIO;
	}
	int from = pmcsr & PCI_PM_CTRL_STATE_MASK;
	if (from == PCI_D0) {
		set_state(dev, PCI_D0);
		return 0;
	}
	host_write(dev, reg, 2, from == PCI_D3hot ? 0 : pmcsr & ~(u32)PCI_PM_CTRL_STATE_MASK);
	if (from == PCI_D3hot) delay();
	settle(dev, PCI_D0);
	if (from == PCI_D3hot && !(pmcsr & PCI_PM_CTRL_NO_SOFT_RESET) && dev->power == PCI_D0) restore_bars(dev);
	return 0;
}

static int power_down(struct rig_dev *dev, int state)
{
	int reg = dev->pci.pm_cap + PCI_PM_CTRL;

	if (!dev->pci.pm_cap) return -EIO;
	if (dev->power > state) return -EINVAL;
	u32 capabilities = host_read(dev, dev->pci.pm_cap + PCI_PM_PMC, 2);
	if (state == PCI_D1 && !(capabilities & PCI_PM_CAP_D1)) return -EIO;
	if (state == PCI_D2 && !(capabilities & PCI_PM_CAP_D2)) return -EIO;
	u32 pmcsr = host_read(dev, reg, 2);
	if (pmcsr == 0xffff) return -EIO;
	host_write(dev, reg, 2, (pmcsr & ~(u32)PCI_PM_CTRL_STATE_MASK) | state);
	if (state == PCI_D3hot) delay();
	settle(dev, state);
	return 0;
}

int change_power_state(struct rig_dev *dev, int state)
{
	int wanted = state < 0 ? PCI_D0 : state > PCI_D3hot ? PCI_D3hot : state;
	int lacks = dev->no_d1d2 || (dev->upstream_count && dev->upstream[0]->no_d1d2);

	if ((wanted == PCI_D1 || wanted == PCI_D2) && lacks) return 0;
	if (dev->power == wanted) return 0;
	if (wanted == PCI_D0) return power_up(dev);
	if (wanted == PCI_D3hot && dev->no_d3) return 0;
	int err = power_down(dev, wanted);
	if (!dev->platform_power) return err;
	set_state(dev, wanted);
	return 0;
}

SHIM(int, pci_set_power_state, struct pci_dev *pci, pci_power_t state)
{
	struct rig_dev *dev = rig_of(pci);

	service_enter(dev, CALL_SET_POWER_STATE, state);
	int err = change_power_state(dev, state);
	service_exit(dev, CALL_SET_POWER_STATE, err);
	return err;
}
