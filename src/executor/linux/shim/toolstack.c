/* What libxl does to xenstore for a guest's PCI devices. */
#include <stdlib.h>
#include <string.h>
#include "program.h"

enum { INITIALISING = 1, CLOSING = 5, RECONFIGURING = 7, MOST_DEVICES = 64 };
#define OPTIONS "msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict"

static struct guest *of(int domid) { return &W->guests[domid - FIRST_GUEST_ID]; }
static void put(const char *path, const char *value, struct transaction *tx) { store_write(DOM0_ID, path, value, tx); }
static const char *key(int domid, const char *name, int index) { return arena_format("%s/%s-%d", of(domid)->backend, name, index); }

static void make_directory(const char *path, int owner, int reader)
{
	put(path, "", NULL);
	store_set_owner(path, owner, reader);
}

static void put_device(int domid, int index, const char *address, struct transaction *tx)
{
	put(key(domid, "key", index), address, tx);
	put(key(domid, "dev", index), address, tx);
	put(key(domid, "opts", index), OPTIONS, tx);
	put(key(domid, "state", index), arena_format("%d", INITIALISING), tx);
}

void toolstack_create(int domid, const char **addresses, int count)
{
	const char *backend = of(domid)->backend, *frontend = of(domid)->directory;

	make_directory(frontend, domid, DOM0_ID);
	make_directory(backend, DOM0_ID, domid);
	struct transaction *tx = store_begin(DOM0_ID);
	put(arena_format("%s/backend", frontend), backend, tx);
	put(arena_format("%s/backend-id", frontend), "0", tx);
	put(arena_format("%s/state", frontend), "1", tx);
	put(arena_format("%s/frontend", backend), frontend, tx);
	put(arena_format("%s/frontend-id", backend), arena_format("%d", domid), tx);
	put(arena_format("%s/online", backend), "1", tx);
	put(arena_format("%s/domain", backend), arena_format("guest-%d", domid), tx);
	put(arena_format("%s/num_devs", backend), arena_format("%d", count), tx);
	for (int i = 0; i < count; i++) put_device(domid, i, addresses[i], tx);
	put(arena_format("%s/state", backend), "1", tx);
	store_end(tx, 0);
}

static int device_count(int domid)
{
	const char *text = store_read(DOM0_ID, arena_format("%s/num_devs", of(domid)->backend), NULL);
	int count = text ? atoi(text) : 0;

	return count < 0 ? 0 : count > MOST_DEVICES ? MOST_DEVICES : count;
}

void toolstack_add(int domid, const char *address)
{
	int index = device_count(domid);
	struct transaction *tx = store_begin(DOM0_ID);

	put_device(domid, index, address, tx);
	put(arena_format("%s/num_devs", of(domid)->backend), arena_format("%d", index + 1), tx);
	if (index > 0) put(arena_format("%s/state", of(domid)->backend), arena_format("%d", RECONFIGURING), tx);
	store_end(tx, 0);
}

void toolstack_remove(int domid, const char *address)
{
	for (int i = 0; i < device_count(domid); i++) {
		const char *held = store_read(DOM0_ID, key(domid, "dev", i), NULL);
		if (!held || strcmp(held, address) != 0) continue;
		put(key(domid, "state", i), arena_format("%d", CLOSING), NULL);
		put(arena_format("%s/state", of(domid)->backend), arena_format("%d", RECONFIGURING), NULL);
		return;
	}
}

void toolstack_reap(int domid)
{
	static const char *const names[] = { "key", "dev", "vdev", "opts", "vdevfn", "name", "state" };
	int count = device_count(domid), kept = 0;

	for (int i = 0; i < count; i++) {
		const char *state = store_read(DOM0_ID, key(domid, "state", i), NULL);
		int gone = state && strcmp(state, "5") == 0;
		for (int j = 0; j < 7; j++) {
			const char *value = store_read(DOM0_ID, key(domid, names[j], i), NULL);
			if (!value) continue;
			if (gone || kept != i) store_remove(DOM0_ID, key(domid, names[j], i), NULL);
			if (!gone && kept != i) put(key(domid, names[j], kept), value, NULL);
		}
		kept += !gone;
	}
	if (kept != count) put(arena_format("%s/num_devs", of(domid)->backend), arena_format("%d", kept), NULL);
}

void toolstack_offline(int domid) { put(arena_format("%s/online", of(domid)->backend), "0", NULL); }

void toolstack_destroy(int domid)
{
	store_remove(DOM0_ID, of(domid)->directory, NULL);
	store_remove(DOM0_ID, of(domid)->backend, NULL);
}
