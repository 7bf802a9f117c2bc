/* What an execution leaves: records of eight doubles, and the texts they name. */
#include <stdlib.h>
#include <string.h>
#include "world.h"

enum { MOST_RECORDS = 1 << 18, FIRST_RECORDS = 1 << 12, MOST_TEXTS = 1 << 16, TABLE = 1 << 13, TEXT_BYTES = 1 << 22,
	NUMBERED_TEXTS = 4096, LONGEST_NUMBERED = 256 };

struct record *records;
u32 record_count;
int records_truncated, word_by_word, silence, looking;
static u32 room;

/* Texts of the execution in the order of their first use, and a table from hash to id. */
static char bytes[TEXT_BYTES];
static int begins[MOST_TEXTS + 1], texts;
static u16 table[TABLE], chain[MOST_TEXTS];
static u16 used_slots[MOST_TEXTS];
static u64 hashes[MOST_TEXTS];
/* Texts that the process has said and that have numbers, by hash. */
static struct { u64 hash; int number, length; char *text; } said[2 * NUMBERED_TEXTS];
static int said_count;

static struct { int active, domid, offset, size, site; const void *at; } store;

void record_begin(int full)
{
	if (records == NULL) records = malloc((room = FIRST_RECORDS) * sizeof *records);
	record_count = 0;
	records_truncated = 0;
	word_by_word = full;
	for (int i = 1; i <= texts; i++) table[used_slots[i - 1]] = 0;
	texts = 0;
	begins[0] = 0;
	store.active = 0;
}

static void append(enum ev code, double a, double b, double c, double d, double e)
{
	struct task *task = W->tasks.running;

	if (silence > 0) return;
	if (record_count >= room) {
		if (room >= MOST_RECORDS) {
			records_truncated = 1;
			return;
		}
		room *= 2;
		records = realloc(records, room * sizeof *records);
	}
	records[record_count++] = (struct record){ code, (double)W->tasks.now, task ? task->id : 0, a, b, c, d, e };
}

static void flush_store(void)
{
	u32 value = 0;

	if (!store.active) return;
	store.active = 0;
	memcpy(&value, store.at, (u64)store.size);
	append(EV_STORE, store.domid, store.offset, store.size, value, store.site);
}

void emit(enum ev code, double a, double b, double c, double d, double e)
{
	flush_store();
	append(code, a, b, c, d, e);
}

void emit_store(int domid, int offset, int size, const void *at, int site)
{
	flush_store();
	store.active = 1;
	store.domid = domid;
	store.offset = offset;
	store.size = size > 4 ? 4 : size;
	store.at = at;
	store.site = site;
}

void emit_flush(void) { flush_store(); }

int text_id_of(const char *text, int length)
{
	u64 wide = 14695981039346656037ull;
	u32 hash;
	int id;

	if (silence > 0) return 0;
	if (length > 0xffff) length = 0xffff;
	for (int i = 0; i < length; i++) wide = (wide ^ (u8)text[i]) * 1099511628211ull;
	wide ^= wide >> 32;
	hash = (u32)(wide % TABLE);
	for (id = table[hash]; id != 0; id = chain[id - 1])
		if (begins[id] - begins[id - 1] == length && memcmp(bytes + begins[id - 1], text, (u64)length) == 0) return id;
	if (texts >= MOST_TEXTS - 1 || begins[texts] + length > TEXT_BYTES) {
		records_truncated = 1;
		return 0;
	}
	memcpy(bytes + begins[texts], text, (u64)length);
	used_slots[texts] = (u16)hash;
	hashes[texts] = wide;
	chain[texts] = table[hash];
	begins[texts + 1] = begins[texts] + length;
	table[hash] = (u16)++texts;
	return texts;
}

int text_id(const char *text) { return text_id_of(text, (int)strlen(text)); }
int text_count(void) { return texts; }

u64 text_hash(int id) { return hashes[id - 1]; }

int text_number(int id)
{
	int length;
	const char *text = text_at(id, &length);
	u64 hash = hashes[id - 1], slot = hash % (2 * NUMBERED_TEXTS);

	if (length > LONGEST_NUMBERED) return 0;
	for (; said[slot].number; slot = (slot + 1) % (2 * NUMBERED_TEXTS))
		if (said[slot].hash == hash && said[slot].length == length && memcmp(said[slot].text, text, (u64)length) == 0) return said[slot].number;
	if (said_count >= NUMBERED_TEXTS) return 0;
	said[slot].hash = hash;
	said[slot].length = length;
	said[slot].text = memcpy(malloc((u64)length + 1), text, (u64)length);
	said[slot].number = ++said_count;
	return 0;
}

const char *text_at(int id, int *length)
{
	*length = begins[id] - begins[id - 1];
	return bytes + begins[id - 1];
}
