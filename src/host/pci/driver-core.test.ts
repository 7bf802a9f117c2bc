import { beforeEach, describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { PciDevice } from './device.ts';
import type { PciDriver } from './driver.ts';
import { testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

class TestDriver implements PciDriver {
  readonly name: string;
  readonly errorHandlers = null;
  readonly calls: string[];
  result = 0;

  constructor(name: string, calls: string[]) {
    this.name = name;
    this.calls = calls;
  }

  *probe(dev: PciDevice): Steps<number> {
    this.calls.push(`probe ${dev.name} ${dev.lock.owner !== undefined}`);
    dev.driverData = {};
    yield undefined;
    return this.result;
  }

  *remove(dev: PciDevice): Steps {
    yield undefined;
    this.calls.push(`remove ${dev.name} ${dev.lock.owner !== undefined}`);
  }
}

let rig: PciRig;
let calls: string[];
let driver: TestDriver;

beforeEach(() => {
  rig = new PciRig([testFunction(), testFunction({ devfn: 1 })]);
  calls = [];
  driver = new TestDriver('pciback', calls);
});

describe('binding', () => {
  it('offers every function without a driver, its lock held', () => {
    const taken = rig.pci.devices[1] as PciDevice;
    taken.driver = new TestDriver('other', calls);
    rig.run(rig.pci.registerDriver(driver));
    expect(calls).toEqual(['probe 0000:03:00.0 true']);
    expect([rig.dev.driver, rig.dev.lock.owner]).toEqual([driver, undefined]);
  });

  it('respects driver_override', () => {
    rig.dev.driverOverride = 'vfio-pci';
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(-19);
    rig.dev.driverOverride = 'pciback';
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(0);
  });

  it('refuses a function that has a driver', () => {
    rig.run(rig.pci.bind(rig.dev, driver));
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(-16);
    expect(calls).toHaveLength(1);
  });

  it('a failed probe leaves nothing; -ENODEV is silent', () => {
    driver.result = -22;
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(-22);
    expect([rig.dev.driver, rig.dev.driverData]).toEqual([null, null]);
    expect(rig.recorder.of(Ev.Log)).toHaveLength(1);
    driver.result = -19;
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(-19);
    expect(rig.recorder.of(Ev.Log)).toHaveLength(1);
  });

  it('CONF-30 a positive probe result is a success with a warning', () => {
    driver.result = 1;
    expect(rig.run(rig.pci.bind(rig.dev, driver))).toBe(0);
    expect(rig.dev.driver).toBe(driver);
    expect(rig.recorder.of(Ev.Log)).toHaveLength(1);
  });
});

describe('unbinding', () => {
  it('tells notifiers first, then removes and forgets', () => {
    rig.run(rig.pci.bind(rig.dev, driver));
    rig.pci.notifiers.push({
      *unbindDriver(dev) {
        yield undefined;
        calls.push(`notified ${dev.driver?.name}`);
      },
    });
    calls.length = 0;
    rig.run(rig.pci.unbind(rig.dev));
    expect(calls).toEqual(['notified pciback', 'remove 0000:03:00.0 true']);
    expect([rig.dev.driver, rig.dev.driverData, rig.dev.currentState]).toEqual([null, null, -1]);
  });

  it('does nothing without a driver', () => {
    rig.run(rig.pci.unbind(rig.dev));
    expect(calls).toEqual([]);
    expect(rig.dev.lock.owner).toBeUndefined();
  });

  it('STUB-33 a notifier may unbind another function while the lock of this one is held', () => {
    rig.run(rig.pci.registerDriver(driver));
    const other = rig.pci.devices[1] as PciDevice;
    const { pci } = rig;
    pci.notifiers.push({
      *unbindDriver(dev) {
        if (dev !== other) yield* pci.unbind(other);
      },
    });
    rig.run(pci.unbind(rig.dev));
    expect(other.driver).toBeNull();
    expect(rig.recorder.of(Ev.LockFault)).toEqual([]);
  });

  it('unregistering unbinds all, last first', () => {
    rig.run(rig.pci.registerDriver(driver));
    calls.length = 0;
    rig.run(rig.pci.unregisterDriver(driver));
    expect(calls).toEqual(['remove 0000:03:00.1 true', 'remove 0000:03:00.0 true']);
    expect(rig.pci.drivers).toEqual([]);
  });
});
