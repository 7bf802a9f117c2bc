/* One PCI function: its registers, and what writing them sets off. Masks and effects come from the TypeScript side. */
#include <string.h>
#include "world.h"

/* Bits of `effects`, as `Effect` of src/platform/pci/layout.ts. */
enum {
	EFFECT_BIST = 0x01, EFFECT_POWER = 0x02, EFFECT_VPD = 0x04, EFFECT_DEVICE_CONTROL = 0x08, EFFECT_AF_CONTROL = 0x10,
	EFFECT_VF_ENABLE = 0x20, EFFECT_BUS_NUMBERS = 0x40, EFFECT_BRIDGE_CONTROL = 0x80,
};
/* Registers, as the PCI specification numbers them. */
enum {
	COMMAND = 0x04, STATUS = 0x06, BIST = 0x0f, COMMAND_MEMORY = 0x02, COMMAND_INTX_OFF = 0x400, STATUS_INTERRUPT = 0x08,
	BIST_START = 0x40, PM_CONTROL = 4, PM_STATE = 3, PM_NO_SOFT_RESET = 8, PM_CAPS = 2, PM_D1 = 0x200, PM_D2 = 0x400, D3 = 3,
	VPD_ADDRESS = 2, VPD_DATA = 4, VPD_F = 0x8000, VPD_BYTES = 256, EXPRESS_CONTROL = 8, EXPRESS_FLR = 0x8000,
	AF_CONTROL = 4, AF_FLR = 1, MSI_FLAGS = 2, MSI_ENABLE = 1, MSIX_FLAGS = 2, MSIX_ENABLE = 0x8000, SRIOV_CONTROL = 8,
	SRIOV_MSE = 8,
};

static u32 word(const struct function *fn, int reg) { return fn->config[reg] | (u32)fn->config[reg + 1] << 8; }

u32 function_read(const struct function *fn, int reg, int size)
{
	u32 value = 0;

	if (!fn->connected || !fn->reachable || reg < 0 || reg + size > fn->model->size) return ones(size);
	memcpy(&value, fn->config + reg, (u64)size);
	return value;
}

/* Hardware discards a request for a state it lacks, and for a shallower one other than D0. */
static int next_power_state(int from, int wanted, u32 capabilities)
{
	if (wanted == 0 || wanted == D3) return wanted;
	if (wanted < from) return from;
	return capabilities & (wanted == 1 ? PM_D1 : PM_D2) ? wanted : from;
}

static void power_written(struct function *fn)
{
	const struct model *model = fn->model;
	u8 *at = &fn->config[model->pm + PM_CONTROL];
	int from = fn->power_state, to = next_power_state(from, *at & PM_STATE, word(fn, model->pm + PM_CAPS));

	*at = (u8)((*at & ~PM_STATE) | to);
	if (to == from) return;
	fn->power_state = to;
	if (from == D3 && !(*at & PM_NO_SOFT_RESET)) function_reset(fn, RESET_SOFT);
	else if (model->header_type == 1) machine_bridge_changed(fn);
}

/* The handshake of the F bit, done at once. */
static void vpd_transfer(struct function *fn)
{
	u8 *config = fn->config;
	int at = fn->model->vpd + VPD_ADDRESS, data = fn->model->vpd + VPD_DATA;
	u32 address = word(fn, at) & ~(u32)VPD_F & ~3u;
	int inside = address < VPD_BYTES;

	if (!(word(fn, at) & VPD_F)) {
		for (int i = 0; i < 4; i++) config[data + i] = inside ? fn->vpd[address + (u32)i] : 0;
		config[at + 1] |= VPD_F >> 8;
	} else {
		if (inside) memcpy(fn->vpd + address, config + data, 4);
		config[at + 1] &= (u8)~(VPD_F >> 8);
	}
}

