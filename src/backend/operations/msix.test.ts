import { describe, expect, it, vi } from 'vitest';
import { XEN_PCI_OP_disable_msix, XEN_PCI_OP_enable_msi, XEN_PCI_OP_enable_msix } from '../../abi/pciif.ts';
import type { MsixEntry, PciDevice } from '../../host/pci/device.ts';
import { mappedPirqs } from '../../host/testing/pirqs.ts';
import { Ev } from '../../platform/recorder.ts';
import { deviceData } from '../device-data.ts';
import { msixDecodeOn } from './msix.ts';
import { Fixture, GUEST } from './testing/fixture.ts';
import { LEGACY_IRQ } from './testing/function-config.ts';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('enable_msix', () => {
  it('OPS-16, OPS-17: success is err 0, value 0 and a pirq per entry', () => {
    const fixture = new Fixture();
    expect(fixture.enableMsix([3, 1])).toEqual({ err: 0, value: 0 });
    expect(fixture.dev.msixEnabled).toBe(true);
    const pirqs = mappedPirqs(fixture.kernel.irqs, GUEST).map(({ pirq }) => pirq);
    expect([fixture.vector(0), fixture.vector(1)]).toEqual(pirqs);
    expect(fixture.dev.msixIndices).toEqual([3, 1]);
    expect(fixture.vector(2)).toBe(0);
  });

  it('OPS-17: an entry for which the host has no vector keeps its own; pirqs are cut to 16 bits', () => {
    const fixture = new Fixture();
    const { irqs, pci } = fixture.kernel;
    const hostVectors = [irqs.allocate('msix'), 0, irqs.allocate('msix')];
    vi.spyOn(irqs, 'pirqOf').mockImplementation((irq) => irq + 0x1_0000);
    vi.spyOn(pci, 'enableMsix').mockImplementation((_dev: PciDevice, entries: MsixEntry[]) => {
      for (const [i, vector] of hostVectors.entries()) (entries[i] as MsixEntry).vector = vector;
      return 0;
    });
    fixture.enableMsix([0, 1, 2]);
    expect(range(3).map((i) => fixture.vector(i))).toEqual([hostVectors[0], 0xffff, hostVectors[2]]);
  });

  it('OPS-11, ABI-12: 129 is too many, 128 is not; the count is unsigned', () => {
    const fixture = new Fixture({ functions: [{ msixEntries: 128 }] });
    expect(fixture.enableMsix([], 129)).toEqual({ err: -22, value: 129 });
    expect(fixture.enableMsix([], 0xffffffff)).toEqual({ err: -22, value: 0xffffffff });
    expect(fixture.enableMsix(range(128))).toEqual({ err: 0, value: 0 });
    expect(fixture.vector(127)).not.toBe(0xffff);
  });

  it('OPS-12: refused with -114 while MSI-X is on', () => {
    const fixture = new Fixture();
    fixture.enableMsix([0, 1]);
    expect(fixture.enableMsix([0, 1])).toEqual({ err: -114, value: 2 });
    expect(fixture.recording.of(Ev.Warn)).toEqual([]);
  });

  it('OPS-13: refused with -6 while MSI is on', () => {
    const fixture = new Fixture();
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    expect(fixture.enableMsix([0, 1])).toEqual({ err: -6, value: 2 });
    expect(fixture.dev.msixEnabled).toBe(false);
  });

  it('OPS-13: refused with -6 while hardware does not decode memory, whatever the guest reads', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.dev.fn.write(4, 2, 0);
    expect(fixture.readCommand().value & 2).toBe(2);
    fixture.recording.clear();
    expect(fixture.enableMsix([0, 1])).toEqual({ err: -6, value: 2 });
    expect(fixture.recording.of(Ev.UnsupportedRequest)).toEqual([]);
  });

  it('OPS-13: looks at hardware, not at the cached COMMAND', () => {
    const fixture = new Fixture();
    expect(fixture.readCommand().value & 2).toBe(0);
    expect(fixture.enableMsix([0]).err).toBe(0);
  });

  it('OPS-13: of a virtual function the physical function decides', () => {
    const fixture = new Fixture({ functions: [{}, { isVf: true, irq: 0, devfn: 0x10 }] });
    const [pf, vf] = fixture.kernel.pci.devices as [PciDevice, PciDevice];
    expect(vf.isVirtfn).toBe(true);
    expect(msixDecodeOn(fixture.driver, vf)).toBe(true);
    pf.fn.write(4, 2, 0);
    expect(msixDecodeOn(fixture.driver, vf)).toBe(false);
  });

  it('OPS-14: -12 when there is no memory for the table', () => {
    const fixture = new Fixture();
    fixture.world.faults.alloc = 1;
    expect(fixture.enableMsix([0, 1])).toEqual({ err: -12, value: 2 });
  });

  it('OPS-11..14: the early refusals leave ack_intr alone', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.enableMsix([], 129);
    fixture.world.faults.alloc = 1;
    fixture.enableMsix([0]);
    fixture.dev.fn.write(4, 2, 0);
    fixture.enableMsix([0]);
    expect(fixture.data.ackIntr).toBe(true);
  });

  it.each([
    ['OPS-19: count 0', 8, [], -22],
    ['OPS-20: more vectors than the table has', 1, [0, 1], -28],
    ['OPS-20: the same index twice', 8, [0, 0], -22],
    ['OPS-20: an index beyond the table', 8, [0, 8], -22],
    ['OPS-20: no MSI-X capability', 0, [0], -22],
  ] as const)('OPS-16, OPS-18, %s', (_name, msixEntries, indices, err) => {
    const fixture = new Fixture({ functions: [{ msixEntries }] });
    fixture.writeCommand(0x0002);
    expect(fixture.enableMsix(indices)).toEqual({ err, value: err >>> 0 });
    expect(fixture.dev.msixEnabled).toBe(false);
    expect(fixture.data.ackIntr).toBe(false);
    expect(fixture.recording.lines()).toHaveLength(1);
  });

  it('frees its table, whatever comes of it', () => {
    const fixture = new Fixture();
    const before = fixture.kernel.allocated;
    fixture.enableMsix([0, 0]);
    expect(fixture.kernel.allocated).toBe(before);
    fixture.enableMsix([0, 1]);
    expect(fixture.kernel.allocated).toBe(before);
  });

  it('XSA-43: failures are logged through a limiter of their own', () => {
    const fixture = new Fixture({ functions: [{ msi: false, msixEntries: 0 }] });
    for (let i = 0; i < 30; i++) fixture.enableMsix([0]);
    expect(fixture.recording.lines()).toHaveLength(10);
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    expect(fixture.recording.lines()).toHaveLength(11);
  });

  it('XSA-155: a count that grows after the allocation leaves the table', () => {
    const counts = [1, 1, 3, 3, 3];
    const fixture = new Fixture({ seams: { msixCount: () => counts.shift() ?? 3 } });
    fixture.post({ cmd: XEN_PCI_OP_enable_msix, value: 1 });
    expect(() => fixture.enableMsix([0, 1, 2])).toThrow(
      expect.objectContaining({ kind: 'out-of-bounds', site: 'xen_pcibk_enable_msix' }),
    );
  });

  it('works without device data', () => {
    const fixture = new Fixture();
    fixture.dev.driverData = null;
    expect(deviceData(fixture.dev)).toBeNull();
    expect(fixture.enableMsix([0]).err).toBe(0);
    expect(fixture.perform({ cmd: XEN_PCI_OP_disable_msix })).toEqual({ err: 0, value: LEGACY_IRQ });
  });
});

describe('disable_msix', () => {
  it('OPS-09: turns MSI-X off, acknowledges again and answers with the legacy pirq', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.enableMsix([0, 1]);
    expect(fixture.data.ackIntr).toBe(false);
    expect(fixture.perform({ cmd: XEN_PCI_OP_disable_msix, value: 5 })).toEqual({
      err: 0,
      value: LEGACY_IRQ,
    });
    expect(fixture.dev.msixEnabled).toBe(false);
    expect(fixture.data).toMatchObject({ isrOn: true, ackIntr: true });
  });

  it('OPS-09: with MSI-X off it changes nothing', () => {
    const fixture = new Fixture();
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    const { irq } = fixture.dev;
    const reply = fixture.perform({ cmd: XEN_PCI_OP_disable_msix });
    expect(reply).toEqual({ err: 0, value: fixture.kernel.irqs.pirqOf(irq) });
    expect(fixture.dev.msiEnabled).toBe(true);
    expect(fixture.data.ackIntr).toBe(false);
  });
});
