/* The module: loading, unloading, its parameters and attributes. */
#include <linux/moduleparam.h>
#include "k.h"
#include "scan.h"

extern int init_module(void);
extern void cleanup_module(void);
extern const struct kernel_param __start___param[], __stop___param[];
void arena_data_fresh(void);
struct module shim_module __asm__("__this_module");

static int set_bool(const char *text, const struct kernel_param *param) { *(bool *)param->arg = text[0] == 'Y'; return 0; }
static int set_text(const char *text, const struct kernel_param *param) { *(char **)param->arg = arena_text(text); return 0; }
const struct kernel_param_ops shim_bool __asm__("param_ops_bool") = { .set = set_bool };
const struct kernel_param_ops shim_text __asm__("param_ops_charp") = { .set = set_text };

static const struct kernel_param *parameter(const char *name)
{
	for (const struct kernel_param *one = __start___param; one < __stop___param; one++)
		if (strcmp(one->name, name) == 0) return one;
	return NULL;
}

static void set(const char *name, const char *value)
{
	const struct kernel_param *param = parameter(name);

	if (param) param->ops->set(value, param);
}

int driver_is_loaded(void) { return K->loaded; }

int driver_load(const char *hide, int passthrough, int permissive)
{
	if (K->loaded) return -EEXIST;
	arena_data_fresh();
	set("hide", hide);
	set("passthrough", passthrough ? "Y" : "N");
	set("permissive", permissive ? "Y" : "N");
	int err = init_module();
	if (err == 0) K->loaded = 1;
	return err;
}

/* -EAGAIN while it has a connection: the module is in use. */
int driver_unload(void)
{
	if (!K->loaded) return -ENOENT;
	for (struct xdev *xdev = K->xdevs; xdev; xdev = xdev->next) if (xdev->bound) return -EAGAIN;
	cleanup_module();
	K->loaded = 0;
	return 0;
}

/* --- attributes --- */

SHIM(int, driver_create_file, const void *driver, const struct driver_attribute *attribute)
{
	if (fault_taken(FAULT_ALLOC)) return -ENOMEM;
	if (K->attribute_count >= 32) return 0;
	K->attributes[K->attribute_count++] = attribute;
	attribute_memory(1);
	return 0;
}
SHIM(void, driver_remove_file, const void *driver, const struct driver_attribute *attribute)
{
	for (int i = 0; i < K->attribute_count; i++)
		if (K->attributes[i] == attribute) {
			K->attributes[i--] = K->attributes[--K->attribute_count];
			attribute_memory(-1);
		}
}

static const struct driver_attribute *attribute(const char *name)
{
	for (int i = 0; i < K->attribute_count; i++) {
		const struct driver_attribute *one = K->attributes[i];
		if (strcmp(one->attr.name, name) == 0) return one;
	}
	return NULL;
}

int driver_store(const char *name, const char *value, int length)
{
	const struct driver_attribute *one = attribute(name);

	if (length == 0) return 0;
	if (!one) return -ENOENT;
	return one->store ? one->store(&((struct pci_driver *)K->pci_driver)->driver, arena_bytes(value, length), length) : -EIO;
}

int driver_show(const char *name, char *out)
{
	const struct driver_attribute *one = attribute(name);

	if (!one) return -ENOENT;
	if (!one->show) return -EIO;
	char *page = arena_alloc(PAGE_SIZE);
	int length = one->show(&((struct pci_driver *)K->pci_driver)->driver, page);
	if (length >= 0) memcpy(out, page, length > PAGE_SIZE ? PAGE_SIZE : length);
	return length;
}

/* --- parameter files --- */

static int *core_parameter(const char *name)
{
	if (strcmp(name, "event_loop_timeout") == 0) return &K->event_loop_timeout;
	return strcmp(name, "event_eoi_delay") == 0 ? &K->event_eoi_delay : NULL;
}

int parameter_read(const char *name, char *out)
{
	int *core = core_parameter(name);
	const struct kernel_param *param = K->loaded ? parameter(name) : NULL;

	if (core) return snprintf(out, 64, "%u\n", *core);
	if (!param) return -ENOENT;
	if (param->ops == &shim_text) return snprintf(out, PAGE_SIZE, "%s\n", *(char **)param->arg ?: "(null)");
	return snprintf(out, 64, "%c\n", *(bool *)param->arg ? 'Y' : 'N');
}

/* A switch is decided by its first letter, or by two of `on` and `off`; -1 for anything else. */
static int parse_switch(const char *text)
{
	char first = text[0] | 0x20, second = text[0] ? text[1] | 0x20 : 0;

	if (first == 'y' || text[0] == '1' || (first == 'o' && second == 'n')) return 1;
	return first == 'n' || text[0] == '0' || (first == 'o' && second == 'f') ? 0 : -1;
}

int parameter_write(const char *name, const char *value)
{
	int *core = core_parameter(name);
	unsigned number;

	if (core) {
		int err = scan_unsigned(value, &number);
		if (!err) *core = number;
		return err;
	}
	const struct kernel_param *param = K->loaded ? parameter(name) : NULL;
	if (!param) return -ENOENT;
	if (!(param->perm & 0200)) return -EACCES;
	int on = parse_switch(value);
	if (on < 0) return -EINVAL;
	*(bool *)param->arg = on;
	return 0;
}
