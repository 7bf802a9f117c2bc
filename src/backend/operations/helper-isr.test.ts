import { describe, expect, it } from 'vitest';
import { XEN_PCI_OP_enable_msi } from '../../abi/pciif.ts';
import { Ev } from '../../platform/recorder.ts';
import { controlIsr } from './helper-isr.ts';
import { Fixture } from './testing/fixture.ts';
import { LEGACY_IRQ } from './testing/function-config.ts';

/** Runs the control with `enableIntx` as given. */
function control(fixture: Fixture, wanted: boolean, reset = false): void {
  fixture.data.enableIntx = wanted;
  controlIsr(fixture.driver, fixture.dev, reset);
}

const handlerNames = (fixture: Fixture) => fixture.kernel.irqs.installed().map(({ name }) => name);

describe('controlIsr', () => {
  it('ISR-07, ISR-09: installs a shared handler under the device’s name and acknowledges', () => {
    const fixture = new Fixture();
    control(fixture, true);
    expect(handlerNames(fixture)).toEqual(['xen-pciback[0000:03:00.0]']);
    const [installed] = fixture.kernel.irqs.installed();
    expect(installed).toMatchObject({ shared: true, handler: { fn: fixture.dev.fn.index } });
    expect(fixture.data).toMatchObject({ irq: LEGACY_IRQ, isrOn: true, ackIntr: true });
  });

  it('ISR-08, ISR-09: removes it when it is no longer wanted', () => {
    const fixture = new Fixture();
    control(fixture, true);
    control(fixture, false);
    expect(handlerNames(fixture)).toEqual([]);
    expect(fixture.data).toMatchObject({ irq: 0, isrOn: false, ackIntr: false });
    expect(fixture.recording.of(Ev.Warn)).toEqual([]);
  });

  it('ISR-08: removes it from the line it was put on, not from the present one', () => {
    const fixture = new Fixture();
    control(fixture, true);
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    control(fixture, false);
    expect(handlerNames(fixture)).toEqual([]);
    expect(fixture.data).toMatchObject({ irq: 0, isrOn: false });
  });

  it('ISR-01: does nothing without device data, or for another header type', () => {
    const fixture = new Fixture();
    fixture.data.enableIntx = true;
    fixture.dev.hdrType = 1;
    controlIsr(fixture.driver, fixture.dev, true);
    expect(fixture.data.enableIntx).toBe(true);
    fixture.dev.hdrType = 0;
    fixture.dev.driverData = null;
    controlIsr(fixture.driver, fixture.dev, false);
    expect(handlerNames(fixture)).toEqual([]);
  });

  it('ISR-02: a reset wants nothing and removes it', () => {
    const fixture = new Fixture();
    control(fixture, true);
    control(fixture, true, true);
    expect(fixture.data).toMatchObject({ enableIntx: false, isrOn: false, ackIntr: false });
    expect(handlerNames(fixture)).toEqual([]);
  });

  it('ISR-02, ISR-03: a reset stops acknowledging also where there is no handler', () => {
    const fixture = new Fixture();
    fixture.data.ackIntr = true;
    control(fixture, true, true);
    expect(fixture.data.ackIntr).toBe(false);
    expect(fixture.recording.of(Ev.IrqFree)).toEqual([]);
  });

  it('ISR-03: not wanted and not there: nothing else is touched', () => {
    const fixture = new Fixture();
    fixture.data.irq = 99;
    fixture.data.ackIntr = true;
    control(fixture, false);
    expect(fixture.data).toMatchObject({ irq: 99, ackIntr: true });
  });

  it('ISR-05: without a line there is no handler, no error and no log line', () => {
    const fixture = new Fixture({ functions: [{ irq: 0 }] });
    fixture.data.ackIntr = true;
    expect(fixture.writeCommand(0x0002)).toEqual({ err: 0, value: 2 });
    expect(fixture.data).toMatchObject({ enableIntx: true, isrOn: false, ackIntr: true });
    expect(fixture.recording.of(Ev.Log)).toEqual([]);
    expect(fixture.recording.of(Ev.IrqRequest)).toEqual([]);
  });

  it('ISR-04, ISR-06: while MSI is on it is not installed, but the line is noted', () => {
    const fixture = new Fixture();
    fixture.perform({ cmd: XEN_PCI_OP_enable_msi });
    fixture.data.ackIntr = true;
    control(fixture, true);
    expect(fixture.data).toMatchObject({ irq: fixture.dev.irq, isrOn: false, ackIntr: true });
    expect(fixture.recording.of(Ev.IrqRequest)).toEqual([]);
  });

  it('ISR-06: nor while MSI-X is on', () => {
    const fixture = new Fixture();
    fixture.enableMsix([0]);
    control(fixture, true);
    expect(fixture.data.isrOn).toBe(false);
  });

  it('ISR-07: when the host refuses, one line is logged and the request still succeeds', () => {
    const fixture = new Fixture();
    fixture.world.faults.requestIrq = 1;
    expect(fixture.writeCommand(0x0002)).toEqual({ err: 0, value: 2 });
    expect(fixture.data).toMatchObject({ enableIntx: true, irq: LEGACY_IRQ, isrOn: false, ackIntr: false });
    expect(fixture.recording.lines()).toHaveLength(1);
  });

  it('installs a second one when isr_on was taken away from the first (SYS-08)', () => {
    const fixture = new Fixture();
    control(fixture, true);
    fixture.data.isrOn = false;
    control(fixture, true);
    expect(handlerNames(fixture)).toHaveLength(2);
    control(fixture, false);
    expect(handlerNames(fixture)).toHaveLength(1);
  });
});
