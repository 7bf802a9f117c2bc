/* The kernel's access to xenstore; directories are absolute or relative to the backend's domain. */
#include <stdlib.h>
#include <string.h>
#include "kernel.h"
#include "scan.h"
#include "world.h"

enum { ENOSPC_RIG = 28 };

const char *absolute_path(const char *dir, const char *node)
{
	const char *home = dir[0] == '/' ? "" : "/local/domain/0/";

	return *node ? arena_format("%s%s/%s", home, dir, node) : arena_format("%s%s", home, dir);
}

/* The frontend of a backend's node, the owner of another domain's node, or -1. */
int domain_of_path(const char *path)
{
	const char *backend = strstr(path, "/backend/"), *type = backend ? strchr(backend + 9, '/') : NULL;

	if (type && type[1] >= '0' && type[1] <= '9') return atoi(type + 1);
	if (strncmp(path, "/local/domain/", 14) == 0 && path[14] >= '1' && path[14] <= '9') return atoi(path + 14);
	return -1;
}

static const char *access(const char *dir, const char *node)
{
	might_sleep_in("xs_talkv");
	const char *path = absolute_path(dir, node);
	reach(POINT_XENSTORE, domain_of_path(path), 0);
	return path;
}

int xs_exists(const char *dir, const char *node) { return store_exists(access(dir, node)); }
struct xs_node *xs_list(const char *dir) { return store_list(DOM0_ID, access(dir, "")); }

const char *xs_get(const char *dir, const char *node, struct transaction *tx)
{
	return store_read(DOM0_ID, access(dir, node), tx);
}

int xs_put(const char *dir, const char *node, const char *value, struct transaction *tx)
{
	const char *path = access(dir, node);

	if (fault_taken(FAULT_XENSTORE_WRITE)) return -ENOSPC_RIG;
	return store_write(DOM0_ID, path, value, tx);
}

int driver_state(const char *dir)
{
	const char *value = xs_get(dir, "state", NULL);
	int state;

	return value && scan_text(value, "%d", &state) == 1 ? state : 0;
}
