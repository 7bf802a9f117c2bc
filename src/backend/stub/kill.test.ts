import { describe, expect, it } from 'vitest';
import { ENOMEM } from '../../abi/errno.ts';
import { Ev } from '../../platform/recorder.ts';
import { killDomain } from './kill.ts';
import { AerHost } from './testing/aer-host.ts';

const PATH = '/local/domain/0/backend/pci/7/0/aerState';

describe('AER-20, AER-21 kill', () => {
  it('writes aerState into the backend directory of device 0 in domain 0', () => {
    const host = new AerHost();
    const from = host.tape.records.length;
    killDomain(host.driver, host.guest.connection);
    const writes = host.tape.records.slice(from).filter(({ code }) => code === Ev.XenstoreWrite);
    expect(writes.map(({ args }) => [host.tape.textOf(args[1]), host.tape.textOf(args[2])])).toEqual([
      [PATH, 'aerfail'],
    ]);
    expect(host.guest.connection.freed).toBe(false);
  });

  it('tries again as long as the transaction meets a conflict', () => {
    const host = new AerHost();
    host.world.faults.xenstoreConflict = 5;
    const from = host.lines().length;
    killDomain(host.driver, host.guest.connection);
    expect(host.killed()).toBe(true);
    expect(host.lines().slice(from)).toEqual([]);
  });

  it('does not look whether the key was written', () => {
    const host = new AerHost();
    host.world.faults.xenstoreWrite = 1;
    const from = host.lines().length;
    killDomain(host.driver, host.guest.connection);
    expect(host.killed()).toBe(false);
    expect(host.lines().slice(from)).toEqual([]);
  });

  it('a transaction that cannot begin is logged and nothing is written (seed 402c5e15)', () => {
    const host = new AerHost();
    host.kernel.xenbus.begin = () => -ENOMEM as never;
    const from = host.lines().length;
    killDomain(host.driver, host.guest.connection);
    expect(host.killed()).toBe(false);
    expect(host.lines().slice(from)).toHaveLength(1);
  });

  it('`aer-kill-no-return`: going on without a transaction crashes', () => {
    const host = new AerHost({ seams: { leavesKill: () => false } });
    host.kernel.xenbus.begin = () => -ENOMEM as never;
    expect(() => killDomain(host.driver, host.guest.connection)).toThrow();
  });
});
