/* The store: a tree with permissions, watches called at once, transactions that notice conflicts. */
#include <stdio.h>
#include <string.h>
#include "world.h"

enum { PATH_MOST = 3072, EACCES_RIG = 13, EINVAL_RIG = 22, ENOENT_RIG = 2, EAGAIN_RIG = 11 };

void store_init(void)
{
	W->store.root = arena_alloc(sizeof(struct xs_node));
	W->store.root->name = W->store.root->value = "";
	W->store.root->generation = W->store.generation = 1;
}

/* The absolute form of a path as a domain gives it, in `out`; NULL when the store would refuse it. */
static const char *resolve(int domid, const char *path, char *out)
{
	int length = path[0] == '/' ? snprintf(out, PATH_MOST + 2, "%s", path)
				    : snprintf(out, PATH_MOST + 2, "/local/domain/%d/%s", domid, path);

	if (strcmp(out, "/") == 0) return out;
	if (length > PATH_MOST || out[length - 1] == '/' || strstr(out, "//")) return NULL;
	for (const char *at = out; *at; at++)
		if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || strchr("-/_@", *at)))
			return NULL;
	return out;
}

static struct xs_node *child(struct xs_node *node, const char *name, u64 length)
{
	for (struct xs_node *one = node->first; one; one = one->next)
		if (strncmp(one->name, name, length) == 0 && one->name[length] == 0) return one;
	return NULL;
}

/* Walks as far as there are nodes; `rest` is what is left of the path. */
static struct xs_node *walk(const char *path, const char **rest)
{
	struct xs_node *node = W->store.root;

	path += *path == '/';
	while (*path) {
		u64 length = strcspn(path, "/");
		struct xs_node *next = child(node, path, length);
		if (!next) break;
		node = next;
		path += length + (path[length] == '/');
	}
	*rest = path;
	return node;
}

static struct xs_node *find(const char *path)
{
	const char *rest;
	struct xs_node *node = walk(path, &rest);

	return *rest ? NULL : node;
}

static int listed(const int *list, int count, int domid)
{
	for (int i = 0; i < count; i++) if (list[i] == domid) return 1;
	return 0;
}

static int may_read(const struct xs_node *node, int domid)
{
	return domid == 0 || node->owner == domid || listed(node->readers, node->reader_count, domid);
}

static int may_write(const struct xs_node *node, int domid)
{
	return domid == 0 || node->owner == domid || listed(node->writers, node->writer_count, domid);
}

/* The node at a path, made with what is missing above it on behalf of `creator`. */
static struct xs_node *make(const char *path, int creator)
{
	const char *rest;
	struct xs_node *node = walk(path, &rest);

	while (*rest) {
		u64 length = strcspn(rest, "/");
		struct xs_node *made = arena_alloc(sizeof *made);
		*made = *node;
		made->parent = node;
		made->first = made->last = made->next = NULL;
		made->name = arena_bytes(rest, (int)length);
		made->value = "";
		if (creator != 0) made->owner = creator;
		if (node->last) node->last->next = made;
		else node->first = made;
		node->last = made;
		made->generation = node->generation = W->store.generation;
		node = made;
		rest += length + (rest[length] == '/');
	}
	return node;
}

static int within(const char *path, const char *ancestor)
{
	u64 length = strlen(ancestor);

	return strncmp(path, ancestor, length) == 0 && (path[length] == 0 || path[length] == '/' || length == 1);
}

static void changed(int domid, const char *path, const char *value)
{
	emit3(EV_XENSTORE_WRITE, domid, text_id(path), value ? text_id(value) : 0);
	for (struct store_watch *watch = W->store.watches, *next; watch; watch = next) {
		next = watch->next;
		if (watch->gone) continue;
		if (within(path, watch->path)) watch->fired(watch->sink, path);
		/* a removal is seen by those who watch what went with it */
		else if (!value && within(watch->path, path)) watch->fired(watch->sink, watch->path);
	}
}

static void put(const char *path, const char *value, int domid)
{
	struct xs_node *node = make(path, domid);

	node->value = arena_text(value);
	node->generation = W->store.generation;
}

static void cut(struct xs_node *node)
{
	struct xs_node **link = &node->parent->first, *before = NULL;

	for (; *link && *link != node; link = &(*link)->next) before = *link;
	*link = node->next;
	if (node->parent->last == node) node->parent->last = before;
	node->parent->generation = W->store.generation;
}

static struct change *own_change(struct transaction *tx, const char *path)
{
	struct change *found = NULL;

