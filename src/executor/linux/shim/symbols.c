/* Names of the driver's functions and data by address: the process reads its own symbol table. */
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "world.h"

/* `file`: where it is defined, NULL: not known. */
struct symbol { u64 at, size; const char *name, *file; int function, site; };
static struct symbol *symbols;
static int count;

/* In the order of `siteNames` (src/platform/recorder.ts); a test holds the two lists together. */
static const char *const sites[] = {
	"none", "xen_pcibk_handle_event", "xen_pcibk_test_op_pending", "xen_pcibk_test_and_schedule_op", "xen_pcibk_do_one_op",
	"xen_pcibk_enable_msix", "common_process", "xen_pcibk_error_detected", "xen_pcibk_mmio_enabled",
	"xen_pcibk_slot_reset", "xen_pcibk_error_resume",
};

/* Functions of the driver's files that every file may call, and where they are; the table is made from the sources. */
static const struct { const char *name, *file; } places[] = {
	{ "planted_overflow", "planted.c" }, { "planted_freed", "planted.c" },
#include "places.h"
};

static const char *file_of(const char *name)
{
	for (u64 i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(name, places[i].name) == 0) return places[i].file;
	return NULL;
}

/* One of the driver's files, or what is planted as if it were: our own are nobody's business. */
static const char *drivers(const char *file)
{
	if (!file) return NULL;
	for (u64 i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(file, places[i].file) == 0) return file;
	return strcmp(file, "planted.c") == 0 ? file : NULL;
}

static int by_address(const void *a, const void *b)
{
	u64 left = ((const struct symbol *)a)->at, right = ((const struct symbol *)b)->at;

	return left < right ? -1 : left > right;
}

static int site_of(const char *name)
{
	/* stores for its caller */
	if (strcmp(name, "__xen_pcibk_get_pcifront_dev") == 0) name = "common_process";
	for (u64 i = 1; i < sizeof sites / sizeof *sites; i++)
		if (strcmp(name, sites[i]) == 0) return (int)i;
	return 0;
}

static void read_table(const u8 *file, const Elf64_Shdr *sections, const Elf64_Shdr *table)
{
	const Elf64_Sym *all = (const void *)(file + table->sh_offset);
	const char *names = (const char *)file + sections[table->sh_link].sh_offset;
	int total = (int)(table->sh_size / sizeof *all);

	const char *file_name = NULL;
	symbols = malloc((u64)total * sizeof *symbols);
	for (int i = 0; i < total; i++) {
		int type = ELF64_ST_TYPE(all[i].st_info);
		if (type == STT_FILE) file_name = drivers(names + all[i].st_name);
		if ((type != STT_FUNC && type != STT_OBJECT) || all[i].st_size == 0) continue;
		const char *name = names + all[i].st_name;
		int local = ELF64_ST_BIND(all[i].st_info) == STB_LOCAL;
		const char *where = type != STT_FUNC ? NULL : local ? file_name : file_of(name);
		symbols[count++] = (struct symbol){ all[i].st_value, all[i].st_size, name, where, type == STT_FUNC, site_of(name) };
	}
	qsort(symbols, (u64)count, sizeof *symbols, by_address);
}

void symbols_load(void)
{
	struct stat status;
	int fd = open("/proc/self/exe", O_RDONLY);

	if (fd < 0 || fstat(fd, &status) != 0) return;
	const u8 *file = mmap(NULL, (u64)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (file == MAP_FAILED) return;
	const Elf64_Ehdr *header = (const void *)file;
	const Elf64_Shdr *sections = (const void *)(file + header->e_shoff);
	for (int i = 0; i < header->e_shnum; i++)
		if (sections[i].sh_type == SHT_SYMTAB) read_table(file, sections, &sections[i]);
}

static const struct symbol *symbol_at(const void *address, int function)
{
	u64 at = (u64)address;
	int low = 0, high = count;

	while (low < high) {
		int middle = (low + high) / 2;
		if (symbols[middle].at <= at) low = middle + 1;
		else high = middle;
	}
	for (int i = low - 1; i >= 0 && i > low - 8; i--)
		if (symbols[i].function == function && at < symbols[i].at + symbols[i].size) return &symbols[i];
	return NULL;
}

const char *function_at(const void *address)
{
	const struct symbol *symbol = symbol_at(address, 1);

	return symbol ? symbol->name : "?";
}

const char *file_at(const void *address)
{
	const struct symbol *symbol = symbol_at(address, 1);

	return symbol ? symbol->file : NULL;
}

const char *object_at(const void *address)
{
	const struct symbol *symbol = symbol_at(address, 0);

	return symbol ? symbol->name : "?";
}

const char *site_name(int site) { return sites[site]; }

/* Called for every access of a page: the last few answers are kept. */
int site_at(const void *address)
{
	static struct { const void *at; int site; } kept[64];
	u64 slot = (u64)address >> 2 & 63;

	if (kept[slot].at != address) {
		const struct symbol *symbol = symbol_at(address, 1);
		kept[slot].at = address;
		kept[slot].site = symbol ? symbol->site : 0;
	}
	return kept[slot].site;
}
