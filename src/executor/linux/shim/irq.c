/* Interrupt numbers, handlers and pirqs of the host. */
#include <string.h>
#include "kernel.h"
#include "world.h"

enum { EINVAL_RIG = 22, EBUSY_RIG = 16, UNCLAIMED_LIMIT = 100 };

struct line *irq_line(int irq)
{
	for (struct line *line = K->lines; line; line = line->next) if (line->irq == irq) return line;
	return NULL;
}

static struct line *add(int irq, enum irq_kind kind)
{
	struct line *line = arena_alloc(sizeof *line), **end = &K->lines;

	*line = (struct line){ .irq = irq, .domid = -1, .kind = kind };
	while (*end) end = &(*end)->next;
	*end = line;
	return line;
}

void irq_add_legacy(int irq)
{
	if (irq > 0 && !irq_line(irq)) add(irq, IRQ_LEGACY)->pirq = irq;
}

int irq_allocate(enum irq_kind kind)
{
	int irq = FIRST_DYNAMIC_IRQ;

	while (irq_line(irq)) irq++;
	return add(irq, kind)->irq;
}

static struct line *in_use(int irq)
{
	struct line *line = irq_line(irq);

	if (!line) oops(CRASH_FREED, "irq_free_desc", "IRQ %d is not in use", irq);
	return line;
}

static struct pirq **find_pirq(int domid, int pirq)
{
	struct pirq **link = &K->pirqs;

	while (*link && ((*link)->domid != domid || (*link)->pirq != pirq)) link = &(*link)->next;
	return link;
}

void irq_release(int irq)
{
	struct line *line = in_use(irq);

	if (line->handlers) oops(CRASH_BUG, "free_msi_irqs", "IRQ %d still has an action (%s)", irq, line->handlers->name);
	if (line->domid >= 0) {
		struct pirq **link = find_pirq(line->domid, line->pirq);
		if (*link) *link = (*link)->next;
		emit3(EV_PIRQ_UNMAP, line->domid, line->pirq, irq);
	}
	for (struct line **link = &K->lines; *link; link = &(*link)->next)
		if (*link == line) {
			*link = line->next;
			return;
		}
}

int irq_map_pirq(int irq, int domid)
{
	struct line *line = in_use(irq);
	struct pirq *pirq = arena_alloc(sizeof *pirq);
	int number = FIRST_MSI_PIRQ;

	while (*find_pirq(domid, number)) number++;
	*pirq = (struct pirq){ K->pirqs, domid, number };
	K->pirqs = pirq;
	line->pirq = number;
	line->domid = domid;
	emit3(EV_PIRQ_MAP, domid, number, irq);
	return number;
}

int irq_pirq(int irq)
{
	struct line *line = irq_line(irq);

	return line ? line->pirq : 0;
}

static int all_shared(const struct line *line)
{
	for (struct handler *one = line->handlers; one; one = one->next) if (!one->shared) return 0;
	return 1;
}

int irq_request(int irq, int (*handle)(int, void *), void *id, int fn, const char *name, int shared)
{
	struct line *line = irq_line(irq);
	int status = 0;

	might_sleep_in("request_irq");
	if (!line || line->kind == IRQ_EVENT) status = -EINVAL_RIG;
	else if (fault_taken(FAULT_REQUEST_IRQ)) status = -EBUSY_RIG;
	else if (line->handlers && !(shared && all_shared(line))) status = -EBUSY_RIG;
	else {
		struct handler *handler = arena_alloc(sizeof *handler), **end = &line->handlers;
		if (!line->handlers) line->shut = line->unclaimed = 0;
		*handler = (struct handler){ NULL, handle, id, fn, shared, arena_text(name) };
		while (*end) end = &(*end)->next;
		*end = handler;
	}
	emit4(EV_IRQ_REQUEST, irq, fn, status, text_id(name));
	return status;
}

void irq_free(int irq, void *id, int fn)
{
	struct line *line = irq_line(irq);

	might_sleep_in("free_irq");
	for (struct handler **link = line ? &line->handlers : NULL; link && *link; link = &(*link)->next)
		if ((*link)->id == id) {
			*link = (*link)->next;
			emit3(EV_IRQ_FREE, irq, fn, 0);
			return;
		}
	warn("free_irq", arena_format("no such handler on IRQ %d", irq));
	emit3(EV_IRQ_FREE, irq, fn, -EINVAL_RIG);
}

static int run_handlers(const struct line *line)
{
	struct task *task = task_current(), before = *task;
	int claimed = 0, domid = K->handler_domid;

	/* on nobody's behalf, whatever it interrupts */
	task->on_behalf = K->handler_domid = -1;
	task->recovers = NULL;
	W->atomic_depth++;
	for (struct handler *one = line->handlers; one; one = one->next)
		if (one->handle && one->handle(line->irq, one->id)) claimed = 1;
	W->atomic_depth--;
	task->on_behalf = before.on_behalf;
	task->recovers = before.recovers;
	K->handler_domid = domid;
	return claimed;
}

int irq_raise(int irq, int by_guest)
{
	struct line *line = irq_line(irq);

	if (!line || line->shut) return 0;
	int claimed = line->handlers ? run_handlers(line) : by_guest;
	emit2(EV_IRQ_RAISED, irq, claimed);
	if (claimed || !line->handlers) line->unclaimed = 0;
	else if (++line->unclaimed >= UNCLAIMED_LIMIT) {
		line->shut = 1;
		log_line(LEVEL_ERR, -1, "irq %d: nobody cared", irq);
		emit1(EV_LINE_SHUT, irq);
	}
	return claimed;
}
