/* Reads the binary form of programs: LEB128 numbers, zigzag for signed ones, texts of UTF-8. Strict. */
#include <stdlib.h>
#include <string.h>
#define RIG_KIND_TABLE
enum field_type { FIELD_NONE, FIELD_INT, FIELD_ENUM, FIELD_TEXT, FIELD_FLAG, FIELD_PAIRS };
struct field_rule { enum field_type type; int optional, zigzag; long long least, fallback; const char *text; };
#include "program.h"

enum { POOL = 4 << 20, MOST_ACTIONS = 512, MOST_EFFECTS = 16, MOST_STEPS = 16, MOST_PAIRS = 128 };

static u8 *pool;
static u32 pool_used;
static const u8 *at, *end;
static int damaged;

static void *take(u32 bytes)
{
	if (!pool) pool = malloc(POOL);
	bytes = (bytes + 15) & ~15u;
	if (pool_used + bytes > POOL) {
		damaged = 1;
		pool_used = 0;
	}
	void *taken = pool + pool_used;
	pool_used += bytes;
	return memset(taken, 0, bytes);
}

static u64 number_in(void)
{
	u64 value = 0;

	for (int i = 0; i < 5; i++) {
		if (at >= end) break;
		u8 byte = *at++;
		value |= (u64)(byte & 0x7f) << (7 * i);
		if (byte < 0x80) return value;
	}
	damaged = 1;
	return 0;
}

static int below(int bound)
{
	u64 value = number_in();

	if (value < (u64)bound) return (int)value;
	damaged = 1;
	return 0;
}

static const char *text_in(int *length)
{
	u64 bytes = number_in();

	if (bytes > (u64)(end - at)) {
		damaged = 1;
		bytes = 0;
	}
	char *copy = take((u32)bytes + 1);
	memcpy(copy, at, bytes);
	at += bytes;
	*length = (int)bytes;
	return copy;
}

static const u16 *pairs_in(int *count)
{
	*count = below(MOST_PAIRS + 1);
	u16 *pairs = take((u32)*count * 4);
	for (int i = 0; i < 2 * *count; i++) pairs[i] = (u16)below(0x10000);
	return pairs;
}

static void field_in(const struct field_rule *rule, struct value *value)
{
	u64 raw;

	switch (rule->type) {
	case FIELD_INT:
		raw = number_in();
		value->number = rule->zigzag ? (long long)(s32)((u32)raw >> 1 ^ (0u - ((u32)raw & 1))) : (long long)raw + rule->least;
		break;
	case FIELD_ENUM: value->number = (long long)number_in(); break;
	case FIELD_TEXT: value->text = text_in(&value->length); break;
	case FIELD_PAIRS: value->pairs = pairs_in(&value->length); break;
	default: break;
	}
}

static void step_in(struct step *step)
{
	step->kind = (enum kind)below(KINDS);
	const struct field_rule *rules = field_rules[step->kind];
	u64 presence = number_in();

	for (int i = 0; rules[i].type != FIELD_NONE; i++) {
		int there = 1;
		if (rules[i].optional) {
			there = presence & 1;
			presence >>= 1;
		}
		step->values[i].number = rules[i].fallback;
		step->values[i].text = rules[i].text;
		step->values[i].length = rules[i].text ? (int)strlen(rules[i].text) : 0;
		if (!there) continue;
		step->present |= 1u << i;
		field_in(&rules[i], &step->values[i]);
		if (rules[i].type == FIELD_FLAG) step->values[i].number = 1;
	}
}

static void effect_in(struct effect *effect)
{
	int length;

	effect->on = below(8);
	effect->name = text_in(&length);
	effect->nth = below(100001);
	effect->step_count = below(MOST_STEPS + 1);
	effect->steps = take((u32)effect->step_count * sizeof *effect->steps);
	for (int i = 0; i < effect->step_count; i++) step_in(&effect->steps[i]);
}

struct program *program_read(const u8 *bytes, u32 length)
{
	pool_used = 0;
	damaged = 0;
	at = bytes;
	end = bytes + length;
	struct program *program = take(sizeof *program);
	program->actions = take(MOST_ACTIONS * sizeof *program->actions);
	while (at < end && !damaged && program->count < MOST_ACTIONS) {
		struct action *action = &program->actions[program->count++];
		step_in(&action->step);
		action->hold = below(2);
		action->effect_count = below(MOST_EFFECTS + 1);
		action->effects = take((u32)action->effect_count * sizeof *action->effects);
		for (int i = 0; i < action->effect_count; i++) effect_in(&action->effects[i]);
	}
	return damaged || at != end ? NULL : program;
}

int setup_read(const u8 *bytes, u32 length, struct setup *setup)
{
	int name;

	pool_used = 0;
	damaged = length < 3 || bytes[0] != 'P' || bytes[1] != 'R';
	at = bytes + 3;
	end = bytes + length;
	memset(setup, 0, sizeof *setup);
	setup->passthrough = below(2);
	u64 switches = number_in();
	setup->permissive = switches & 1;
	setup->stub_only = switches >> 1 & 1;
	setup->not_initial = switches >> 2 & 1;
	setup->pvh = switches >> 3 & 1;
	setup->without_msi = switches >> 4 & 1;
	setup->guests = below(MAX_GUESTS_RIG + 1);
	setup->start = below(4);
	setup->device_count = below(MAX_DEVICES_RIG + 1);
	for (int i = 0; i < setup->device_count; i++) {
		struct setup_device *device = &setup->devices[i];
		const char *text = text_in(&name);
		memcpy(device->name, text, (u64)(name < 207 ? name : 207));
		device->guest = below(MAX_GUESTS_RIG + 1) - 1;
		switches = number_in();
		device->permissive = switches & 1;
		device->interrupt_control = switches >> 1 & 1;
		device->host_shares_line = switches >> 2 & 1;
		device->host_driver = switches >> 3 & 1;
		device->edge = switches >> 4 & 1;
		if (switches & 32) device->copies = 2 + (int)number_in();
	}
	return !damaged;
}

const char *word_of(const struct step *step, int field)
{
	long long word = step->values[field].number;

	return word >= 0 && word < 24 && kind_words[step->kind][field][word] ? kind_words[step->kind][field][word] : "";
}

int page_field(const char *name)
{
	static const char *const op[] = { "cmd", "err", "domain", "bus", "devfn", "offset", "size", "value", "info" };
	static const char *const aer[] = { "cmd", "err", "domain", "bus", "devfn" };
	char *rest;

	if (strcmp(name, "flags") == 0) return 0;
	for (int i = 0; i < 9; i++) if (strncmp(name, "op.", 3) == 0 && strcmp(name + 3, op[i]) == 0) return 4 + 4 * i;
	for (int i = 0; i < 5; i++) if (strncmp(name, "aer.", 4) == 0 && strcmp(name + 4, aer[i]) == 0) return 552 + 4 * i;
	if (strncmp(name, "op.msix_entries[", 16) == 0) {
		long entry = strtol(name + 16, &rest, 10);
		return strcmp(rest, "]") == 0 && entry >= 0 && entry < 128 ? 40 + 4 * (int)entry : -1;
	}
	long offset = strtol(name, &rest, 16);
	return rest == name ? -1 : (int)offset;
}
