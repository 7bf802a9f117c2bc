import { describe, expect, it } from 'vitest';
import { EINVAL, ENODEV, ENOMEM } from '../../abi/errno.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { probeStubDevice } from './seize.ts';
import { StubHost } from './testing/stub-host.ts';

const three = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }, { at: '05:00.0', irq: 19 }];
const hideAll = { hide: '(03:00.0)(04:00.0)(05:00.0)' };
const probe = (host: StubHost, at: string) => probeStubDevice(host.driver, host.dev(at));

describe('STUB-05 which devices the stub takes', () => {
  it('its own address in the match list', () => {
    const host = new StubHost({ cards: three, parameters: { hide: '(04:00.0)' } });
    expect(host.bound()).toEqual(['0000:04:00.0']);
    expect(host.dev('04:00.0').driver?.name).toBe('pciback');
    expect(host.dev('03:00.0').driver).toBe(null);
  });

  it('the address of a bridge above it', () => {
    const cards = [{ at: '00:1c.0', secondaryBus: 3 }, { at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
    const host = new StubHost({ cards, parameters: { hide: '(00:1c.0)' } });
    expect(host.bound().sort()).toEqual(['0000:00:1c.0', '0000:03:00.0']);
  });

  it('driver_override (CHG-07: the same value on 6.12), and nothing else: -ENODEV', () => {
    const host = new StubHost({ cards: three });
    expect(probe(host, '03:00.0')).toBe(-ENODEV);
    host.dev('03:00.0').driverOverride = 'vfio-pci';
    expect(probe(host, '03:00.0')).toBe(-ENODEV);
    host.dev('03:00.0').driverOverride = 'pciback';
    expect(probe(host, '03:00.0')).toBe(0);
    expect(host.bound()).toEqual(['0000:03:00.0']);
  });

  it('header types 0 and 1 only', () => {
    const cards = [
      { at: '03:00.0', headerType: 2 },
      { at: '00:1c.0', secondaryBus: 4 },
    ];
    const host = new StubHost({ cards, parameters: { hide: '(03:00.0)(00:1c.0)' } });
    expect(host.bound()).toEqual(['0000:00:1c.0']);
    expect(probe(host, '03:00.0')).toBe(-ENODEV);
    expect(host.lines().filter((line) => line.includes('header type 2'))).toHaveLength(2);
  });
});

describe('STUB-06 driver_override and the match list', () => {
  it('a device taken by override only is added', () => {
    const host = new StubHost({ cards: three });
    host.dev('03:00.0').driverOverride = 'pciback';
    expect(host.bind()).toBe(0);
    expect(host.show('slots')).toBe('0000:03:00.0\n');
  });

  it('not when it could not be seized, nor when the list had it by its bridge', () => {
    const cards = [{ at: '00:1c.0', secondaryBus: 3 }, { at: '03:00.0' }];
    const host = new StubHost({
      cards,
      before: (each) => {
        each.dev('03:00.0').driverOverride = 'none';
      },
    });
    const dev = host.dev('03:00.0');
    dev.driverOverride = 'pciback';
    host.world.faults.enable = 1;
    expect(probe(host, '03:00.0')).toBe(-EINVAL);
    expect(host.show('slots')).toBe('');
    host.store('new_slot', '00:1c.0');
    expect(probe(host, '03:00.0')).toBe(0);
    expect(host.show('slots')).toBe('0000:00:1c.0\n');
  });
});

describe('STUB-06 short memory', () => {
  const overridden = () => {
    const host = new StubHost({ cards: three });
    host.dev('03:00.0').driverOverride = 'pciback';
    return host;
  };

  it('for the entry of the list ends the probe before its first line', () => {
    const host = overridden();
    host.world.faults.alloc = 1;
    expect(probe(host, '03:00.0')).toBe(-ENOMEM);
    expect(host.lines().filter((line) => line.includes('seizing'))).toEqual([]);
  });

  it('the entry of a device that is not taken is given back', () => {
    const host = overridden();
    const before = host.kernel.allocated;
    const { alloc } = host.kernel;
    let left = 2;
    host.kernel.alloc = (bytes) => --left !== 0 && alloc.call(host.kernel, bytes);
    expect(probe(host, '03:00.0')).toBe(-ENOMEM);
    expect(host.kernel.allocated).toBe(before);
    expect(host.show('slots')).toBe('');
  });
});

describe('STUB-07 boot and later', () => {
  it('queues what it seizes before late initialisation', () => {
    const host = new StubHost({ cards: three });
    host.driver.initialised = false;
    host.store('new_slot', '03:00.0');
    expect(host.bind()).toBe(0);
    expect(host.bound()).toEqual([]);
    expect(host.driver.seized).toHaveLength(1);
    expect(host.data()).toBe(null);
  });

  it('drops one that fails then, with a line; the others go on', () => {
    const host = new StubHost({
      cards: three,
      parameters: hideAll,
      before: ({ world }) => {
        world.faults.enable = 1;
      },
    });
    expect(host.bound()).toEqual(['0000:04:00.0', '0000:03:00.0']);
    expect(host.driver.seized).toEqual([]);
    // The record goes, and nothing that a release does is done.
    const reset = host.tape
      .of(Ev.HostEnter)
      .filter(([fn, call]) => fn === host.dev('05:00.0').fn.index && call === HostCall.ResetFunction);
    expect(reset).toEqual([]);
    expect(host.lines().filter((line) => line.includes('05:00.0: initialisation failed'))).toHaveLength(1);
  });

  it('afterwards the error of the initialisation is the result of the probe', () => {
    const host = new StubHost({ cards: three });
    host.store('new_slot', '03:00.0');
    host.world.faults.enable = 1;
    expect(probe(host, '03:00.0')).toBe(-EINVAL);
    expect(host.bound()).toEqual([]);
    host.world.faults.alloc = 1;
    expect(probe(host, '03:00.0')).toBe(-ENOMEM);
    expect(probe(host, '03:00.0')).toBe(0);
  });
});

describe('STUB-08 no match by id', () => {
  it('a device of any vendor is left alone until it is listed', () => {
    const host = new StubHost({ cards: [{ at: '03:00.0', device: 0x1234 }] });
    expect(host.bound()).toEqual([]);
    host.store('new_slot', '03:00.0');
    expect(host.bind()).toBe(0);
  });
});

describe('SYS-13 order of devices', () => {
  it('seized at boot: newest first, in irq_handlers and quirks', () => {
    const host = new StubHost({ cards: three, parameters: hideAll });
    expect(host.bound()).toEqual(['0000:05:00.0', '0000:04:00.0', '0000:03:00.0']);
    const lines = host
      .show('quirks')
      .split('\n')
      .filter((line) => /^[0-9a-f]/.test(line));
    expect(lines).toEqual(['05:00.0', '04:00.0', '03:00.0']);
    expect(host.show('slots')).toBe('0000:03:00.0\n0000:04:00.0\n0000:05:00.0\n');
  });

  it('bound again: first in irq_handlers, last in quirks', () => {
    const cards = three.map((each, i) => ({ ...each, device: 0x1000 + i }));
    const host = new StubHost({ cards, parameters: hideAll });
    host.unbind('04:00.0');
    host.bind('04:00.0');
    expect(host.bound()).toEqual(['0000:04:00.0', '0000:05:00.0', '0000:03:00.0']);
    const lines = host
      .show('quirks')
      .split('\n')
      .filter((line) => /^[0-9a-f]/.test(line));
    expect(lines).toEqual(['05:00.0', '03:00.0', '04:00.0']);
  });
});
