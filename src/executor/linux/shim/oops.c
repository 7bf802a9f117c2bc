/* How an execution ends before its time: what the driver or the kernel around it trips over. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include "world.h"

enum { TICK_USEC = 100000, MOST_TICKS = 30, SIGNAL_STACK = 1 << 16 };

struct crash_note crash;
int crashes;
static volatile int ticks;
static u8 landing_stack[1 << 15] __attribute__((aligned(64)));

void crash_reset(void)
{
	crash.happened = 0;
	ticks = 0;
}

static void note(enum crash kind, const char *site, const char *message)
{
	crashes++;
	if (crash.happened) return;
	crash.happened = 1;
	crash.kind = kind;
	snprintf(crash.site, sizeof crash.site, "%s", site);
	snprintf(crash.message, sizeof crash.message, "%s", message);
	emit1(EV_OOPS, text_id(crash.message));
}

void oops(enum crash kind, const char *site, const char *format, ...)
{
	char message[sizeof crash.message];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	note(kind, site, message);
	fiber_escape();
}

void warn(const char *site, const char *text)
{
	char line[300];

	snprintf(line, sizeof line, "%s: %s", site, text);
	emit1(EV_WARN, text_id(line));
}

static void land(void) { fiber_escape(); }

/* Goes on at `land`, on a stack that nobody uses, when the handler returns. */
static void divert(ucontext_t *context)
{
	context->uc_mcontext.gregs[REG_RIP] = (greg_t)land;
	context->uc_mcontext.gregs[REG_RSP] = (greg_t)(landing_stack + sizeof landing_stack - 72);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	const void *pc = (void *)at->uc_mcontext.gregs[REG_RIP];
	u64 address = (u64)info->si_addr;
	char message[200];
	enum crash kind = number == SIGSEGV && address < PAGE_BYTES && info->si_code == SEGV_MAPERR ? CRASH_NULL : CRASH_BOUNDS;
	const char *site = function_at(pc);

	if (strcmp(site, "?") == 0) {
		/* a fault of the shim on the driver's behalf: the nearest caller that has a frame */
		u64 *frame = (u64 *)at->uc_mcontext.gregs[REG_RBP];
		if (frame != NULL) site = caller_at((void *)frame[1]);
	}
	snprintf(message, sizeof message, "%s in %s", number == SIGFPE ? "division error" : number == SIGILL ? "trap"
		 : kind == CRASH_NULL ? "null pointer used" : "wild pointer used", site);
	if (number != SIGSEGV && number != SIGBUS) kind = CRASH_BUG;
	note(kind, site, message);
	divert(at);
}

static void on_tick(int number, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	const void *pc = (void *)at->uc_mcontext.gregs[REG_RIP];

	(void)number;
	(void)info;
	if (++ticks < MOST_TICKS || !W->tasks.running || crash.happened) return;
	note(CRASH_EXCEPTION, "hang", "the backend does not come to an end");
	(void)pc;
	divert(at);
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | flags;
	sigaction(number, &action, NULL);
}

void oops_install(void)
{
	stack_t stack = { .ss_sp = malloc(SIGNAL_STACK), .ss_size = SIGNAL_STACK };
	struct itimerval interval = { { 0, TICK_USEC }, { 0, TICK_USEC } };

	sigaltstack(&stack, NULL);
	handle(SIGSEGV, on_fault, SA_NODEFER);
	handle(SIGBUS, on_fault, SA_NODEFER);
	handle(SIGFPE, on_fault, SA_NODEFER);
	handle(SIGILL, on_fault, SA_NODEFER);
	handle(SIGVTALRM, on_tick, SA_RESTART);
	setitimer(ITIMER_VIRTUAL, &interval, NULL);
}