	for (struct change *change = tx ? tx->changes : NULL; change; change = change->next)
		if (strcmp(change->path, path) == 0 || (!change->value && within(path, change->path))) found = change;
	return found;
}

static void look(struct transaction *tx, const char *path)
{
	struct xs_node *node = find(path);

	for (struct seen *seen = tx->seen; seen; seen = seen->next) if (strcmp(seen->path, path) == 0) return;
	struct seen *seen = arena_alloc(sizeof *seen);
	*seen = (struct seen){ tx->seen, arena_text(path), node ? node->generation : 0 };
	tx->seen = seen;
}

const char *store_read(int domid, const char *path, struct transaction *tx)
{
	char absolute[PATH_MOST + 16];

	if (!resolve(domid, path, absolute)) return NULL;
	struct change *change = own_change(tx, absolute);
	if (change) return change->value;
	if (tx) look(tx, absolute);
	struct xs_node *node = find(absolute);
	return node && may_read(node, domid) ? node->value : NULL;
}

struct xs_node *store_list(int domid, const char *path)
{
	char absolute[PATH_MOST + 16];
	struct xs_node *node = resolve(domid, path, absolute) ? find(absolute) : NULL;

	return node && may_read(node, domid) ? node->first : NULL;
}

int store_exists(const char *path) { return find(path) != NULL; }

static void keep(struct transaction *tx, const char *path, const char *value)
{
	struct change *change = arena_alloc(sizeof *change);

	*change = (struct change){ NULL, arena_text(path), value ? arena_text(value) : NULL };
	if (tx->last) tx->last->next = change;
	else tx->changes = change;
	tx->last = change;
}

int store_write(int domid, const char *path, const char *value, struct transaction *tx)
{
	char absolute[PATH_MOST + 16];
	const char *rest;

	if (!resolve(domid, path, absolute)) return -EINVAL_RIG;
	if (!may_write(walk(absolute, &rest), domid) && !own_change(tx, absolute)) return -EACCES_RIG;
	if (tx) {
		look(tx, absolute);
		keep(tx, absolute, value);
		return 0;
	}
	W->store.generation++;
	put(absolute, value, domid);
	changed(domid, absolute, value);
	return 0;
}

int store_remove(int domid, const char *path, struct transaction *tx)
{
	char absolute[PATH_MOST + 16];

	if (!resolve(domid, path, absolute) || strcmp(absolute, "/") == 0) return -EINVAL_RIG;
	struct xs_node *node = find(absolute);
	if (!node) return -ENOENT_RIG;
	if (!may_write(node, domid)) return -EACCES_RIG;
	if (tx) {
		look(tx, absolute);
		keep(tx, absolute, NULL);
		return 0;
	}
	W->store.generation++;
	cut(node);
	changed(domid, absolute, NULL);
	return 0;
}

void store_set_owner(const char *path, int owner, int reader)
{
	W->store.generation++;
	struct xs_node *node = make(path, 0);
	node->owner = owner;
	node->readers[0] = reader;
	node->reader_count = 1;
	node->writer_count = 0;
	node->generation = W->store.generation;
}

struct transaction *store_begin(int domid)
{
	struct transaction *tx = arena_alloc(sizeof *tx);

	tx->domid = domid;
	return tx;
}

int store_end(struct transaction *tx, int abort)
{
	if (abort) return 0;
	for (struct seen *seen = tx->seen; seen; seen = seen->next) {
		struct xs_node *node = find(seen->path);
		if ((node ? node->generation : 0) != seen->generation) return -EAGAIN_RIG;
	}
	for (struct change *change = tx->changes; change; change = change->next) {
		struct xs_node *node = change->value ? NULL : find(change->path);
		W->store.generation++;
		if (change->value) put(change->path, change->value, tx->domid);
		else if (node) cut(node);
	}
	for (struct change *change = tx->changes; change; change = change->next) changed(tx->domid, change->path, change->value);
	return 0;
}

void store_watch_add(struct store_watch *watch)
{
	struct store_watch **end = &W->store.watches;

	while (*end) end = &(*end)->next;
	watch->next = NULL;
	watch->gone = 0;
	*end = watch;
	watch->fired(watch->sink, watch->path);
}

void store_watch_remove(struct store_watch *watch)
{
	watch->gone = 1;
	for (struct store_watch **link = &W->store.watches; *link; link = &(*link)->next)
		if (*link == watch) {
			*link = watch->next;
			return;
		}
}
