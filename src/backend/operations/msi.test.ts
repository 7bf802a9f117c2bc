import { describe, expect, it } from 'vitest';
import {
  XEN_PCI_OP_disable_msi,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../../abi/pciif.ts';
import { mappedPirqs } from '../../host/testing/pirqs.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { Fixture, GUEST } from './testing/fixture.ts';
import { LEGACY_IRQ } from './testing/function-config.ts';

const enable = { cmd: XEN_PCI_OP_enable_msi, value: 0x77 } as const;
const disable = { cmd: XEN_PCI_OP_disable_msi, value: 0x77 } as const;
const FAILED = { err: -5, value: 0 };

describe('enable_msi', () => {
  it('OPS-05: answers with the pirq of the MSI and stops the helper from acknowledging', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    const reply = fixture.perform(enable);
    const [mapped] = mappedPirqs(fixture.kernel.irqs, GUEST);
    expect(reply).toEqual({ err: 0, value: mapped?.pirq });
    expect(mapped?.irq).toBe(fixture.dev.irq);
    expect(reply.value).not.toBe(LEGACY_IRQ);
    expect(fixture.dev.msiEnabled).toBe(true);
    expect(fixture.data).toMatchObject({ isrOn: true, ackIntr: false });
  });

  it('OPS-06: memory decoding is not required', () => {
    const fixture = new Fixture();
    fixture.dev.fn.write(4, 2, 0);
    expect(fixture.perform(enable).err).toBe(0);
  });

  it('OPS-04: fails without asking the host while MSI or MSI-X is on', () => {
    const fixture = new Fixture();
    fixture.perform(enable);
    const { irq } = fixture.dev;
    expect(fixture.perform(enable)).toEqual(FAILED);
    expect(fixture.dev).toMatchObject({ msiEnabled: true, irq });
    expect(fixture.recording.of(Ev.Warn)).toEqual([]);
    const other = new Fixture();
    expect(other.enableMsix([0]).err).toBe(0);
    expect(other.perform(enable)).toEqual(FAILED);
    expect(other.dev).toMatchObject({ msiEnabled: false, msixEnabled: true });
    expect(other.recording.of(Ev.Warn)).toEqual([]);
    expect(other.recording.of(Ev.HostEnter).filter(([, call]) => call === HostCall.EnableMsi)).toEqual([]);
  });

  it('OPS-04, OPS-07: a refusal by the host looks the same, and leaves ack_intr alone', () => {
    const fixture = new Fixture({ functions: [{ msi: false }] });
    fixture.writeCommand(0x0002);
    expect(fixture.perform(enable)).toEqual(FAILED);
    expect(fixture.data.ackIntr).toBe(true);
    const faulty = new Fixture();
    faulty.world.faults.pirq = 1;
    expect(faulty.perform(enable)).toEqual(FAILED);
    expect(faulty.perform(enable).err).toBe(0);
  });

  it('OPS-04: only the log tells the reasons apart', () => {
    const fixture = new Fixture();
    fixture.perform(enable);
    fixture.perform(enable);
    fixture.perform(disable);
    fixture.enableMsix([0]);
    fixture.perform(enable);
    expect(fixture.recording.lines()).toEqual([
      expect.stringContaining('err -114'),
      expect.stringContaining('err -6'),
    ]);
  });

  it('OPS-04, XSA-43: failures are logged through a limiter', () => {
    const fixture = new Fixture({ functions: [{ msi: false }] });
    for (let i = 0; i < 50; i++) fixture.perform(enable);
    expect(fixture.recording.of(Ev.Log)).toHaveLength(50);
    const lines = fixture.recording.lines();
    expect(lines).toHaveLength(10);
    expect(lines[0]).toContain('0000:03:00.0');
    expect(fixture.recording.of(Ev.Log)[0]?.[3]).toBe(GUEST);
  });
});

describe('disable_msi', () => {
  it('OPS-08: turns MSI off, acknowledges again and answers with the legacy pirq', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.perform(enable);
    expect(fixture.perform(disable)).toEqual({ err: 0, value: LEGACY_IRQ });
    expect(fixture.dev).toMatchObject({ msiEnabled: false, irq: LEGACY_IRQ });
    expect(fixture.data.ackIntr).toBe(true);
    expect(mappedPirqs(fixture.kernel.irqs, GUEST)).toEqual([]);
  });

  it('OPS-08, XSA-157: with nothing on it changes nothing, and is no error', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.data.ackIntr = false;
    fixture.recording.clear();
    expect(fixture.perform(disable)).toEqual({ err: 0, value: LEGACY_IRQ });
    expect(fixture.data.ackIntr).toBe(false);
    expect(fixture.recording.of(Ev.HostEnter)).toEqual([]);
  });

  it('OPS-08: leaves MSI-X alone', () => {
    const fixture = new Fixture();
    fixture.enableMsix([0]);
    expect(fixture.perform(disable).err).toBe(0);
    expect(fixture.dev.msixEnabled).toBe(true);
    expect(fixture.perform({ cmd: XEN_PCI_OP_enable_msix, value: 1 }).err).toBe(-114);
  });

  it('OPS-08: value 0 without a legacy interrupt', () => {
    const fixture = new Fixture({ functions: [{ irq: 0 }] });
    expect(fixture.perform(disable)).toEqual({ err: 0, value: 0 });
  });

  it('OPS-08, OPS-09: a disable that acted, and only such a one, ends in the look at the helper', () => {
    const looks: string[] = [];
    const fixture = new Fixture({ seams: { helperAfterMsiOff: (_driver, dev) => looks.push(dev.name) } });
    fixture.perform(disable);
    expect(looks).toEqual([]);
    fixture.perform(enable);
    fixture.perform(disable);
    expect(looks).toEqual(['0000:03:00.0']);
    fixture.enableMsix([0]);
    fixture.perform({ cmd: XEN_PCI_OP_disable_msix });
    expect(looks).toHaveLength(2);
  });

  it('OPS-10: sets ack_intr without regard to isr_on', () => {
    const fixture = new Fixture();
    fixture.perform(enable);
    fixture.perform(disable);
    expect(fixture.data).toMatchObject({ isrOn: false, ackIntr: true });
  });

  it('OPS-24: decode turned on meanwhile leaves the device without a helper', () => {
    const fixture = new Fixture();
    fixture.perform(enable);
    fixture.writeCommand(0x0002);
    fixture.perform(disable);
    expect(fixture.data).toMatchObject({ enableIntx: true, isrOn: false });
    expect(fixture.kernel.irqs.installed()).toEqual([]);
  });
});
