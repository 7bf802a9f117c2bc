/* Resets of a function, owners, what the hypervisor is told. */
#include "k.h"
#include <xen/interface/xen.h>
#include <xen/interface/physdev.h>
#include <xen/xen.h>

enum { RESET_DELAY_USEC = 100000, HYPERCALL_PHYSDEV = 33, SETUP_GSI = 21 };

static int try_reset(struct rig_dev *dev)
{
	const struct model *model = dev->fn->model;

	might_sleep_in("pci_reset_function");
	int fault = fault_taken(FAULT_RESET);
	if (model->method_count == 0) return -ENOTTY;
	if (fault) return -EIO;
	if (model->methods[0] == METHOD_PM && dev->power != PCI_D0) return -EINVAL;
	if (!function_reset_by(dev->fn, model->methods[0])) return -ENOTTY;
	W->tasks.now += RESET_DELAY_USEC;
	return 0;
}

int reset_function(struct rig_dev *dev)
{
	service_enter(dev, CALL_RESET_FUNCTION, 0);
	int err = try_reset(dev);
	service_exit(dev, CALL_RESET_FUNCTION, err);
	return err;
}
SHIM(int, __pci_reset_function_locked, struct pci_dev *pci) { return reset_function(rig_of(pci)); }

/* --- owners --- */

static int set_owner(struct rig_dev *dev, int domid)
{
	dev->owner = domid;
	emit2(EV_OWNER, dev->fn->index, domid);
	return 0;
}
SHIM(int, xen_find_device_domain_owner, struct pci_dev *pci) { return rig_of(pci)->owner < 0 ? -ENODEV : rig_of(pci)->owner; }
SHIM(int, xen_register_device_domain_owner, struct pci_dev *pci, u16 domid)
{
	return rig_of(pci)->owner >= 0 ? -EEXIST : set_owner(rig_of(pci), domid);
}
SHIM(int, xen_unregister_device_domain_owner, struct pci_dev *pci)
{
	return rig_of(pci)->owner < 0 ? -ENODEV : set_owner(rig_of(pci), -1);
}
void device_owner(struct function *fn, int domid) { if (dev_of(fn)->owner < 0) set_owner(dev_of(fn), domid); }

/* --- hypercalls --- */

/* To look at the table the hypervisor switches MSI-X on, masked as a whole, and off again (STUB-35). */
static int prepare_msix(struct rig_dev *dev)
{
	emit2(EV_PHYSDEV_MSIX, dev->fn->index, 0);
	if (K->physdev_error || !dev->pci.msix_cap) return K->physdev_error;
	int reg = dev->pci.msix_cap + PCI_MSIX_FLAGS;
	service_enter(dev, CALL_HYPERVISOR, 0);
	u32 flags = host_read(dev, reg, 2);
	host_write(dev, reg, 2, flags | PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	host_write(dev, reg, 2, flags);
	service_exit(dev, CALL_HYPERVISOR, 0);
	return 0;
}

long shim_hypercall(unsigned long number, unsigned long operation, const struct physdev_pci_device *at)
{
	if (number != HYPERCALL_PHYSDEV) return -ENOSYS;
	if (operation != PHYSDEVOP_prepare_msix && operation != PHYSDEVOP_release_msix) return -ENOSYS;
	struct function *fn = machine_find(at->seg, at->bus, at->devfn);
	/* segments have 16 bits in the hypervisor's interface, and more here */
	for (int i = 0; !fn && i < W->function_count; i++) {
		struct function *other = W->functions[i];
		if ((u16)other->domain == at->seg && other->bus == at->bus && other->devfn == at->devfn) fn = other;
	}
	if (!fn) return -ENODEV;
	if (operation == PHYSDEVOP_prepare_msix) return prepare_msix(dev_of(fn));
	emit2(EV_PHYSDEV_MSIX, fn->index, 1);
	return K->physdev_error;
}

/* Arguments are in rdi rsi rdx r10 r8, the number in rax; older kernels call into a page of stubs instead. */
asm(".text\n"
    ".globl __SCT__xen_hypercall\n"
    "__SCT__xen_hypercall:\n"
    "push %rbp\nmov %rsp, %rbp\nand $-16, %rsp\n"
    "mov %rsi, %rdx\nmov %rdi, %rsi\nmov %rax, %rdi\ncall shim_hypercall\n"
    "leave\nret\n"
    ".globl __SCK__xen_hypercall\n.set __SCK__xen_hypercall, 0\n"
    ".balign 32\n.globl hypercall_page\nhypercall_page:\n"
    ".set number, 0\n.rept 64\nmov $number, %eax\njmp __SCT__xen_hypercall\n.balign 32\n.set number, number + 1\n.endr\n");

enum xen_domain_type shim_domain_type __asm__("xen_domain_type") = XEN_PV_DOMAIN;
uint32_t shim_start_flags __asm__("xen_start_flags") = SIF_INITDOMAIN | SIF_PRIVILEGED;

/* What the driver asks of the machine before it loads: PV or PVH, the initial domain or not. */
void hypervisor_set(const struct setup *setup)
{
	shim_domain_type = setup->pvh ? XEN_HVM_DOMAIN : XEN_PV_DOMAIN;
	shim_start_flags = setup->not_initial ? 0 : SIF_INITDOMAIN | SIF_PRIVILEGED;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
	extern bool shim_xen_pvh __asm__("xen_pvh");
	shim_xen_pvh = setup->pvh;
#endif
}
bool shim_xen_pvh __asm__("xen_pvh");

/* CHG-02, CHG-04, CHG-05: from 6.12 on the hypervisor is told of resets, and sets the interrupt up. */
typedef int (*gsi_lookup)(u32 sbdf);
static gsi_lookup lookup __attribute__((section("rig_state")));
SHIM(int, xen_reset_device, const struct pci_dev *pci)
{
	rig_of(pci)->reset_notices++;
	return K->physdev_error;
}
SHIM(int, xen_acpi_get_gsi_info, struct pci_dev *pci, int *gsi, int *trigger, int *polarity)
{
	if (rig_of(pci)->legacy_irq == 0) return -EINVAL;
	*gsi = rig_of(pci)->legacy_irq;
	*trigger = *polarity = 0;
	return 0;
}
SHIM(int, xen_pvh_setup_gsi, int gsi, int trigger, int polarity)
{
	for (int i = 0; K->physdev_error == 0 && i < W->function_count; i++)
		if (dev_of(W->functions[i])->legacy_irq == gsi) dev_of(W->functions[i])->gsi = gsi;
	return K->physdev_error;
}
SHIM(void, xen_acpi_register_get_gsi_func, gsi_lookup function) { lookup = function; }
int device_gsi(struct function *fn)
{
	return lookup && driver_is_loaded() ? lookup(fn->domain << 16 | fn->bus << 8 | fn->devfn) : -EOPNOTSUPP;
}
