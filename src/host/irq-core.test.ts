import { describe, expect, it } from 'vitest';
import { KernelOops } from '../platform/oops.ts';
import { Ev, LockFault } from '../platform/recorder.ts';
import { FIRST_DYNAMIC_IRQ, FIRST_MSI_PIRQ, type IrqHandler, UNCLAIMED_LIMIT } from './irq-core.ts';
import { LINE } from './pci/testing/function.ts';
import { PciRig } from './pci/testing/rig.ts';
import { allPirqs, mappedPirqs } from './testing/pirqs.ts';

class TestHandler implements IrqHandler {
  readonly fn: number;
  claims = true;
  calls = 0;
  depth = -1;
  rig: PciRig | null = null;

  constructor(fn = -1) {
    this.fn = fn;
  }

  handleInterrupt(): boolean {
    this.calls++;
    this.depth = this.rig?.kernel.lockGraph.atomicDepth ?? -1;
    return this.claims;
  }
}

describe('numbers', () => {
  it('gives the lowest free number above the legacy lines', () => {
    const { irqs } = new PciRig();
    expect([irqs.allocate('msi'), irqs.allocate('event')]).toEqual([
      FIRST_DYNAMIC_IRQ,
      FIRST_DYNAMIC_IRQ + 1,
    ]);
    irqs.free(FIRST_DYNAMIC_IRQ);
    expect(irqs.allocate('msix')).toBe(FIRST_DYNAMIC_IRQ);
    expect(irqs.allocated('msix')).toEqual([FIRST_DYNAMIC_IRQ]);
    expect(irqs.allocated('msi')).toEqual([]);
  });

  it('a GSI is its own pirq; a message-signalled interrupt has another', () => {
    const { irqs } = new PciRig();
    const irq = irqs.allocate('msi');
    expect(irqs.pirqOf(LINE)).toBe(LINE);
    expect(irqs.mapPirq(irq, 7)).toBe(FIRST_MSI_PIRQ);
    expect(irqs.pirqOf(irq)).toBe(FIRST_MSI_PIRQ);
    expect(irqs.pirqOf(irq)).not.toBe(irq);
    expect(irqs.pirqOf(999)).toBe(0);
  });

  it('OPS-22 each domain has pirqs of its own, unmapped for the domain of the allocation', () => {
    const rig = new PciRig();
    const { irqs } = rig;
    const first = irqs.allocate('msi');
    const second = irqs.allocate('msi');
    const third = irqs.allocate('msi');
    expect([irqs.mapPirq(first, 7), irqs.mapPirq(second, 7), irqs.mapPirq(third, 9)]).toEqual([
      512, 513, 512,
    ]);
    expect(mappedPirqs(irqs, 7).map(({ irq }) => irq)).toEqual([first, second]);
    irqs.free(first);
    expect(allPirqs(irqs)).toHaveLength(2);
    expect(rig.recorder.of(Ev.PirqUnmap)).toEqual([[7, 512, first, 0, 0]]);
  });

  it('freeing a number that is not in use is an oops', () => {
    const { irqs } = new PciRig();
    expect(() => irqs.free(400)).toThrow(KernelOops);
  });
});

