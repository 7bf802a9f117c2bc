import { describe, expect, it } from 'vitest';
import { EAGAIN, EBUSY, ENODEV, ENOMEM, EOPNOTSUPP } from '../abi/errno.ts';
import type { PciDriver } from '../host/index.ts';
import { Ev } from '../platform/recorder.ts';
import { configWrite } from './config-space/access.ts';
import { DEVICE_ID_BYTES } from './stub/stub-device.ts';
import { AerHost } from './stub/testing/aer-host.ts';
import { StubHost } from './stub/testing/stub-host.ts';

const hidden = { parameters: { hide: '(03:00.0)' } };

describe('STUB-01 loading', () => {
  it('only in the initial domain', () => {
    const host = new StubHost({ ...hidden, config: { initialDomain: false } });
    expect(host.result).toBe(-ENODEV);
    expect(host.kernel.pci.drivers).toEqual([]);
  });

  it('names the PCI driver pciback and the interrupt xen-pciback', () => {
    const host = new StubHost(hidden);
    expect(host.kernel.pci.drivers.map(({ name }) => name)).toEqual(['pciback']);
    expect(host.data().irqName).toBe('xen-pciback[0000:03:00.0]');
  });
});

describe('STUB-02 parameters', () => {
  it('default to nothing hidden, vpci, not permissive', () => {
    const host = new StubHost();
    expect(host.driver.parameters).toEqual({ hide: '', passthrough: false, permissive: false });
    expect(host.driver.topology?.name).toBe('vpci');
  });

  it('passthrough is chosen at load (PT-07)', () => {
    expect(new StubHost({ parameters: { passthrough: true } }).driver.topology?.name).toBe('passthrough');
  });

  it('permissive can be written at run time, and holds for every device (CONF-25)', () => {
    const host = new StubHost(hidden);
    const uncovered = () => {
      configWrite(host.driver, host.dev(), 0xf0, 1, host.dev().fn.read(0xf0, 1) ^ 1);
      return host.tape.of(Ev.ConfigWrite).filter(([, register]) => register === 0xf0).length;
    };
    expect(uncovered()).toBe(0);
    host.driver.parameters.permissive = true;
    expect(uncovered()).toBe(1);
    expect(host.show('permissive')).toBe('');
  });
});

describe('STUB-03 stub-only build', () => {
  it('binds, resets and has sysfs, but serves no guest', () => {
    const host = new StubHost({ ...hidden, stubOnly: true });
    expect(host.bound()).toEqual(['0000:03:00.0']);
    expect(host.store('quirks', '03:00.0-F0:1:FF')).toBe(15);
    host.tools.create(7, { devices: ['0000:03:00.0'] });
    host.settle();
    expect(host.tools.read(`${host.tools.backend(7)}/state`)).toBe('1');
    expect(host.driver.topology).toBe(null);
    host.dev().fn.scratch = 1;
    host.unbind();
    expect(host.dev().fn.scratch).toBe(0);
    expect(host.unload()).toBe(0);
  });
});

describe('SYS-14 attributes that cannot be created', () => {
  it.each([1, 3, 8])('number %i fails the load, and nothing stays', (n) => {
    const host = new StubHost({
      before: ({ kernel }) => {
        let left = n;
        const { alloc } = kernel;
        kernel.alloc = (bytes) => --left !== 0 && alloc.call(kernel, bytes);
      },
    });
    expect(host.result).toBe(-ENOMEM);
    expect(host.kernel.pci.drivers).toEqual([]);
    expect(host.kernel.allocated).toBe(0);
  });

  it('unbinds what was seized', () => {
    const host = new StubHost({
      ...hidden,
      before: ({ kernel }) => {
        let left = 3;
        const { alloc } = kernel;
        kernel.alloc = (bytes) => --left !== 0 && alloc.call(kernel, bytes);
      },
    });
    expect(host.result).toBe(-ENOMEM);
    expect(host.dev().driver).toBe(null);
  });
});

describe('xenbus that refuses', () => {
  it('ends the load', () => {
    const host = new StubHost({
      ...hidden,
      before: ({ kernel }) => {
        kernel.xenbus.registerBackend = () => -EBUSY;
      },
    });
    expect(host.result).toBe(-EBUSY);
    expect(host.dev().driver).toBe(null);
    expect(host.kernel.pci.notifiers).toEqual([]);
  });
});

describe('STUB-29 unloading', () => {
  it('is -EAGAIN while a connection exists; afterwards devices end without a driver', () => {
    const host = new StubHost(hidden);
    host.connect();
    expect(host.unload()).toBe(-EAGAIN);
    expect(host.psdev()?.pdev).not.toBe(null);
    host.close();
    expect(host.unload()).toBe(0);
    expect(host.dev()).toMatchObject({ driver: null, driverData: null, assigned: false });
    expect(host.kernel.pci.drivers).toEqual([]);
    expect(host.kernel.pci.notifiers).toEqual([]);
  });

  it('gives the match list back', () => {
    const host = new StubHost({ parameters: { hide: '(07:00.0)(07:00.1)' } });
    const before = host.kernel.allocated;
    expect(host.unload()).toBe(0);
    expect(before).toBeGreaterThan(2 * DEVICE_ID_BYTES);
    expect(host.kernel.allocated).toBe(0);
  });
});

describe('devices that another driver has', () => {
  it('are not seized at load, though they are hidden', () => {
    const other: PciDriver = {
      name: 'e1000e',
      // biome-ignore lint/correctness/useYield: nothing to wait for
      *probe() {
        return 0;
      },
      *remove() {},
      errorHandlers: null,
    };
    const host = new StubHost({
      ...hidden,
      before: (each) => {
        each.run(each.kernel.pci.bind(each.dev(), other));
      },
    });
    expect(host.bound()).toEqual([]);
    expect(host.dev().driver).toBe(other);
  });
});

describe('CHG-05 look-up of a GSI', () => {
  it('is not offered by 6.1', () => {
    const { driver } = new StubHost(hidden);
    expect(driver.seams.gsiFromAddress(driver, 0, 3, 0)).toBe(-EOPNOTSUPP);
  });
});

describe('host error recovery', () => {
  it('can run as a whole (AER-22)', () => {
    const host = new AerHost();
    host.setFlags(0);
    expect(host.run(host.loaded.callAer(host.dev(), 'recover', 1))).toBe(5);
  });
});
