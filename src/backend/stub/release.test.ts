import { describe, expect, it } from 'vitest';
import { EINVAL, ENOSYS } from '../../abi/errno.ts';
import { Ev } from '../../platform/recorder.ts';
import { freeDevice } from '../config-space/fields.ts';
import { freeDeviceRecord } from './release.ts';
import { type HostOptions, StubHost } from './testing/stub-host.ts';

const bound = (options: HostOptions = {}) => new StubHost({ parameters: { hide: '(03:00.0)' }, ...options });

describe('STUB-31 final release', () => {
  it('restores, takes the MSI-X announcement back and leaves nothing bound', () => {
    const host = bound();
    const { savedState } = host.data();
    host.kernel.pci.writeConfig(host.dev(), 0x0c, 1, 0x10);
    host.dev().fn.scratch = 1;
    host.unbind();
    const dev = host.dev();
    expect(dev.fn.read(0x0c, 1)).toBe(0);
    expect(dev.fn.scratch).toBe(0);
    expect(savedState?.freed).toBe(true);
    expect(host.tape.of(Ev.PhysdevMsix).map(([, what]) => what)).toEqual([0, 1]);
    expect(dev).toMatchObject({ assigned: false, driverData: null, driver: null, ownerDomid: -1 });
  });

  it('drops an owner that is still registered', () => {
    const host = bound();
    host.kernel.pci.registerOwner(host.dev(), 3);
    host.unbind();
    expect(host.dev().ownerDomid).toBe(-1);
  });

  it('is silent for functions without MSI-X', () => {
    const host = bound({ cards: [{ at: '03:00.0', msix: false }] });
    host.unbind();
    expect(host.tape.of(Ev.PhysdevMsix)).toEqual([]);
  });

  it.each([
    [-ENOSYS, 0],
    [-EINVAL, 1],
  ])('a failed release_msix (%i) gives %i lines', (err, lines) => {
    const host = bound();
    host.kernel.pci.physdevError = err;
    host.unbind();
    expect(host.lines().filter((line) => line.includes('MSI-X release failed'))).toHaveLength(lines);
  });

  it('logs a kept state that cannot be loaded, restores nothing, frees it all the same', () => {
    const host = bound({ cards: [{ at: '03:00.0', reset: 'none' }] });
    const { savedState } = host.data();
    host.kernel.pci.writeConfig(host.dev(), 0x0c, 1, 0x10);
    host.world.faults.loadState = 1;
    host.unbind();
    expect(host.dev().fn.read(0x0c, 1)).toBe(0x10);
    expect(savedState?.freed).toBe(true);
    expect(host.lines().filter((line) => line.includes('cannot be loaded'))).toHaveLength(1);
  });

  it('without device data it restores what the host saved last', () => {
    const host = new StubHost({ cards: [{ at: '03:00.0', reset: 'none' }] });
    const { pci } = host.kernel;
    pci.saveState(host.dev());
    pci.writeConfig(host.dev(), 0x0c, 1, 0x10);
    host.store('new_slot', '03:00.0');
    host.world.faults.enable = 1;
    host.bind();
    expect(host.dev().fn.read(0x0c, 1)).toBe(0);
  });
});

describe('STUB-28 MASTER set by the firmware', () => {
  it('is set again after the final release', () => {
    const host = bound({ cards: [{ at: '03:00.0', command: 0x0006 }] });
    expect(host.dev().fn.read(4, 2) & 4).toBe(0);
    host.unbind();
    expect(host.dev().fn.read(4, 2) & 4).toBe(4);
  });
});

describe('memory of the fields at final release (G9, CONF-32)', () => {
  const cycle = (host: StubHost) => {
    const before = host.kernel.allocated;
    host.store('new_slot', '03:00.0');
    host.bind();
    host.unbind();
    host.store('remove_slot', '03:00.0');
    return host.kernel.allocated - before;
  };

  it('is lost', () => {
    const host = new StubHost();
    const lost = cycle(host);
    expect(lost).toBeGreaterThan(0);
    expect(cycle(host)).toBe(lost);
  });

  it('`free-fields-first` gets it back by wrapping freeDeviceRecord', () => {
    const host = new StubHost({
      seams: {
        freeDeviceRecord: (driver, dev) => {
          freeDevice(driver, dev);
          freeDeviceRecord(driver, dev);
        },
      },
    });
    expect(cycle(host)).toBe(0);
  });
});
