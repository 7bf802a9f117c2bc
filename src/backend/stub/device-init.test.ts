import { describe, expect, it } from 'vitest';
import { EINVAL, ENOMEM } from '../../abi/errno.ts';
import { PCI_COMMAND_MASTER } from '../../abi/pci-regs.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { freeDevice } from '../config-space/fields.ts';
import { initStubDevice } from './device-init.ts';
import { probeStubDevice } from './seize.ts';
import { MSIX_CAP } from './testing/card.ts';
import { StubHost } from './testing/stub-host.ts';

const hidden = { parameters: { hide: '(03:00.0)' } };

/** What the host and the hypervisor were asked for while `act` ran. */
function calls(host: StubHost, act: () => unknown): string[] {
  const from = host.tape.records.length;
  act();
  const names = Object.fromEntries(Object.entries(HostCall).map(([name, code]) => [code, name]));
  const asked: string[] = [];
  for (const { code, args } of host.tape.records.slice(from)) {
    if (code === Ev.HostEnter && names[args[1] as number] !== undefined)
      asked.push(names[args[1] as number] as string);
    if (code === Ev.PhysdevMsix) asked.push(args[1] === 0 ? 'prepare' : 'release');
  }
  return asked;
}

describe('STUB-10 initialisation', () => {
  it('goes in order: fields, enable, MSI-X announcement, state, reset, restore, device reset', () => {
    const host = new StubHost();
    host.store('new_slot', '03:00.0');
    expect(calls(host, () => host.bind())).toEqual([
      'EnableDevice',
      'prepare',
      'SaveState',
      'ResetFunction',
      'RestoreState',
      'DisableDevice',
    ]);
    expect(host.dev().assigned).toBe(true);
    expect(host.driver.quirks).toHaveLength(1);
  });

  it('starts with all flags 0', () => {
    const host = new StubHost(hidden);
    expect(host.data()).toMatchObject({
      permissive: false,
      allowInterruptControl: false,
      warnedOnWrite: false,
      enableIntx: false,
      isrOn: false,
      ackIntr: false,
      handled: 0,
    });
  });

  it('CONF-28: fields hold what was there before the enable', () => {
    const host = new StubHost({ ...hidden, cards: [{ at: '03:00.0', command: 0x0000 }] });
    const out = { value: 0 };
    const field = host.data().fields.find(({ offset }) => offset === 4);
    field?.read?.(host.driver, host.dev(), field, out);
    expect(out.value & 3).toBe(0);
    expect(host.dev().fn.read(4, 2) & 3).toBe(2);
  });

  it('announces only functions with MSI-X, and a failure is only logged (B14)', () => {
    const plain = new StubHost({ cards: [{ at: '03:00.0', msix: false }] });
    plain.store('new_slot', '03:00.0');
    expect(calls(plain, () => plain.bind())).not.toContain('prepare');
    const host = new StubHost();
    host.kernel.pci.physdevError = -EINVAL;
    host.store('new_slot', '03:00.0');
    expect(host.bind()).toBe(0);
    expect(host.lines().filter((line) => line.includes('MSI-X preparation failed'))).toHaveLength(1);
  });

  it('without a kept state it logs, and neither resets nor restores', () => {
    const host = new StubHost({
      seams: {
        announceMsix: ({ kernel }) => {
          kernel.world.faults.alloc = 1;
        },
      },
    });
    host.store('new_slot', '03:00.0');
    const asked = calls(host, () => host.bind());
    expect(asked).toEqual(['EnableDevice', 'SaveState', 'DisableDevice']);
    expect(host.data().savedState).toBe(null);
    expect(host.lines().some((line) => line.includes('cannot be kept'))).toBe(true);
  });

  it('ignores a failed reset (6.1)', () => {
    const host = new StubHost();
    host.world.faults.reset = 1;
    host.store('new_slot', '03:00.0');
    expect(host.bind()).toBe(0);
    expect(host.data().savedState).not.toBe(null);
  });

  it('ends at a failed enable, with its error, and leaves no data', () => {
    const host = new StubHost();
    const before = host.kernel.allocated;
    host.store('new_slot', '03:00.0');
    host.world.faults.enable = 1;
    expect(probeStubDevice(host.driver, host.dev())).toBe(-EINVAL);
    expect(host.dev().driverData).toBe(null);
    expect(host.dev().assigned).toBe(false);
    const [record] = host.driver.quirks;
    expect(record?.dev).toBe(host.dev());
    expect(host.kernel.allocated - before).toBeLessThan(200);
  });

  it('2.26: a bind that failed before the announcement still takes it back', () => {
    const host = new StubHost();
    host.store('new_slot', '03:00.0');
    host.world.faults.enable = 1;
    const asked = calls(host, () => host.bind());
    expect(asked.filter((each) => each === 'prepare' || each === 'release')).toEqual(['release']);
  });
});

