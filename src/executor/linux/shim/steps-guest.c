/* What guests do. */
#include <string.h>
#include "kernel.h"
#include "program.h"
#include "scan.h"

enum { F_ACTIVE = 1, CONNECTED = 4, RECONFIGURING = 7, FOREIGN_DOMAIN = 99 };

struct guest *guest_of(const struct step *step, int field)
{
	long long guest = number(step, field);

	return &W->guests[guest >= 0 && guest < W->setup.guests ? guest : 0];
}

struct function *function_of(const struct step *step, int field)
{
	long long device = number(step, field);

	return device >= 0 && device < MAX_DEVICES_RIG ? W->devices[device] : NULL;
}

static int repeats(long long times)
{
	long long again = times - 1 < W->repetitions ? times - 1 : W->repetitions;

	W->repetitions -= (int)again;
	return 1 + (int)again;
}

/* Offsets count from the header when the device lacks the capability. */
static int capability_base(const struct function *fn, long long base)
{
	if (!fn) return 0;
	switch (base) {
	case V_OP_BASE_PM: return fn->model->pm;
	case V_OP_BASE_VPD: return fn->model->vpd;
	case V_OP_BASE_MSI: return fn->model->msi;
	case V_OP_BASE_MSIX: return fn->model->msix;
	case V_OP_BASE_EXP: return fn->model->express;
	default: return 0;
	}
}

static void post_request(const struct step *step)
{
	struct guest *guest = guest_of(step, F_OP_GUEST);
	struct function *fn = function_of(step, F_OP_DEVICE);
	u32 domain = (u32)number(step, F_OP_DOMAIN), bus = (u32)number(step, F_OP_BUS), devfn = (u32)number(step, F_OP_DEVFN), its;

	if (fn && device_virtual(fn, guest->domid, &domain, &bus, &its)) devfn = its | (devfn & 0xffffff00);
	struct request request = {
		.cmd = (u32)number(step, F_OP_CMD), .domain = domain, .bus = bus, .devfn = devfn,
		.offset = (u32)number(step, F_OP_OFFSET) + (u32)capability_base(fn, number(step, F_OP_BASE)),
		.size = (u32)number(step, F_OP_SIZE), .value = (u32)number(step, F_OP_VALUE), .info = (u32)number(step, F_OP_INFO),
		.pair_count = has(step, F_OP_ENTRIES) ? step->values[F_OP_ENTRIES].length : -1, .pairs = step->values[F_OP_ENTRIES].pairs,
	};
	request_write(page_bytes(guest->page), &request);
	if (!has(step, F_OP_INACTIVE)) guest_raise(guest, F_ACTIVE);
	if (!has(step, F_OP_SILENT)) guest_notify(guest);
}

static void write_page(const struct step *step)
{
	u8 *page = page_bytes(guest_of(step, F_PAGE_GUEST)->page);
	int offset = page_field(text(step, F_PAGE_FIELD)), width = (int)number(step, F_PAGE_WIDTH);
	u32 mask = width == 4 ? 0xffffffff : (1u << 8 * width) - 1, old, value = (u32)number(step, F_PAGE_VALUE) & mask;

	if (offset < 0 || offset + 4 > PAGE_BYTES) return;
	memcpy(&old, page + offset, 4);
	switch (number(step, F_PAGE_HOW)) {
	case V_PAGE_HOW_OR: value = old | value; break;
	case V_PAGE_HOW_CLEAR: value = old & ~value; break;
	case V_PAGE_HOW_XOR: value = old ^ value; break;
	default: value = (old & ~mask) | value;
	}
	memcpy(page + offset, &value, 4);
}

static void write_node(const struct step *step)
{
	struct guest *guest = guest_of(step, F_NODE_GUEST);
	const char *name = text(step, F_NODE_NAME);
	const char *path = *name ? arena_format("%s/%s", guest->directory, name) : guest->directory;

	for (int i = repeats(number(step, F_NODE_TIMES)); i > 0; i--) {
		if (has(step, F_NODE_REMOVE)) store_remove(guest->domid, path, NULL);
		else store_write(guest->domid, path, text(step, F_NODE_VALUE), NULL);
	}
	if (strcmp(name, "state") != 0) return;
	guest->state = 0;
	if (has(step, F_NODE_VALUE)) scan_text(text(step, F_NODE_VALUE), "%d", &guest->state);
}

static void meddle_grant(const struct step *step)
{
	struct guest *guest = guest_of(step, F_GRANT_GUEST);

	switch (number(step, F_GRANT_HOW)) {
	case V_GRANT_HOW_REVOKE: grant_revoke(guest->domid, guest->grant_ref); return;
	case V_GRANT_HOW_RENEW: guest_renew_page(guest); break;
	case V_GRANT_HOW_FOREIGN: guest->grant_ref = grant_new(page_new(guest->domid), FOREIGN_DOMAIN, 0); break;
	default: guest->grant_ref = grant_new(page_new(guest->domid), DOM0_ID, 1);
	}
	guest_publish_keys(guest);
}

static void frontend_step(const struct step *step)
{
	struct guest *guest = guest_of(step, F_FRONTEND_GUEST);

	/* what was said outside of a step is heard by nobody */
	guest->said = NULL;
	switch (number(step, F_FRONTEND_STEP)) {
	case V_FRONTEND_STEP_PUBLISH: guest_publish(guest); break;
	case V_FRONTEND_STEP_CONNECTED: guest_switch_state(guest, CONNECTED); break;
	case V_FRONTEND_STEP_SCAN:
		guest_forget(guest);
		guest_connect(guest);
		break;
	case V_FRONTEND_STEP_SERVICE:
		guest_service(guest);
		guest_backend_changed(guest);
		break;
	case V_FRONTEND_STEP_RECONFIGURING: guest_switch_state(guest, RECONFIGURING); break;
	case V_FRONTEND_STEP_CLOSE: guest_disconnect(guest); break;
	case V_FRONTEND_STEP_RESTART: guest_restart(guest); break;
	default: for (int i = 0; i < W->setup.device_count; i++) guest_use(guest, i, (int)number(step, F_FRONTEND_STEP));
	}
	guest_flush(guest);
}

void perform_guest(const struct step *step, int at_point)
{
	struct guest *guest;

	switch (step->kind) {
	case KIND_OP: post_request(step); break;
	case KIND_PAGE: write_page(step); break;
	case KIND_NOTIFY:
		guest = guest_of(step, F_NOTIFY_GUEST);
		for (int i = repeats(number(step, F_NOTIFY_TIMES)); i > 0; i--) guest_notify(guest);
		break;
	case KIND_ANSWER: guest_answer(guest_of(step, F_ANSWER_GUEST), (u32)number(step, F_ANSWER_RESULT)); break;
	case KIND_NODE: write_node(step); break;
	case KIND_FRONTEND: if (!at_point) frontend_step(step); break;
	case KIND_GRANT: meddle_grant(step); break;
	case KIND_CHANNEL:
		guest = guest_of(step, F_CHANNEL_GUEST);
		if (number(step, F_CHANNEL_HOW) == V_CHANNEL_HOW_CLOSE) channel_close(guest->domid, guest->port);
		else {
			guest_renew_channel(guest);
			guest_publish_keys(guest);
		}
		break;
	default: break;
	}
}
