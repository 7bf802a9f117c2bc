/* A program as the binary form has it (src/program/binary.ts). */
#ifndef RIG_PROGRAM_H
#define RIG_PROGRAM_H
#include "base.h"
#include "kinds.h"
#include "world.h"

struct value { long long number; const char *text; int length; const u16 *pairs; };
struct step { enum kind kind; u32 present; struct value values[FIELDS_MOST]; };
struct effect { int on, nth, step_count; const char *name; struct step *steps; };
struct action { struct step step; int hold, effect_count; struct effect *effects; };
struct program { int count; struct action *actions; };

static inline int has(const struct step *step, int field) { return step->present >> field & 1; }
static inline long long number(const struct step *step, int field) { return step->values[field].number; }
static inline const char *text(const struct step *step, int field) { return step->values[field].text; }
/* Word of an enumeration that a step has. */
const char *word_of(const struct step *step, int field);

/* Actions one after the other up to the end; NULL when the bytes are anything else. Valid until the next call. */
struct program *program_read(const u8 *bytes, u32 length);
/* A whole program's set-up; 0 when the bytes are anything else. */
int setup_read(const u8 *bytes, u32 length, struct setup *setup);

/* Byte offset of a word of the page by name, or as 0x...; -1 when it is neither. */
int page_field(const char *name);

/* play.c, effects.c, steps-*.c */
void play(const struct program *program);
void effects_reset(void);
void effects_clear(void);
void effects_arm(const struct action *action, int number);
void perform(const struct step *step, int at_point);
void perform_guest(const struct step *step, int at_point);
void perform_host(const struct step *step, int at_point);
void perform_driver(const struct step *step);
struct guest *guest_of(const struct step *step, int field);
struct function *function_of(const struct step *step, int field);
/* `text` with {device} replaced by a device's address. */
const char *with_address(const char *text, int device);

/* guest.c, scan-bus.c */
void guest_init(void);
void guest_publish(struct guest *guest);
void guest_publish_keys(struct guest *guest);
void guest_renew_page(struct guest *guest);
void guest_renew_channel(struct guest *guest);
void guest_switch_state(struct guest *guest, int state);
void guest_notify(struct guest *guest);
void guest_raise(struct guest *guest, u32 bit);
void guest_service(struct guest *guest);
void guest_backend_changed(struct guest *guest);
void guest_connect(struct guest *guest);
void guest_disconnect(struct guest *guest);
void guest_restart(struct guest *guest);
void guest_forget(struct guest *guest);
void guest_message(struct guest *guest, const char *message);
void guest_flush(struct guest *guest);
void guest_answer(struct guest *guest, u32 result);
void guest_use(struct guest *guest, int device, int how);
struct request { u32 cmd, domain, bus, devfn, offset, size, value, info; int pair_count; const u16 *pairs; };
void request_write(u8 *page, const struct request *request);
/* err of the reply; `value` unsigned. */
s32 guest_do_op(struct guest *guest, const struct request *request, u32 *value);
int guest_scan_roots(struct guest *guest, const char **problem);
/* Claims what devices decode, from `found` on; a line for each BAR whose range another device has (FE-29). */
void guest_claim(struct guest *guest, const struct found *found);

/* toolstack.c */
void toolstack_create(int domid, const char **addresses, int count);
void toolstack_add(int domid, const char *address);
void toolstack_remove(int domid, const char *address);
void toolstack_reap(int domid);
void toolstack_offline(int domid);
void toolstack_destroy(int domid);

/* returns.c */
void returns_baselines(void);
void returns_begin(void);
void returns_look(int action);

#endif