describe('handlers', () => {
  it('shares a line only when all agree', () => {
    const rig = new PciRig();
    const { irqs } = rig;
    expect(irqs.request(LINE, new TestHandler(0), 'a', true)).toBe(0);
    expect(irqs.request(LINE, new TestHandler(), 'b', true)).toBe(0);
    expect(irqs.request(LINE, new TestHandler(), 'c', false)).toBe(-16);
    expect(irqs.installed().map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rig.recorder.of(Ev.IrqRequest)[0]?.slice(0, 3)).toEqual([LINE, 0, 0]);
  });

  it('an exclusive handler keeps others out', () => {
    const { irqs } = new PciRig();
    irqs.request(LINE, new TestHandler(), 'a', false);
    expect(irqs.request(LINE, new TestHandler(), 'b', true)).toBe(-16);
  });

  it('refuses numbers that are not in use, and injected faults', () => {
    const rig = new PciRig();
    expect(rig.irqs.request(0, new TestHandler(), 'a', true)).toBe(-22);
    expect(rig.irqs.request(255, new TestHandler(), 'a', true)).toBe(-22);
    rig.world.faults.requestIrq = 1;
    expect(rig.irqs.request(LINE, new TestHandler(), 'a', true)).toBe(-16);
    expect(rig.irqs.installed()).toEqual([]);
  });

  it('removes the right one; a stranger is a WARN', () => {
    const rig = new PciRig();
    const a = new TestHandler();
    const b = new TestHandler();
    rig.irqs.request(LINE, a, 'a', true);
    rig.irqs.request(LINE, b, 'b', true);
    rig.irqs.release(LINE, a);
    expect(rig.irqs.installed().map(({ name }) => name)).toEqual(['b']);
    rig.irqs.release(LINE, a);
    expect(rig.recorder.warnings()).toHaveLength(1);
    expect(rig.irqs.installed()).toHaveLength(1);
  });

  it('may sleep, so not under a spinlock', () => {
    const rig = new PciRig();
    rig.kernel.lockGraph.atomicDepth = 1;
    rig.irqs.request(LINE, new TestHandler(), 'a', true);
    expect(rig.recorder.of(Ev.LockFault)[0]?.[0]).toBe(LockFault.SleepInAtomic);
  });

  it('XSA-157 part 3: freeing an interrupt that has a handler is an oops', () => {
    const { irqs } = new PciRig();
    const irq = irqs.allocate('msi');
    irqs.request(irq, new TestHandler(), 'xen-pciback[0000:03:00.0]', true);
    expect(() => irqs.free(irq)).toThrow('still has an action');
  });
});

describe('interrupts', () => {
  it('runs every handler in atomic context', () => {
    const rig = new PciRig();
    const [a, b] = [new TestHandler(), new TestHandler()];
    a.rig = rig;
    rig.irqs.request(LINE, a, 'a', true);
    rig.irqs.request(LINE, b, 'b', true);
    expect(rig.irqs.raise(LINE, false)).toBe(true);
    expect([a.calls, b.calls, a.depth]).toEqual([1, 1, 1]);
    expect(rig.kernel.lockGraph.atomicDepth).toBe(0);
    expect(rig.recorder.of(Ev.IrqRaised)).toEqual([[LINE, 1, 0, 0, 0]]);
  });

  it('gives a line up after too many unclaimed interrupts in a row', () => {
    const rig = new PciRig();
    const handler = new TestHandler();
    rig.irqs.request(LINE, handler, 'a', true);
    handler.claims = false;
    for (let i = 0; i < UNCLAIMED_LIMIT - 1; i++) rig.irqs.raise(LINE, false);
    handler.claims = true;
    rig.irqs.raise(LINE, false);
    handler.claims = false;
    for (let i = 0; i < UNCLAIMED_LIMIT - 1; i++) rig.irqs.raise(LINE, false);
    expect(rig.recorder.of(Ev.LineShut)).toEqual([]);
    rig.irqs.raise(LINE, false);
    expect(rig.recorder.of(Ev.LineShut)).toHaveLength(1);
    const before = handler.calls;
    expect(rig.irqs.raise(LINE, false)).toBe(false);
    expect(handler.calls).toBe(before);
  });

  it('a line comes back when its first handler is installed anew', () => {
    const rig = new PciRig();
    const handler = new TestHandler();
    handler.claims = false;
    rig.irqs.request(LINE, handler, 'a', true);
    for (let i = 0; i < UNCLAIMED_LIMIT; i++) rig.irqs.raise(LINE, false);
    rig.irqs.release(LINE, handler);
    handler.claims = true;
    rig.irqs.request(LINE, handler, 'a', true);
    expect(rig.irqs.raise(LINE, false)).toBe(true);
  });

  it('an interrupt of a guest that the host has no handler for is the guest s', () => {
    const rig = new PciRig();
    expect(rig.irqs.raise(LINE, true)).toBe(true);
    const handler = new TestHandler();
    handler.claims = false;
    rig.irqs.request(LINE, handler, 'a', true);
    expect(rig.irqs.raise(LINE, true)).toBe(false);
  });
});

describe('ISR-11 sharing with other domains', () => {
  it('is what the environment says; a failing query counts as shared, an unknown number as not', () => {
    const { irqs } = new PciRig();
    expect(irqs.testShared(LINE)).toBe(0);
    irqs.setShared(LINE, true);
    expect(irqs.testShared(LINE)).toBe(1);
    irqs.setShared(LINE, false);
    irqs.setShareQueryFails(LINE, true);
    expect(irqs.testShared(LINE)).toBe(1);
    expect(irqs.testShared(200)).toBe(0);
  });
});
