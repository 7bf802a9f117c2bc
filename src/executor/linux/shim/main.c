/* Serves the executor protocol on standard input and output until the input ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "edges.h"
#include "models.h"
#include "program.h"
#include "result.h"
#include "returns.h"
#include "stand.h"
#include "wire.h"

enum {
	MAGIC = 0x52424350, VERSION = 2, HELLO = 0x01, DEVICE = 0x02, SET_UP = 0x03, RUN = 0x04, LOOK = 0x05, EDGES = 0x06, HELLO_OK = 0x81, SET_UP_OK = 0x83,
	SET_UP_REFUSED = 0x84, FAILED = 0x8f, SETUPS = 256, BATCH = 256, MOST_DEVICES = 4096, FRAME = 64 << 20, FLUSH_AT = 1 << 16,
};
/* All but a driver without the protocol, and a kernel without MSI: those are other builds. */
enum { SEES = 0x7f, FEATURES = 0x7ffff & ~(1 << 7 | 1 << 10) };
/* Parts of the rules that the shim supplies rather than the driver. */
static const char *const supplied[] = { SUPPLIED };

void hypervisor_set(const struct setup *setup);
void sanitizers_install(void);
int planted(const char *which);

static const char *device_names[MOST_DEVICES];
static struct { int known; struct image image; struct start start; } setups[SETUPS];
static int live = -1;

static void fail(const char *reason)
{
	frame_begin(FAILED);
	put_text(reason, (int)strlen(reason));
	frame_end();
	flush_output();
	exit(1);
}

static void hello(struct reader *from)
{
	if (get32(from) != MAGIC || get16(from) > VERSION || get16(from) < VERSION) fail("this executor speaks version 2 of the protocol");
	frame_begin(HELLO_OK);
	put32(MAGIC);
	put16(VERSION);
	put_text("linux", 5);
	put16(SEES);
	put8(sizeof supplied / sizeof *supplied);
	for (u64 i = 0; i < sizeof supplied / sizeof *supplied; i++) put_text(supplied[i], (int)strlen(supplied[i]));
	put64((1ull << KINDS) - 1);
	put16(0xff);
	put32(FEATURES);
	put8(MAX_GUESTS_RIG);
	put8(MAX_DEVICES_RIG);
	put16(SETUPS);
	put16(BATCH);
	put32(FRAME);
	put32(edges_total());
	frame_end();
}

static void device(struct reader *from)
{
	u32 number = get16(from);

	if (number < MOST_DEVICES) device_names[number] = get_text(from);
}

/* What is wrong with a place, or NULL. */
static const char *read_place(struct reader *from, struct place *place)
{
	u32 device = get16(from), function = get16(from);

	place->setup = (signed char)get8(from);
	place->is_copy = get8(from) & 1;
	place->domain = get32(from);
	place->bus = (int)get8(from);
	place->devfn = (int)get8(from);
	place->model = device < MOST_DEVICES && device_names[device] ? model_of(device_names[device], (int)function) : NULL;
	return place->model ? NULL : "the rig gave no register model of this device";
}

static void refuse(u32 id, const char *reason)
{
	frame_begin(SET_UP_REFUSED);
	put16(id);
	put_text(reason, (int)strlen(reason));
	frame_end();
}

static void answer_set_up(u32 id)
{
	int known = 0;

	frame_begin(SET_UP_OK);
	put16(id);
	put_connections(1);
	for (int i = 0; i < W->function_count; i++) known += start_baselines[i].known;
	put16((u32)known);
	for (int i = 0; i < W->function_count; i++) {
		if (!start_baselines[i].known) continue;
		put16((u32)i);
		put_state(&start_baselines[i].state);
	}
	put_edges();
	frame_end();
}

static void set_up(struct reader *from)
{
	static struct place places[MAX_FUNCTIONS];
	static struct setup setup;
	char reason[REFUSAL_BYTES] = "";
	const char *lack = NULL;
	u32 id = get16(from), length = get16(from);
	const u8 *program = get_raw(from, length);
	int count = (int)get16(from);

	if (!program || !setup_read(program, length, &setup) || id >= SETUPS || count > MAX_FUNCTIONS) {
		refuse(id, "a set-up that cannot be read, or is too large");
		return;
	}
	for (int i = 0; i < count && !lack; i++) lack = read_place(from, &places[i]);
	if (lack) {
		refuse(id, lack);
		return;
	}
	edges_begin();
	stand(&setup, places, count, reason);
	edges_end();
	live = -1;
	if (*reason) {
		refuse(id, reason);
		return;
	}
	image_drop(&setups[id].image);
	setups[id].known = 1;
	image_take(&setups[id].image);
	start_look(&setups[id].start);
	answer_set_up(id);
}

