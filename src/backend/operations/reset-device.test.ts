import { describe, expect, it } from 'vitest';
import { PCI_COMMAND, PCI_COMMAND_INVALIDATE, PCI_COMMAND_MASTER } from '../../abi/pci-regs.ts';
import { XEN_PCI_OP_enable_msi } from '../../abi/pciif.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { resetDevice } from './reset-device.ts';
import { Fixture } from './testing/fixture.ts';

const hostCalls = (fixture: Fixture) => fixture.recording.of(Ev.HostEnter).map(([, call]) => call);
const reset = (fixture: Fixture) => {
  fixture.recording.clear();
  resetDevice(fixture.driver, fixture.dev);
};

describe('resetDevice', () => {
  it('ISR-14 (1): takes the helper off the line first', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    reset(fixture);
    expect(fixture.kernel.irqs.installed()).toEqual([]);
    expect(fixture.data).toMatchObject({ enableIntx: false, isrOn: false, ackIntr: false });
    const codes = fixture.recording.entries.map(({ code }) => code);
    expect(codes.indexOf(Ev.IrqFree)).toBeLessThan(codes.indexOf(Ev.HostEnter));
  });

  it('ISR-14 (2): turns MSI off, disables once, forgets bus mastering', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0006);
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    fixture.kernel.pci.enableDevice(fixture.dev);
    expect(fixture.dev.enableCnt).toBe(2);
    reset(fixture);
    expect(hostCalls(fixture)).toEqual([HostCall.DisableMsi, HostCall.DisableDevice]);
    expect(fixture.dev).toMatchObject({ msiEnabled: false, enableCnt: 1, isBusmaster: false });
  });

  it('ISR-14 (2): turns MSI-X off', () => {
    const fixture = new Fixture();
    fixture.enableMsix([0]);
    reset(fixture);
    expect(hostCalls(fixture)).toEqual([HostCall.DisableMsix]);
    expect(fixture.dev.msixEnabled).toBe(false);
  });

  it('ISR-14 (2), CHG-23: leaves decode bits of COMMAND as they are', () => {
    const fixture = new Fixture();
    expect(fixture.command & 3).toBe(3);
    fixture.writeCommand(0x0003);
    reset(fixture);
    expect(fixture.command & 3).toBe(3);
    expect(fixture.dev.enableCnt).toBe(0);
  });

  it('ISR-14 (2), XSA-120: what is written to COMMAND is decided after the host has disabled the device', () => {
    const enabled: number[] = [];
    const seams = {
      resetCommand: (_driver: unknown, dev: { enableCnt: number }) => enabled.push(dev.enableCnt),
    };
    const fixture = new Fixture({ seams });
    fixture.writeCommand(0x0002);
    enabled.length = 0;
    reset(fixture);
    expect(enabled).toEqual([0]);
  });

  it('ISR-14 (2): does not disable what is not enabled', () => {
    const fixture = new Fixture();
    reset(fixture);
    expect(hostCalls(fixture)).toEqual([]);
  });

  describe('other header types', () => {
    const bridge = () => new Fixture({ functions: [{ headerType: 1 }] });

    it('ISR-14 (3): clears memory-write-invalidate and nothing else', () => {
      const fixture = bridge();
      const { dev } = fixture;
      dev.isBusmaster = true;
      const before = PCI_COMMAND_INVALIDATE | PCI_COMMAND_MASTER | 2;
      dev.fn.write(PCI_COMMAND, 2, before);
      const { enableCnt } = dev;
      reset(fixture);
      expect(fixture.command).toBe(before & ~PCI_COMMAND_INVALIDATE);
      expect(dev).toMatchObject({ isBusmaster: false, enableCnt });
      expect(hostCalls(fixture)).toEqual([]);
    });

    it('ISR-14 (3): touches nothing when it is clear', () => {
      const fixture = bridge();
      fixture.dev.isBusmaster = true;
      reset(fixture);
      expect(fixture.dev.isBusmaster).toBe(true);
      expect(fixture.recording.of(Ev.ConfigWrite)).toEqual([]);
    });
  });
});
