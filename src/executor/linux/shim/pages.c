/* Pages of guests, and the grants by which the host maps them. */
#include "world.h"

enum { ENTRIES_PER_FRAME = 512, GNTST_GENERAL = -1, GNTST_BAD_DOMAIN = -2, GNTST_BAD_REF = -3 };

u8 *page_bytes(int page) { return (u8 *)PAGES_BASE + (u64)page * PAGE_BYTES; }
int page_domid(int page) { return W->pages[page].domid; }

int page_new(int domid)
{
	if (W->page_count >= GUEST_PAGES) oops(CRASH_EXCEPTION, "pages", "the program takes more than %d pages", GUEST_PAGES);
	W->pages[W->page_count] = (struct page_info){ domid, 0 };
	for (u64 *word = (u64 *)page_bytes(W->page_count); word < (u64 *)page_bytes(W->page_count + 1); word++) *word = 0;
	return W->page_count++;
}

int page_at(const void *address)
{
	u64 offset = (u64)address - PAGES_BASE;

	return offset < (u64)GUEST_PAGES * PAGE_BYTES ? (int)(offset / PAGE_BYTES) : -1;
}

int page_mapped_of(int page) { return W->pages[page].mapped > 0 ? W->pages[page].domid : -1; }

static struct grant *find(int domid, int ref)
{
	for (struct grant *grant = W->grants; grant; grant = grant->next)
		if (grant->domid == domid && grant->ref == ref && (grant->valid || grant->mapped > 0)) return grant;
	return NULL;
}

int grant_new(int page, int to, int readonly)
{
	struct grant *grant = arena_alloc(sizeof *grant);
	int ref = FIRST_GRANT;

	while (find(page_domid(page), ref)) ref++;
	*grant = (struct grant){ W->grants, ref, page_domid(page), to, readonly, 1, 0, page };
	W->grants = grant;
	return ref;
}

void grant_revoke(int domid, int ref)
{
	struct grant *grant = find(domid, ref);

	if (grant) grant->valid = 0;
}

static int try_map(int domid, int ref)
{
	struct grant *grant = find(domid, ref);
	int greatest = 0;

	for (struct grant *one = W->grants; one; one = one->next)
		if (one->domid == domid && one->ref > greatest) greatest = one->ref;
	if (greatest == 0) return GNTST_BAD_DOMAIN;
	if (ref < 0 || ref >= (greatest / ENTRIES_PER_FRAME + 1) * ENTRIES_PER_FRAME) return GNTST_BAD_REF;
	if (!grant || !grant->valid || grant->to != DOM0_ID || grant->readonly) return GNTST_GENERAL;
	grant->mapped++;
	W->pages[grant->page].mapped++;
	return grant->page;
}

int grant_map(int domid, int ref)
{
	int result = fault_taken(FAULT_GRANT_MAP) ? GNTST_GENERAL : try_map(domid, ref);

	emit3(EV_GRANT_MAP, domid, (u32)ref, result < 0 ? result : 0);
	return result;
}

int grant_unmap(int domid, int ref)
{
	struct grant *grant = find(domid, ref);
	int status = GNTST_BAD_REF;

	if (grant && grant->mapped > 0) {
		grant->mapped--;
		W->pages[grant->page].mapped--;
		status = 0;
	}
	emit3(EV_GRANT_UNMAP, domid, (u32)ref, status);
	return status;
}
