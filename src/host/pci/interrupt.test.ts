import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { UNCLAIMED_LIMIT } from '../irq-core.ts';
import type { PciDevice } from './device.ts';
import { HostDeviceHandler } from './testing/device-handler.ts';
import { LINE, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

function shared(): { rig: PciRig; guests: PciDevice; hosts: HostDeviceHandler } {
  const rig = new PciRig([testFunction(), testFunction({ devfn: 1 })]);
  const [guests, own] = rig.pci.devices as [PciDevice, PciDevice];
  const hosts = new HostDeviceHandler(own);
  rig.irqs.request(LINE, hosts, 'host', true);
  rig.pci.registerOwner(guests, 7);
  return { rig, guests, hosts };
}

describe('legacy line', () => {
  it('a driver of the host claims what its function asserts', () => {
    const { rig, hosts } = shared();
    expect(rig.pci.interrupt(hosts.dev)).toBe(true);
    expect([hosts.handled, hosts.dev.fn.interruptPending]).toEqual([1, false]);
  });

  it('a guest s interrupts on a shared line starve the host s own device when nobody claims them', () => {
    const { rig, guests, hosts } = shared();
    for (let i = 0; i < UNCLAIMED_LIMIT; i++) expect(rig.pci.interrupt(guests)).toBe(false);
    expect(rig.recorder.of(Ev.LineShut)).toHaveLength(1);
    expect(rig.pci.interrupt(hosts.dev)).toBe(false);
  });

  it('INTX_DISABLE stops it', () => {
    const { rig, hosts } = shared();
    rig.pci.intx(hosts.dev, false);
    expect(rig.pci.interrupt(hosts.dev)).toBe(false);
    expect(rig.recorder.of(Ev.IrqRaised)).toEqual([]);
  });
});

describe('messages', () => {
  it('OPS-24 with MSI on the line stays quiet and the interrupt is the guest s', () => {
    const { rig, guests, hosts } = shared();
    rig.pci.enableDevice(guests);
    rig.pci.enableMsi(guests);
    rig.pci.setMaster(guests);
    expect(rig.pci.interrupt(guests)).toBe(true);
    expect(rig.recorder.of(Ev.IrqRaised)).toEqual([[guests.irq, 1, 0, 0, 0]]);
    expect(hosts.handled).toBe(0);
  });

  it('need bus mastering, a vector of the host, and no function mask', () => {
    const { rig, guests } = shared();
    rig.pci.enableDevice(guests);
    rig.pci.enableMsix(guests, [{ vector: 0, entry: 0 }], 1);
    expect(rig.pci.interrupt(guests)).toBe(false);
    rig.pci.setMaster(guests);
    expect(rig.pci.interrupt(guests)).toBe(true);
    rig.pci.writeConfig(guests, guests.msixCap + 2, 2, 0xc000);
    expect(rig.pci.interrupt(guests)).toBe(false);
    rig.pci.disableMsix(guests);
    rig.pci.writeConfig(guests, guests.msixCap + 2, 2, 0x8000);
    expect(rig.pci.interrupt(guests)).toBe(false);
  });
});

it('a function that is gone is silent', () => {
  const { rig, hosts } = shared();
  hosts.dev.fn.vanish();
  expect(rig.pci.interrupt(hosts.dev)).toBe(false);
});
