/* The hypervisor's event channels: a pending and a mask bit a port, a mark that it waits to be looked at, round robin. */
#include "kernel.h"
#include "world.h"

enum { EINVAL_RIG = 22, FIRST_ROOM = 8 };

static struct channels *domain_of(int domid)
{
	if (domid == DOM0_ID) return &W->dom0;
	return domid >= FIRST_GUEST_ID && domid < FIRST_GUEST_ID + MAX_GUESTS_RIG ? &W->channels[domid - FIRST_GUEST_ID] : NULL;
}

static struct channel *find(int domid, int port)
{
	struct channels *domain = domain_of(domid);
	struct channel *channel = domain && port >= 1 && port < domain->count ? domain->ports[port] : NULL;

	return channel && channel->state != CHANNEL_FREE ? channel : NULL;
}

/* The lowest free port, as in Xen: a closed one is the next to be handed out. Port 0 is never valid. */
static struct channel *allocate(int domid)
{
	struct channels *domain = domain_of(domid);

	if (domain->count == 0) domain->count = 1;
	for (int port = 1; port < domain->count; port++)
		if (domain->ports[port]->state == CHANNEL_FREE) return domain->ports[port];
	if (domain->count >= domain->room) {
		int room = domain->room ? 2 * domain->room : FIRST_ROOM;
		struct channel **ports = arena_alloc((u64)room * sizeof *ports);
		for (int port = 1; port < domain->count; port++) ports[port] = domain->ports[port];
		domain->ports = ports;
		domain->room = room;
	}
	struct channel *channel = arena_alloc(sizeof *channel);
	*channel = (struct channel){ .domid = domid, .port = domain->count, .remote = -1, .masked = 1 };
	domain->ports[domain->count++] = channel;
	return channel;
}

int channel_alloc_unbound(int domid, int remote)
{
	struct channel *channel = allocate(domid);

	channel->state = CHANNEL_UNBOUND;
	channel->remote = remote;
	return channel->port;
}

int channel_bind(int domid, int remote, int remote_port)
{
	struct channel *theirs = find(remote, remote_port);

	if (!theirs || theirs->state != CHANNEL_UNBOUND || theirs->remote != domid) return -EINVAL_RIG;
	struct channel *ours = allocate(domid);
	ours->state = theirs->state = CHANNEL_INTERDOMAIN;
	ours->remote = remote;
	ours->peer = theirs;
	ours->pending = 1;
	theirs->peer = ours;
	return ours->port;
}

void channel_close(int domid, int port)
{
	struct channel *channel = find(domid, port);

	if (!channel) return;
	if (channel->peer) {
		channel->peer->state = CHANNEL_UNBOUND;
		channel->peer->peer = NULL;
		channel->peer->remote = domid;
	}
	*channel = (struct channel){ .domid = channel->domid, .port = channel->port, .remote = -1, .masked = 1 };
}

static void raise(struct channel *channel)
{
	channel->linked = 1;
	if (channel->domid == DOM0_ID) events_upcall(channel->vcpu);
}

int channel_send(int domid, int port)
{
	struct channel *channel = find(domid, port);

	if (!channel) return -EINVAL_RIG;
	struct channel *peer = channel->peer;
	int deliver = peer && !peer->pending && !peer->masked;
	if (domid != DOM0_ID && channel->remote == DOM0_ID) emit2(EV_GUEST_NOTIFY, domid, deliver);
	if (!peer) return 0;
	peer->pending = 1;
	if (deliver) raise(peer);
	return 0;
}

void channel_mask(int port)
{
	struct channel *channel = find(DOM0_ID, port);

	if (channel) channel->masked = 1;
}

void channel_unmask(int port)
{
	struct channel *channel = find(DOM0_ID, port);

	if (!channel) return;
	channel->masked = 0;
	if (channel->pending) raise(channel);
}

void channel_clear_pending(int domid, int port)
{
	struct channel *channel = find(domid, port);

	if (channel) channel->pending = 0;
}

int channel_is_pending(int domid, int port)
{
	struct channel *channel = find(domid, port);

	return channel && channel->pending;
}

void channel_set_vcpu(int port, int vcpu)
{
	struct channel *channel = find(DOM0_ID, port);

	if (channel) channel->vcpu = vcpu;
}

int channel_next_pending(int vcpu)
{
	struct channels *domain = &W->dom0;

	for (int step = 1; step <= domain->count; step++) {
		int port = (domain->last + step) % domain->count;
		struct channel *channel = port == 0 ? NULL : domain->ports[port];
		if (!channel || !channel->linked || channel->vcpu != vcpu) continue;
		channel->linked = 0;
		if (!channel->pending || channel->masked) continue;
		domain->last = port;
		return port;
	}
	return 0;
}
