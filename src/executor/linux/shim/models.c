/* The register models of all devices, from the file that the TypeScript side writes (src/executor/linux/models.ts). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models.h"
#include "wire.h"

enum { MAGIC = 0x4d424350, VERSION = 1, VPD_BYTES = 256 };

struct device_models { const char *name; int count; struct model *models; };
static struct device_models *devices;
static int count;

static void read_bar(struct reader *from, struct bar *bar)
{
	bar->index = get8(from);
	bar->kind = get8(from);
	bar->is64 = get8(from);
	bar->prefetchable = get8(from);
	bar->in_hardware = get8(from);
	bar->reg = get16(from);
	bar->address = get64(from);
	bar->size = get64(from);
}

static void read_model(struct reader *from, struct model *model)
{
	model->size = get16(from);
	model->header_type = get8(from);
	model->is_vf = get8(from);
	model->irq_line = (int)get32(from);
	model->msix_entries = get16(from);
	int *offsets[] = { &model->pm, &model->vpd, &model->msi, &model->msix, &model->express, &model->af, &model->sriov };
	for (int i = 0; i < 7; i++) *offsets[i] = get16(from);
	model->method_count = get8(from);
	for (int i = 0; i < model->method_count && i < 3; i++) model->methods[i] = get8(from);
	model->bar_count = get8(from);
	for (int i = 0; i < model->bar_count && i < MAX_BARS; i++) read_bar(from, &model->bars[i]);
	model->has_physfn = get8(from);
	model->physfn_domain = get32(from);
	model->physfn_bus = get8(from);
	model->physfn_devfn = get8(from);
	model->bus = get8(from);
	model->vf_device = (int)get32(from);
	const u8 **tables[] = { &model->config, &model->writable, &model->w1c, &model->effects, &model->reset_mask, &model->power_on };
	for (int i = 0; i < 6; i++) *tables[i] = get_raw(from, (u32)model->size);
	model->vpd_bytes = model->vpd ? get_raw(from, VPD_BYTES) : NULL;
}

/* Keeps the whole file: the tables stay where they are. */
int models_load(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file) return 0;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	u8 *bytes = malloc((u64)size + 1);
	int whole = fread(bytes, 1, (u64)size, file) == (u64)size;
	fclose(file);
	struct reader from = { bytes, bytes + size, 0 };
	if (!whole || get32(&from) != MAGIC || get16(&from) != VERSION) return 0;
	count = get16(&from);
	devices = calloc((u64)count + 1, sizeof *devices);
	for (int i = 0; i < count && !from.damaged; i++) {
		devices[i].name = get_text(&from);
		devices[i].count = get16(&from);
		devices[i].models = calloc((u64)devices[i].count + 1, sizeof *devices[i].models);
		for (int j = 0; j < devices[i].count; j++) read_model(&from, &devices[i].models[j]);
	}
	return !from.damaged && from.at == from.end;
}

const struct model *model_of(const char *name, int function)
{
	for (int i = 0; i < count; i++)
		if (strcmp(devices[i].name, name) == 0) return function < devices[i].count ? &devices[i].models[function] : NULL;
	return NULL;
}
