import { describe, expect, it } from 'vitest';
import { EINVAL, ENOENT, ENOMEM } from '../../abi/errno.ts';
import { addDeviceId, removeDeviceId } from './ids.ts';
import { StubHost } from './testing/stub-host.ts';

const slots = (host: StubHost) => host.show('slots').split('\n').slice(0, -1);

describe('STUB-04 the match list', () => {
  it('takes an entry once, later ones with success', () => {
    const { driver, kernel } = new StubHost();
    expect(addDeviceId(driver, 0, 3, 0, 0)).toBe(0);
    const before = kernel.allocated;
    expect(addDeviceId(driver, 0, 3, 0, 0)).toBe(0);
    expect(driver.deviceIds).toEqual([{ domain: 0, bus: 3, devfn: 0 }]);
    expect(kernel.allocated).toBe(before);
  });

  it('is -ENOMEM without memory', () => {
    const { driver, world } = new StubHost();
    world.faults.alloc = 1;
    expect(addDeviceId(driver, 0, 3, 0, 0)).toBe(-ENOMEM);
    expect(driver.deviceIds).toEqual([]);
  });
});

describe('STUB-42 ranges and wildcards', () => {
  it.each([
    [0x10000, 3, 0, 0],
    [-1, 3, 0, 0],
    [0, 0x100, 0, 0],
    [0, -1, 0, 0],
    [0, 3, 32, 0],
    [0, 3, 0, 8],
  ])('%i:%i:%i.%i is -EINVAL', (domain, bus, slot, func) => {
    const { driver } = new StubHost();
    expect(addDeviceId(driver, domain, bus, slot, func)).toBe(-EINVAL);
    expect(driver.deviceIds).toEqual([]);
  });

  it('takes the last of each range', () => {
    const { driver } = new StubHost();
    expect(addDeviceId(driver, 0xffff, 0xff, 31, 7)).toBe(0);
    expect(driver.deviceIds).toEqual([{ domain: 0xffff, bus: 0xff, devfn: 0xff }]);
  });

  it('expands wildcards in order', () => {
    const { driver } = new StubHost();
    expect(addDeviceId(driver, 0, 3, 1, -1)).toBe(0);
    expect(driver.deviceIds.map(({ devfn }) => devfn)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(addDeviceId(driver, 0, 4, -1, -1)).toBe(0);
    expect(driver.deviceIds).toHaveLength(8 + 256);
    expect(addDeviceId(driver, 0, 5, -1, 2)).toBe(0);
    expect(driver.deviceIds.slice(-32).map(({ devfn }) => devfn & 7)).toEqual(Array(32).fill(2));
  });

  it('stops at the first error', () => {
    const { driver, world } = new StubHost();
    expect(addDeviceId(driver, 0, 3, -1, 8)).toBe(-EINVAL);
    expect(addDeviceId(driver, 0x10000, 3, -1, -1)).toBe(-EINVAL);
    expect(driver.deviceIds).toEqual([]);
    addDeviceId(driver, 0, 3, 0, 0);
    world.faults.alloc = 1;
    expect(addDeviceId(driver, 0, 3, 1, -1)).toBe(-ENOMEM);
    expect(driver.deviceIds).toHaveLength(1);
  });
});

describe('SYS-03 new_slot', () => {
  it('adds, and binds nothing', () => {
    const host = new StubHost();
    expect(host.store('new_slot', '0000:03:00.0\n')).toBe(13);
    expect(slots(host)).toEqual(['0000:03:00.0']);
    expect(host.bound()).toEqual([]);
    expect(host.bind()).toBe(0);
    expect(host.bound()).toEqual(['0000:03:00.0']);
  });

  it.each(['0000:03:20.0', '0000:03:00.8', '10000:03:00.0', '0000:100:00.0', 'ffffffff:03:00.0', 'abc'])(
    '%j is -EINVAL (A.6)',
    (text) => {
      expect(new StubHost().store('new_slot', text)).toBe(-EINVAL);
    },
  );

  it('SYS-02: ffffffff adds as a wildcard', () => {
    const host = new StubHost();
    expect(host.store('new_slot', '0000:03:00.ffffffff')).toBe(19);
    expect(slots(host)).toHaveLength(8);
  });

  it('is -ENOMEM without memory', () => {
    const host = new StubHost();
    host.world.faults.alloc = 1;
    expect(host.store('new_slot', '03:00.0')).toBe(-ENOMEM);
  });
});

describe('SYS-04 remove_slot', () => {
  it('removes what fits, wildcards anything', () => {
    const host = new StubHost();
    host.store('new_slot', '03:00.*');
    host.store('new_slot', '03:01.0');
    host.store('new_slot', '04:01.0');
    expect(host.store('remove_slot', '03:00.2')).toBe(7);
    expect(slots(host)).toHaveLength(9);
    expect(host.store('remove_slot', '03:00.*')).toBe(7);
    expect(slots(host)).toEqual(['0000:03:01.0', '0000:04:01.0']);
    expect(host.store('remove_slot', '03:*.*')).toBe(6);
    expect(slots(host)).toEqual(['0000:04:01.0']);
  });

  it('is -ENOENT when none fits, whatever the numbers', () => {
    const host = new StubHost();
    expect(host.store('remove_slot', '03:00.0')).toBe(-ENOENT);
    expect(host.store('remove_slot', '10000:100:20.8')).toBe(-ENOENT);
    expect(host.store('remove_slot', 'abc')).toBe(-EINVAL);
  });

  it('unbinds nothing and gives the memory back', () => {
    const host = new StubHost();
    const before = host.kernel.allocated;
    host.store('new_slot', '04:00.0');
    host.store('remove_slot', '04:00.0');
    expect(host.kernel.allocated).toBe(before);
    host.store('new_slot', '03:00.0');
    host.bind();
    host.store('remove_slot', '03:00.0');
    expect(host.bound()).toEqual(['0000:03:00.0']);
    expect(removeDeviceId(host.driver, 0, 3, 0, 0)).toBe(-ENOENT);
  });
});

describe('SYS-05 slots', () => {
  it('lists in the order of insertion', () => {
    const host = new StubHost();
    for (const text of ['0001:ab:1f.7', '03:00.0', '02:00.0']) host.store('new_slot', text);
    expect(host.show('slots')).toBe('0001:ab:1f.7\n0000:03:00.0\n0000:02:00.0\n');
  });
});
