import { describe, expect, it } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev, LockFault } from '../../platform/recorder.ts';
import type { Topology } from '../topology/topology.ts';
import { findDevice } from '../topology/topology.ts';
import { getPciDevBySlot } from './device-list.ts';
import { mayRelease } from './remove.ts';
import { type HostOptions, StubHost } from './testing/stub-host.ts';

const bound = (options: HostOptions = {}) => new StubHost({ parameters: { hide: '(03:00.0)' }, ...options });

describe('STUB-30 unbind', () => {
  it('of a free device drops record and device without a line', () => {
    const host = bound();
    const from = host.lines().length;
    host.unbind();
    expect(host.driver.quirks).toEqual([]);
    expect(host.bound()).toEqual([]);
    expect(host.lines().slice(from)).toEqual([]);
  });

  it('of a device in use warns four times, returns it, and tells the guest nothing', () => {
    const host = bound();
    const { connection } = host.connect();
    const keys = host.tools.keys(7);
    const from = host.lines().length;
    host.unbind();
    const lines = host.lines().slice(from);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toContain('0000:03:00.0');
    expect(lines[0]).toContain('domain 7');
    expect(host.tools.keys(7)).toEqual(keys);
    expect(host.dev().ownerDomid).toBe(-1);
    expect(host.dev().driver).toBe(null);
    expect(host.run(findDevice(connection, 0, 0, 0))).toBe(null);
    expect(host.tape.of(Ev.LockFault)).toEqual([]);
  });

  it('STUB-20 runs in it: the guest leaves nothing behind', () => {
    const host = bound();
    host.connect();
    host.store('quirks', '03:00.0-F0:4:FF');
    host.dev().fn.scratch = 1;
    const reset = host.tape.of(Ev.FunctionReset).length;
    host.unbind();
    expect(host.dev().fn.scratch).toBe(0);
    expect(host.tape.of(Ev.FunctionReset).length - reset).toBe(2);
  });

  it('`unbind-self-deadlock`: taking the lock again hangs, as the lock graph sees', () => {
    const host = bound({ seams: { takesDeviceLock: () => true } });
    host.connect();
    host.unbind();
    expect(host.tape.of(Ev.LockFault)[0]?.[0]).toBe(LockFault.SelfDeadlock);
    expect(host.dev().driver?.name).toBe('pciback');
  });
});

describe('STUB-32 the match list entry', () => {
  it('survives the unbind', () => {
    const host = bound();
    host.unbind();
    expect(host.show('slots')).toBe('0000:03:00.0\n');
    expect(host.bind()).toBe(0);
    expect(host.bound()).toEqual(['0000:03:00.0']);
  });
});

describe('QRK-12 twins', () => {
  const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];

  it('the first record whose ids fit goes, whose device it is', () => {
    const host = bound({ cards, parameters: { hide: '(04:00.0)(03:00.0)' } });
    expect(host.driver.quirks.map(({ dev }) => dev.name)).toEqual(['0000:04:00.0', '0000:03:00.0']);
    host.unbind('03:00.0');
    expect(host.driver.quirks.map(({ dev }) => dev.name)).toEqual(['0000:03:00.0']);
  });

  it("`quirk-record-by-device` drops the device's own", () => {
    const host = bound({
      cards,
      parameters: { hide: '(04:00.0)(03:00.0)' },
      seams: { quirkMatches: (_driver, record, dev) => record.dev === dev },
    });
    host.unbind('03:00.0');
    expect(host.driver.quirks.map(({ dev }) => dev.name)).toEqual(['0000:04:00.0']);
  });
});

describe('XB-36 a leaked device', () => {
  it('shows domain -19, then ends in the freed connection', () => {
    const host = bound();
    const { connection } = host.connect(7, []);
    getPciDevBySlot(host.driver, connection, 0, 3, 0, 0);
    host.close();
    expect(connection.freed).toBe(true);
    expect(() => host.unbind()).toThrow(KernelOops);
    expect(host.lines().some((line) => line.includes('domain -19'))).toBe(true);
  });
});

describe('`release-guard` (seed 6337a239)', () => {
  it('the operation tested is the one that is called', () => {
    const host = bound();
    expect(mayRelease(host.driver, host.driver.topology as Topology)).toBe(true);
    expect(mayRelease(host.driver, { name: 'vpci' } as Topology)).toBe(false);
  });

  it('a topology that cannot release leaves the connection alone', () => {
    const host = bound({ seams: { mayRelease: () => false } });
    const { connection } = host.connect();
    host.unbind();
    expect(host.run(findDevice(connection, 0, 0, 0))).toBe(host.dev());
  });
});
