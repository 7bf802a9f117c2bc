/* A backend device's own state, and reports of its errors. */
#include <string.h>
#include "kernel.h"
#include "scan.h"
#include "world.h"

enum { CLOSING = 5, ENOMEM_RIG = 12, EAGAIN_RIG = 11, LONGEST = 4095 };

struct transaction *xs_begin(int *err)
{
	might_sleep_in("xenbus_transaction_start");
	*err = fault_taken(FAULT_XENSTORE_BEGIN) ? -ENOMEM_RIG : 0;
	return *err ? NULL : store_begin(DOM0_ID);
}

int xs_end(struct transaction *tx, int abort)
{
	might_sleep_in("xenbus_transaction_end");
	int conflict = !abort && fault_taken(FAULT_XENSTORE_CONFLICT), err = store_end(tx, abort || conflict);
	return conflict ? -EAGAIN_RIG : err;
}

void xdev_error(struct xdev *xdev, int err, const char *message)
{
	char *text = arena_format("%d %s", -err, message);

	if (strlen(text) > LONGEST) text[LONGEST] = 0;
	log_line(LEVEL_ERR, xdev->otherend_id, "pciback %s: %s", xdev->name, text);
	if (xs_put(arena_format("error/%s", xdev->nodename), "error", text, NULL))
		log_line(LEVEL_ERR, xdev->otherend_id, "pciback %s: error node cannot be written", xdev->name);
}

static void switch_at(struct xdev *xdev, int state, int depth);

static void failed(struct xdev *xdev, int depth, int err, const char *message)
{
	xdev_error(xdev, err, message);
	if (depth == 0) switch_at(xdev, CLOSING, 1);
}

/* Equal to the last state written means no write, a missing node means none either; a conflict is tried again. */
static void switch_at(struct xdev *xdev, int state, int depth)
{
	int err, held;

	if (xdev->state == state) return;
	do {
		struct transaction *tx = xs_begin(&err);
		if (err) {
			failed(xdev, depth, err, "starting transaction");
			return;
		}
		const char *value = xs_get(xdev->nodename, "state", tx);
		int present = value && scan_text(value, "%d", &held) == 1, written = 0;
		if (present) {
			written = xs_put(xdev->nodename, "state", arena_format("%d", state), tx);
			if (written) failed(xdev, depth, written, "writing new state");
		}
		int commit = present && written == 0;
		err = xs_end(tx, !commit);
		if (err == -EAGAIN_RIG && commit) continue;
		if (err) {
			failed(xdev, depth, err, "ending transaction");
			return;
		}
		xdev->state = state;
		if (commit) emit2(EV_STATE_SWITCH, xdev->otherend_id, state);
		return;
	} while (1);
}

void xdev_switch_state(struct xdev *xdev, int state) { switch_at(xdev, state, 0); }

void xdev_fatal(struct xdev *xdev, int err, const char *message)
{
	xdev_error(xdev, err, message);
	switch_at(xdev, CLOSING, 0);
}
