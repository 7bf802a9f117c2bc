/* For the files that see the kernel's own headers and those of the driver. */
#ifndef RIG_K_H
#define RIG_K_H
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xen/events.h>
#include <xen/xenbus.h>
#include "world.h"
#include "kernel.h"

/* A symbol that the driver links to. Its prototype is the caller's affair: it differs between versions. */
#define SHIM(type, name, ...) \
	type shim_##name(__VA_ARGS__) __asm__(#name); \
	type shim_##name(__VA_ARGS__)

enum { MSIX_MOST = 2048 };
enum damage { DAMAGE_NONE, DAMAGE_LOST, DAMAGE_FREED };

/* What a restore writes: header, Express control words, PCI-X command. */
struct saved { u32 header[16]; u16 express[7], pcix; int express_present, pcix_present; };

/* A function as the PCI core knows it. */
struct rig_dev {
	struct pci_dev pci;
	struct pci_bus bus;
	struct pci_sysdata sysdata;
	struct function *fn;
	int legacy_irq, power, owner, gsi, reset_notices, disconnected, assigned;
	int no_msi, no_d1d2, no_d3, platform_power, exp_cap, pcix_cap;
	/* enum of kernel.h, DRIVER_NONE without one. */
	int driver, override;
	struct rig_lock *lock;
	int upstream_count;
	struct rig_dev *upstream[8];
	struct saved saved;
	int state_saved, msi_irq, msix_count;
	u16 *msix_irqs, *msix_indices;
	enum damage damage;
	int channel_state;
};
static inline struct rig_dev *rig_of(const struct pci_dev *pci) { return container_of(pci, struct rig_dev, pci); }
static inline struct rig_dev *dev_of(const struct function *fn) { return fn->dev; }

/* pci-access.c */
u32 host_read(struct rig_dev *dev, int reg, int size);
void host_write(struct rig_dev *dev, int reg, int size, u32 value);
void update_command(struct rig_dev *dev, u32 bits, int set);
int find_capability(struct rig_dev *dev, int id);
#define service_enter(dev, call, argument) emit3(EV_HOST_ENTER, (dev)->fn->index, call, argument)
#define service_exit(dev, call, result) emit3(EV_HOST_EXIT, (dev)->fn->index, call, result)
/* pci-power.c, pci-enable.c, pci-state.c, pci-msi.c, pci-reset.c */
int change_power_state(struct rig_dev *dev, int state);
void refresh_power_state(struct rig_dev *dev);
void restore_bars(struct rig_dev *dev);
int reset_function(struct rig_dev *dev);
void program_msi(struct rig_dev *dev);
void reprogram_msix(struct rig_dev *dev);
/* pci-driver.c */
int bind_device(struct rig_dev *dev, int which);
void unbind_device(struct rig_dev *dev);
/* wait.c */
void touch(const void *at, size_t bytes, const char *site);
/* memory.c */
void *driver_alloc(size_t bytes);
int driver_objects(const char *site, int (*look)(const void *object, u32 bytes, void *argument), void *argument);

#endif
