/* What the kernel prints. */
#include "k.h"

int vsnprintf(char *, size_t, const char *, va_list);
enum { LINE = 1024, LIMIT_BURST = 10 };
#define LIMIT_USEC (5ull * USEC_PER_SEC_RIG)

/* Whether debug lines are on: asked before their arguments are looked at, as by the kernel that has them. */
int shim_debug(void) { return K->debug; }

int on_behalf_of(void)
{
	struct task *task = task_current();

	if (K->handler_domid >= 0) return K->handler_domid;
	/* error recovery speaks of the guest that has the device by then */
	return task->recovers ? device_recorded(task->recovers) : task->on_behalf;
}

static void print_one(int level, int domid, const char *prefix, int suppressed, const char *format, va_list arguments)
{
	char line[LINE];
	int at = prefix ? snprintf(line, LINE, "%s: ", prefix) : 0;

	vsnprintf(line + at, LINE - at, format, arguments);
	at = strlen(line);
	while (at > 0 && line[at - 1] == '\n') line[--at] = 0;
	emit4(EV_LOG, level, text_id(line), suppressed, domid);
}

static void print(int level, int domid, const char *prefix, const char *format, va_list arguments)
{
	print_one(level, domid, prefix, 0, format, arguments);
}

void log_line(int level, int domid, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(level, domid, NULL, format, arguments);
	va_end(arguments);
}

void log_limited(int domid, const char *format, ...)
{
	va_list arguments;

	if (!K->limit_printed || W->tasks.now - K->limit_begin >= LIMIT_USEC) {
		K->limit_begin = W->tasks.now;
		K->limit_printed = 0;
	}
	int suppressed = K->limit_printed >= LIMIT_BURST;
	if (!suppressed) K->limit_printed++;
	va_start(arguments, format);
	print_one(LEVEL_INFO, domid, NULL, suppressed, format, arguments);
	va_end(arguments);
}

/* The level is in the text: a byte 1, then a digit. */
SHIM(int, _printk, const char *format, ...)
{
	int level = LEVEL_WARNING;
	va_list arguments;

	if (format[0] == 1 && format[1]) {
		level = format[1] >= '0' && format[1] <= '7' ? format[1] - '0' : level;
		format += 2;
	}
	if (level == LEVEL_DEBUG && !K->debug) return 0;
	va_start(arguments, format);
	print(level, on_behalf_of(), NULL, format, arguments);
	va_end(arguments);
	return 0;
}

#define DEV_LEVEL(name, level) \
	SHIM(void, name, const struct device *dev, const char *format, ...) \
	{ \
		va_list arguments; \
		va_start(arguments, format); \
		print(level, on_behalf_of(), dev_name(dev), format, arguments); \
		va_end(arguments); \
	}
DEV_LEVEL(_dev_emerg, 0)
DEV_LEVEL(_dev_alert, 1)
DEV_LEVEL(_dev_crit, 2)
DEV_LEVEL(_dev_err, LEVEL_ERR)
DEV_LEVEL(_dev_warn, LEVEL_WARNING)
DEV_LEVEL(_dev_notice, 5)
DEV_LEVEL(_dev_info, LEVEL_INFO)

SHIM(void, _dev_printk, const char *level, const struct device *dev, const char *format, ...)
{
	va_list arguments;
	int number = level[0] == 1 ? level[1] - '0' : LEVEL_WARNING;

	if (number == LEVEL_DEBUG && !K->debug) return;
	va_start(arguments, format);
	print(number, on_behalf_of(), dev_name(dev), format, arguments);
	va_end(arguments);
}

/* The limiter of one call site, on virtual time. */
SHIM(int, ___ratelimit, struct ratelimit_state *limit, const char *function)
{
	u64 now = jiffies_of(W->tasks.now);

	if (limit->interval <= 0) return 1;
	if (!limit->begin || now + 1 - limit->begin > (u64)limit->interval) {
		limit->begin = now + 1;
		limit->printed = 0;
	}
	if (limit->printed < limit->burst) return ++limit->printed;
	limit->missed++;
	emit4(EV_LOG, LEVEL_WARNING, text_id(function), 1, on_behalf_of());
	return 0;
}

/* --- WARN, BUG --- */

static char warning[LINE];

SHIM(void, __warn_printk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(warning, LINE, format, arguments);
	va_end(arguments);
	for (int at = strlen(warning); at > 0 && warning[at - 1] == '\n';) warning[--at] = 0;
}

void shim_warn(const char *file, int line, const char *function, unsigned int flags)
{
	warn(caller_at(__builtin_return_address(0)), warning[0] ? warning : arena_format("WARN in %s", function));
	warning[0] = 0;
}

void shim_bug(const char *file, int line, const char *function)
{
	oops(CRASH_BUG, caller_at(__builtin_return_address(0)), "BUG in %s", function);
}

SHIM(void, refcount_warn_saturate, refcount_t *count, int kind)
{
	warn(caller_at(__builtin_return_address(0)), "reference count wrong: a use after free or an overflow");
}