describe('STUB-11 the queue of AER waiters', () => {
  it('is initialised by every bind, whoever waits', () => {
    const host = new StubHost({ ...hidden, cards: [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }] });
    let done = false;
    host.run(
      (function* () {
        yield* host.driver.aerWaitQueue.waitTimeout(() => done, 10);
      })(),
    );
    done = true;
    initStubDevice(host.driver, host.dev('04:00.0'));
    host.driver.aerWaitQueue.wakeAll();
    host.settle();
    expect(host.world.scheduler.tasks).toHaveLength(1);
    host.advance(11);
    expect(host.world.scheduler.tasks).toHaveLength(0);
  });

  it('hears the wake-up when no bind came between', () => {
    const host = new StubHost(hidden);
    let done = false;
    host.run(
      (function* () {
        yield* host.driver.aerWaitQueue.waitTimeout(() => done, 10);
      })(),
    );
    done = true;
    host.driver.aerWaitQueue.wakeAll();
    host.settle();
    expect(host.world.scheduler.tasks).toHaveLength(0);
  });
});

describe('STUB-12 state after a bind', () => {
  it('nothing is on but decode as restored', () => {
    const host = new StubHost({ ...hidden, cards: [{ at: '03:00.0', command: 0x0006 }] });
    const dev = host.dev();
    expect(dev.enableCnt).toBe(0);
    expect(dev.isBusmaster).toBe(false);
    expect(dev.fn.read(4, 2)).toBe(0x0002);
    expect(dev.fn.read(4, 2) & PCI_COMMAND_MASTER).toBe(0);
    expect(host.data().isrOn).toBe(false);
    expect(host.data().irq).toBe(0);
  });
});

describe('STUB-35 writes at bind', () => {
  it('two MSI-X control writes, reset, restore of what differs, MASTER off', () => {
    const host = new StubHost({ cards: [{ at: '03:00.0', command: 0x0006 }] });
    host.store('new_slot', '03:00.0');
    const from = host.tape.records.length;
    host.bind();
    const written = host.tape.records
      .slice(from)
      .filter(({ code }) => code === Ev.ConfigWrite)
      .map(({ args }) => [args[1], args[3]]);
    expect(written.slice(0, 2)).toEqual([
      [MSIX_CAP + 2, 0xc007],
      [MSIX_CAP + 2, 0x0007],
    ]);
    const header = written.map(([register]) => register as number).filter((register) => register < 0x40);
    const restored = header.slice(0, -1);
    expect(restored).toEqual([...restored].sort((a, b) => b - a));
    expect(written.at(-1)).toEqual([4, 0x0002]);
  });
});

describe('CONF-30 duplicate built-in field', () => {
  const cards = [{ at: '03:00.0', malformed: true }];

  it('is a bind without device data, with the fields lost', () => {
    const host = new StubHost({ cards });
    host.store('new_slot', '03:00.0');
    const before = host.kernel.allocated;
    expect(probeStubDevice(host.driver, host.dev())).toBe(1);
    expect(host.dev().driverData).toBe(null);
    expect(host.bound()).toEqual([]);
    expect(host.kernel.allocated).toBeGreaterThan(before);
    expect(host.bind()).toBe(0);
    expect(host.dev().driver?.name).toBe('pciback');
  });

  it('`duplicate-field-fails-bind` can be had by wrapping failedInit', () => {
    const host = new StubHost({
      cards,
      seams: {
        failedInit: (driver, dev) => {
          freeDevice(driver, dev);
          return -EINVAL;
        },
      },
    });
    host.store('new_slot', '03:00.0');
    const before = host.kernel.allocated;
    expect(probeStubDevice(host.driver, host.dev())).toBe(-EINVAL);
    expect(host.kernel.allocated).toBe(before);
  });
});

describe('CHG-02, CHG-03, CHG-04 what 6.12 adds', () => {
  it('tells the hypervisor of each reset: bind, return, release', () => {
    const told: string[] = [];
    const host = new StubHost({
      hostSeams: {
        notifyReset: (_kernel, dev) => {
          told.push(dev.name);
          return told.length > 1 ? -EINVAL : 0;
        },
      },
    });
    host.store('new_slot', '03:00.0');
    host.bind();
    expect(told).toHaveLength(1);
    host.connect();
    host.close();
    expect(told).toHaveLength(2);
    expect(host.psdev()?.pdev).toBe(null);
    host.unbind();
    expect(told).toHaveLength(3);
  });

  it('CHG-03: a failure of that ends the bind', () => {
    const host = new StubHost({ hostSeams: { notifyReset: () => -EINVAL } });
    host.store('new_slot', '03:00.0');
    expect(probeStubDevice(host.driver, host.dev())).toBe(-EINVAL);
    expect(host.bound()).toEqual([]);
    expect(host.dev().assigned).toBe(false);
  });

  it('CHG-04: so does a GSI that cannot be set up', () => {
    const host = new StubHost({ hostSeams: { setupGsi: () => -EINVAL } });
    host.store('new_slot', '03:00.0');
    expect(probeStubDevice(host.driver, host.dev())).toBe(-EINVAL);
    expect(host.dev().driverData).toBe(null);
  });

  it('on 6.1 nobody is told and no GSI is known', () => {
    const host = new StubHost(hidden);
    expect(host.dev().resetNotices).toBe(0);
    expect(host.dev().gsi).toBe(-1);
  });
});

it('want of memory for the device data is -ENOMEM', () => {
  const host = new StubHost();
  host.world.faults.alloc = 1;
  expect(initStubDevice(host.driver, host.dev())).toBe(-ENOMEM);
  expect(host.dev().driverData).toBe(null);
});