static void body(void *program) { play(program); }

static void result_body(void *want) { put_result(&setups[live].start, *(int *)want); }
static void looked_body(void *unused)
{
	(void)unused;
	put_looked();
}

/*
 * Has the driver's own records looked at. They may be damaged, and its functions may trip over them: then the frame is
 * made anew without, and an execution that had not crashed has now.
 */
static void look_with_care(void (*look)(void *), void *argument)
{
	int before = crashes;

	fiber_guard(look, argument);
	silence = looking = 0;
	points_armed = 0;
	if (crashes == before) return;
	frame_drop();
	blind = 1;
	look(argument);
	blind = 0;
}

/* 0 when the bytes are no program. */
static int play_one(u32 id, int want, const u8 *bytes, u32 length)
{
	struct program *program = bytes ? program_read(bytes, length) : NULL;

	if (!program) return 0;
	image_restore(&setups[id].image);
	if (live != (int)id) hypervisor_set(&W->setup);
	live = (int)id;
	effects_reset();
	crash_reset();
	tasks_drop_stacks();
	record_begin(want & WANT_FULL);
	returns_begin();
	edges_begin();
	fiber_guard(body, program);
	edges_end();
	emit_flush();
	silence = looking = 0;
	points_armed = 0;
	if (W->tasks.running && !crash.happened) fail("a task was left behind");
	W->tasks.running = NULL;
	return 1;
}

static void run_one(u32 id, int want, const u8 *bytes, u32 length)
{
	if (play_one(id, want, bytes, length)) look_with_care(result_body, &want);
	else put_refusal("a program that is not in the binary form");
}

static void run(struct reader *from)
{
	u32 id = get16(from), want = get8(from), count = get16(from), waiting = 0;

	if (id >= SETUPS || !setups[id].known) fail("a Run without its set-up");
	for (; count > 0; count--) {
		u32 length = get32(from);
		run_one(id, (int)want, get_raw(from, length), length);
		if (++waiting % 8 == 0) flush_output();
	}
}

static void serve(const u8 *frame, u32 length)
{
	struct reader from = { frame + 1, frame + length, 0 };

	switch (frame[0]) {
	case HELLO: hello(&from); break;
	case DEVICE: device(&from); break;
	case SET_UP: set_up(&from); break;
	case RUN: run(&from); break;
	case EDGES: put_edge_table(); break;
	case LOOK: look_with_care(looked_body, NULL); break;
	default: fail("a message that is none of the rig's");
	}
	if (from.damaged) fail("a frame that ends too early");
	flush_output();
}

static void begin(void)
{
	symbols_load();
	edges_load();
	sanitizers_install();
	arena_map();
	arena_reset();
	oops_install();
}

#ifdef RIG_LIBFUZZER
/* The same driver and shim under another engine, to be measured beside (src/executor/linux/build/libfuzzer.ts). */
#include <fcntl.h>
#include <unistd.h>

/* Has the set-ups stand that come before the first Run of a file of frames. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *models = getenv("RIG_MODELS"), *frames = getenv("RIG_FRAMES");
	int in = frames ? open(frames, O_RDONLY) : -1;
	u32 length;

	(void)argc;
	(void)argv;
	if (in < 0 || !models || !models_load(models)) exit(2);
	dup2(in, 0);
	dup2(open("/dev/null", O_WRONLY), 1);
	begin();
	for (const u8 *frame = frame_read(&length); frame; frame = frame_read(&length)) if (frame[0] != RUN) serve(frame, length);
	return 0;
}

/* Number of the set-up u16, then actions in the binary form. */
int LLVMFuzzerTestOneInput(const u8 *data, unsigned long size)
{
	u32 id = size >= 2 ? data[0] | (u32)data[1] << 8 : SETUPS;

	if (id < SETUPS && setups[id].known) play_one(id, 0, data + 2, (u32)size - 2);
	return 0;
}
#else
int main(int argc, char **argv)
{
	u32 length;

	if (argc == 3 && strcmp(argv[1], "--models") == 0) {
		if (!models_load(argv[2])) fail("the file of register models is damaged");
	} else if (!(argc == 3 && strcmp(argv[1], "--planted") == 0)) {
		fprintf(stderr, "usage: %s --models FILE < frames > frames\n", argv[0]);
		return 2;
	}
	begin();
	if (strcmp(argv[1], "--planted") == 0) return planted(argv[2]);
	for (const u8 *frame = frame_read(&length); frame; frame = frame_read(&length)) serve(frame, length);
	return 0;
}
#endif
