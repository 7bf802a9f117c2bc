/* All functions of the machine: bridges, and what physical functions do to virtual ones. */
#include <stdio.h>
#include <string.h>
#include "world.h"

enum {
	SECONDARY = 0x19, SUBORDINATE = 0x1a, BRIDGE_CONTROL = 0x3e, BUS_RESET = 0x40, PM_CONTROL = 4, SRIOV_CONTROL = 8,
	SRIOV_VFE = 1, D3 = 3, MOST_ABOVE = 32,
};

static u32 word(const u8 *config, int reg) { return config[reg] | (u32)config[reg + 1] << 8; }

static int vfs_enabled(const struct function *pf)
{
	return pf->model->sriov && word(pf->config, pf->model->sriov + SRIOV_CONTROL) & SRIOV_VFE;
}

static int forwards_to(const struct function *bridge, int bus)
{
	if (!bridge->connected || bridge->power_state == D3 || bridge->config[BRIDGE_CONTROL] & BUS_RESET) return 0;
	return bus >= bridge->config[SECONDARY] && bus <= bridge->config[SUBORDINATE];
}

/* By the bus numbers that firmware gave, so that later writes move no function about. */
static int covers(const struct function *bridge, u32 domain, int bus)
{
	const u8 *config = bridge->model->config;

	if (bridge->model->header_type != 1 || bridge->domain != domain) return 0;
	return config[SECONDARY] > bridge->bus && bus >= config[SECONDARY] && bus <= config[SUBORDINATE];
}

int machine_upstream(const struct function *fn, struct function **above, int most)
{
	int count = 0;

	for (int i = 0; i < W->function_count && count < most; i++) {
		struct function *bridge = W->functions[i];
		if (bridge == fn || !covers(bridge, fn->domain, fn->bus)) continue;
		int at = count++;
		for (; at > 0 && above[at - 1]->model->config[SECONDARY] < bridge->model->config[SECONDARY]; at--) above[at] = above[at - 1];
		above[at] = bridge;
	}
	return count == 0 && fn->physfn ? machine_upstream(fn->physfn, above, most) : count;
}

static int is_behind(const struct function *fn, const struct function *bridge)
{
	struct function *above[MOST_ABOVE];

	for (int i = machine_upstream(fn, above, MOST_ABOVE) - 1; i >= 0; i--) if (above[i] == bridge) return 1;
	return 0;
}

static void refresh(struct function *fn)
{
	struct function *above[MOST_ABOVE];

	fn->reachable = fn->vf_exists;
	for (int i = machine_upstream(fn, above, MOST_ABOVE) - 1; i >= 0; i--) fn->reachable &= forwards_to(above[i], fn->bus);
}

void machine_bridge_changed(struct function *bridge)
{
	for (int i = 0; i < W->function_count; i++) if (is_behind(W->functions[i], bridge)) refresh(W->functions[i]);
}

void machine_bridge_control(struct function *bridge)
{
	int asserted = (bridge->config[BRIDGE_CONTROL] & BUS_RESET) != 0;

	if (asserted == bridge->in_bus_reset) return;
	bridge->in_bus_reset = asserted;
	for (int i = 0; asserted && i < W->function_count; i++) {
		struct function *fn = W->functions[i];
		if (fn->connected && is_behind(fn, bridge)) function_reset(fn, RESET_SECONDARY_BUS);
	}
	machine_bridge_changed(bridge);
}

void machine_bridge_reset(struct function *bridge)
{
	bridge->in_bus_reset = 0;
	machine_bridge_changed(bridge);
}

void machine_vf_control(struct function *pf)
{
	int enabled = vfs_enabled(pf);

	for (int i = 0; i < W->function_count; i++) {
		struct function *vf = W->functions[i];
		if (vf->physfn != pf) continue;
		int answered = vf->vf_exists;
		vf->vf_exists = enabled;
		if (answered && !enabled) function_reset(vf, RESET_VF_DISABLE);
		refresh(vf);
	}
}

void function_vanish(struct function *fn)
{
	if (!fn->connected) return;
	fn->connected = 0;
	for (int i = 0; i < W->function_count; i++) {
		struct function *other = W->functions[i];
		if (other->physfn == fn || (fn->model->header_type == 1 && is_behind(other, fn))) other->connected = 0;
	}
}

struct function *machine_find(u32 domain, int bus, int devfn)
{
	for (int i = 0; i < W->function_count; i++) {
		struct function *fn = W->functions[i];
		if (fn->devfn == devfn && fn->bus == bus && fn->domain == domain) return fn;
	}
	return NULL;
}

static void link_pair(struct function *vf, struct function *pf)
{
	const struct model *model = vf->model;

	if (!model->is_vf || !model->has_physfn || vf->physfn || pf == vf) return;
	/* the whole device may have been moved to other bus numbers */
	int bus = (model->physfn_bus + vf->bus - model->bus) & 0xff;
	if (model->physfn_domain != pf->domain || bus != pf->bus || model->physfn_devfn != pf->devfn) return;
	vf->physfn = pf;
	vf->vendor = pf->vendor;
	if (pf->model->vf_device >= 0) vf->device_id = pf->model->vf_device;
	vf->vf_exists = vfs_enabled(pf);
	refresh(vf);
}

struct function *machine_add(const struct model *model, u32 domain, int bus, int devfn)
{
	struct function *fn = arena_alloc(sizeof *fn);

	if (W->function_count >= MAX_FUNCTIONS) oops(CRASH_EXCEPTION, "machine", "more than %d functions", MAX_FUNCTIONS);
	*fn = (struct function){
		.index = W->function_count, .domain = domain, .bus = bus, .devfn = devfn, .model = model, .device = -1,
		.vendor = (int)word(model->config, 0), .device_id = (int)word(model->config, 2),
		.connected = 1, .reachable = 1, .vf_exists = 1,
	};
	snprintf(fn->name, sizeof fn->name, "%04x:%02x:%02x.%x", domain, bus, devfn >> 3, devfn & 7);
	fn->config = arena_alloc((u64)model->size);
	memcpy(fn->config, model->config, (u64)model->size);
	if (model->vpd) {
		fn->vpd = arena_alloc(256);
		memcpy(fn->vpd, model->vpd_bytes, 256);
	}
	fn->power_state = model->pm ? fn->config[model->pm + PM_CONTROL] & D3 : 0;
	W->functions[W->function_count++] = fn;
	for (int i = 0; i < W->function_count; i++) {
		link_pair(fn, W->functions[i]);
		link_pair(W->functions[i], fn);
	}
	return fn;
}
