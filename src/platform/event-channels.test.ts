import { describe, expect, it } from 'vitest';
import { EINVAL } from '../abi/errno.ts';
import { ChannelState, EventChannels } from './event-channels.ts';
import { noPoints } from './points.ts';
import { Ev, type Recorder } from './recorder.ts';

const GUEST = 5;

function setUp() {
  const notified: number[] = [];
  const recorder: Recorder = {
    emit: (code, domid, upcall) => {
      if (code === Ev.GuestNotify) notified.push(domid as number, upcall as number);
    },
    text: () => 0,
    wordByWord: false,
  };
  const channels = new EventChannels({ recorder, points: noPoints });
  const upcalls: number[] = [];
  channels.host = { upcall: (vcpu) => upcalls.push(vcpu) };
  /** A bound and unmasked pair with nothing pending. */
  const pair = (domid = GUEST) => {
    const guest = channels.allocUnbound(domid, 0);
    const host = channels.bindInterdomain(0, domid, guest);
    channels.clearPending(0, host);
    channels.unmask(0, host);
    upcalls.length = 0;
    return { guest, host };
  };
  return { channels, upcalls, notified, pair };
}

describe('event channels', () => {
  it('EOI-45: port 0 is never handed out', () => {
    const { channels } = setUp();
    expect(channels.allocUnbound(GUEST, 0)).toBe(1);
    expect(channels.send(GUEST, 0)).toBe(-EINVAL);
  });

  it('EVT-07: binding leaves the local port pending, and EOI-43: masked', () => {
    const { channels, upcalls } = setUp();
    const guest = channels.allocUnbound(GUEST, 0);
    expect(channels.send(GUEST, guest)).toBe(0);
    const host = channels.bindInterdomain(0, GUEST, guest);
    expect([channels.isPending(0, host), channels.isMasked(0, host), upcalls.length]).toEqual([
      true,
      true,
      0,
    ]);
    channels.unmask(0, host);
    expect(upcalls).toEqual([0]);
  });

  it('binds only an unbound port that is meant for the binder', () => {
    const { channels } = setUp();
    const forOther = channels.allocUnbound(GUEST, 7);
    const port = channels.allocUnbound(GUEST, 0);
    expect(channels.bindInterdomain(0, GUEST, forOther)).toBe(-EINVAL);
    expect(channels.bindInterdomain(0, GUEST, 99)).toBe(-EINVAL);
    expect(channels.bindInterdomain(0, 6, port)).toBe(-EINVAL);
    expect(channels.bindInterdomain(0, GUEST, port)).toBeGreaterThan(0);
    expect(channels.bindInterdomain(0, GUEST, port)).toBe(-EINVAL);
  });

  it('EOI-02: sends while pending collapse into one upcall', () => {
    const { channels, upcalls, notified, pair } = setUp();
    const { guest, host } = pair();
    channels.send(GUEST, guest);
    channels.send(GUEST, guest);
    expect([upcalls.length, channels.isPending(0, host)]).toEqual([1, true]);
    expect(notified).toEqual([GUEST, 1, GUEST, 0]);
  });

  it('EOI-02, 41: a masked port latches the event and gives the upcall when unmasked', () => {
    const { channels, upcalls, pair } = setUp();
    const { guest, host } = pair();
    channels.mask(0, host);
    channels.send(GUEST, guest);
    expect([upcalls.length, channels.isPending(0, host)]).toEqual([0, true]);
    expect(channels.nextPending(0)).toBe(0);
    channels.unmask(0, host);
    expect([upcalls.length, channels.nextPending(0)]).toEqual([1, host]);
  });

  it('EOI-41: unmasking a quiet port gives no upcall', () => {
    const { channels, upcalls, pair } = setUp();
    const { host } = pair();
    channels.mask(0, host);
    channels.unmask(0, host);
    expect(upcalls).toEqual([]);
  });

  it('EOI-44: a port masked while it waits to be looked at is dropped and stays pending', () => {
    const { channels, pair } = setUp();
    const { guest, host } = pair();
    channels.send(GUEST, guest);
    channels.mask(0, host);
    expect([channels.nextPending(0), channels.isPending(0, host)]).toEqual([0, true]);
  });

  it('EOI-42: the scan starts after the port processed last', () => {
    const { channels, pair } = setUp();
    const pairs = [pair(5), pair(6), pair(7)];
    const next = () => {
      const port = channels.nextPending(0);
      channels.clearPending(0, port);
      return port;
    };
    channels.send(6, pairs[1]?.guest as number);
    expect(next()).toBe(pairs[1]?.host);
    for (const [index, { guest }] of pairs.entries()) channels.send(5 + index, guest);
    expect([next(), next(), next(), next()]).toEqual([pairs[2]?.host, pairs[0]?.host, pairs[1]?.host, 0]);
  });

  it('a port that keeps its pending bit is looked at once per signal', () => {
    const { channels, pair } = setUp();
    const { guest, host } = pair();
    channels.send(GUEST, guest);
    expect([channels.nextPending(0), channels.nextPending(0)]).toEqual([host, 0]);
    channels.send(GUEST, guest);
    expect(channels.nextPending(0)).toBe(0);
    channels.unmask(0, host);
    expect(channels.nextPending(0)).toBe(host);
  });

  it('delivers on the vCPU the port is bound to', () => {
    const { channels, upcalls, pair } = setUp();
    const { guest, host } = pair();
    channels.bindVcpu(0, host, 1);
    channels.send(GUEST, guest);
    expect([upcalls, channels.nextPending(0, 0), channels.nextPending(0, 1)]).toEqual([[1], 0, host]);
  });

  it('the backend signals the guest, which polls', () => {
    const { channels, upcalls, notified, pair } = setUp();
    const { guest, host } = pair();
    channels.send(0, host);
    expect([channels.isPending(GUEST, guest), upcalls, notified]).toEqual([true, [], []]);
  });

  it('closing an end leaves the other unbound for the closer; the port is the next to be handed out', () => {
    const { channels, pair } = setUp();
    const first = pair(5);
    pair(6);
    channels.close(0, first.host);
    expect([channels.isClosed(0, first.host), channels.stateOf(5, first.guest)]).toEqual([
      true,
      ChannelState.Unbound,
    ]);
    expect(channels.peerOf(5, first.guest)).toBeNull();
    expect(channels.send(5, first.guest)).toBe(0);
    expect(channels.openCount(0)).toBe(1);
    expect(channels.bindInterdomain(0, 5, first.guest)).toBe(first.host);
    channels.close(5, first.guest);
    expect(channels.send(5, first.guest)).toBe(-EINVAL);
  });
});