static void apply(struct function *fn, int pending)
{
	const struct model *model = fn->model;
	u8 *config = fn->config;

	if (pending & EFFECT_BIST) config[BIST] &= (u8)~BIST_START;
	if (pending & EFFECT_POWER) power_written(fn);
	if (pending & EFFECT_VPD && fn->vpd) vpd_transfer(fn);
	if (pending & EFFECT_VF_ENABLE) machine_vf_control(fn);
	if (pending & EFFECT_BUS_NUMBERS) machine_bridge_changed(fn);
	if (pending & EFFECT_BRIDGE_CONTROL) machine_bridge_control(fn);
	if (pending & EFFECT_DEVICE_CONTROL && config[model->express + EXPRESS_CONTROL + 1] & EXPRESS_FLR >> 8) {
		config[model->express + EXPRESS_CONTROL + 1] &= (u8)~(EXPRESS_FLR >> 8);
		function_reset(fn, RESET_FLR);
	}
	if (pending & EFFECT_AF_CONTROL && config[model->af + AF_CONTROL] & AF_FLR) {
		config[model->af + AF_CONTROL] &= (u8)~AF_FLR;
		function_reset(fn, RESET_AF);
	}
}

void function_write(struct function *fn, int reg, int size, u32 value)
{
	const struct model *model = fn->model;
	int pending = 0;

	if (!fn->connected || !fn->reachable || reg < 0 || reg + size > model->size) return;
	for (int at = reg; at < reg + size; at++, value >>= 8) {
		u8 byte = (u8)value, mask = model->writable[at];
		fn->config[at] = (u8)(((fn->config[at] & ~mask) | (byte & mask)) & ~(byte & model->w1c[at]));
		pending |= model->effects[at];
	}
	if (pending) apply(fn, pending);
}

void function_reset(struct function *fn, enum reset_kind kind)
{
	const struct model *model = fn->model;

	for (int at = 0; at < model->size; at++)
		fn->config[at] = (u8)((fn->config[at] & ~model->reset_mask[at]) | (model->power_on[at] & model->reset_mask[at]));
	fn->power_state = 0;
	fn->scratch = 0;
	function_set_interrupt(fn, 0);
	emit2(EV_FUNCTION_RESET, fn->index, kind);
	if (model->sriov) machine_vf_control(fn);
	if (model->header_type == 1) machine_bridge_reset(fn);
}

int function_reset_by(struct function *fn, int method)
{
	static const enum reset_kind kinds[] = { RESET_FLR, RESET_AF, RESET_SOFT };

	if (!fn->connected || !fn->reachable || (method == METHOD_PM && fn->power_state != 0)) return 0;
	function_reset(fn, kinds[method]);
	return 1;
}

int function_decodes_memory(const struct function *fn)
{
	if (!fn->connected || !fn->reachable || fn->power_state != 0) return 0;
	if (!fn->model->is_vf) return (fn->config[COMMAND] & COMMAND_MEMORY) != 0;
	const struct function *pf = fn->physfn;
	return pf && function_decodes_memory(pf) && pf->model->sriov && word(pf, pf->model->sriov + SRIOV_CONTROL) & SRIOV_MSE;
}

int function_msi_on(const struct function *fn)
{
	return fn->model->msi && word(fn, fn->model->msi + MSI_FLAGS) & MSI_ENABLE;
}

int function_msix_on(const struct function *fn)
{
	return fn->model->msix && word(fn, fn->model->msix + MSIX_FLAGS) & MSIX_ENABLE;
}

int function_line_level(const struct function *fn)
{
	if (!fn->interrupt_pending || fn->model->irq_line == 0 || !fn->connected) return 0;
	return !(word(fn, COMMAND) & COMMAND_INTX_OFF) && !function_msi_on(fn) && !function_msix_on(fn);
}

void function_set_interrupt(struct function *fn, int pending)
{
	fn->interrupt_pending = pending;
	if (pending) fn->config[STATUS] |= STATUS_INTERRUPT;
	else fn->config[STATUS] &= (u8)~STATUS_INTERRUPT;
}
