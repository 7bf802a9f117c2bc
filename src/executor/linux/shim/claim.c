/* What a guest's PCI core lets its devices have of the address space, as they stand (FE-29). */
#include "kernel.h"
#include "program.h"

static int has_device(const struct guest *guest, const struct found *device)
{
	for (const struct found *one = guest->found; one; one = one->next) if (one == device) return 1;
	return 0;
}

static int is_taken(const struct guest *guest, const struct resource_found *wanted)
{
	for (const struct claim *claim = guest->claims; claim; claim = claim->next) {
		const struct resource_found *other = claim->resource;
		if (other->io == wanted->io && other->start <= wanted->end && wanted->start <= other->end) return 1;
	}
	return 0;
}

static void drop_forgotten(struct guest *guest)
{
	for (struct claim **link = &guest->claims; *link;)
		if (has_device(guest, (*link)->device)) link = &(*link)->next;
		else *link = (*link)->next;
}

void guest_claim(struct guest *guest, const struct found *found)
{
	drop_forgotten(guest);
	for (; found; found = found->next)
		for (const struct resource_found *resource = found->resources; resource; resource = resource->next) {
			if (is_taken(guest, resource)) {
				guest_message(guest, arena_format("%04x:%02x:%02x.%02x: BAR at 0x%x cannot be claimed", found->domain,
					(u32)found->bus, (u32)found->devfn >> 3, (u32)found->devfn & 7, (u32)resource->reg));
				continue;
			}
			struct claim *claim = arena_alloc(sizeof *claim);
			*claim = (struct claim){ guest->claims, found, resource };
			guest->claims = claim;
		}
}
