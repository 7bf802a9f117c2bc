import { describe, expect, it } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev } from '../../platform/recorder.ts';
import type { HostSeams } from '../seams.ts';
import { allPirqs } from '../testing/pirqs.ts';
import { LINE, MSIX, type TestFunction, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

const entries = (...indices: number[]) => indices.map((entry) => ({ vector: 0xffff, entry }));

function made(options: TestFunction = {}, seams: Partial<HostSeams> = {}): PciRig {
  const rig = new PciRig([testFunction(options)], seams);
  rig.pci.enableDevice(rig.dev);
  rig.clear();
  return rig;
}

function enable(rig: PciRig, indices: number[], count = indices.length): number {
  return rig.pci.enableMsix(rig.dev, entries(...indices), count);
}

describe('enable', () => {
  it('OPS-15..17, OPS-25 gives as many vectors as asked, in any order of indices', () => {
    const rig = made();
    const request = entries(3, 0);
    expect(rig.pci.enableMsix(rig.dev, request, 2)).toBe(0);
    expect(request.map(({ vector }) => vector)).toEqual(rig.dev.msixIrqs);
    expect(rig.dev.msixIndices).toEqual([3, 0]);
    expect([rig.dev.msixEnabled, rig.dev.irq]).toEqual([true, LINE]);
    expect([rig.read(MSIX + 2), rig.read(0x04)]).toEqual([0x8003, 0x0403]);
    expect(allPirqs(rig.irqs).map(({ pirq }) => pirq)).toEqual([512, 513]);
    expect(rig.recorder.of(Ev.UnsupportedRequest)).toEqual([]);
  });

  it('is masked as a whole until the table is ready', () => {
    const rig = made();
    enable(rig, [0]);
    expect(rig.recorder.writes().filter((write) => write.startsWith('72:'))).toEqual([
      '72:2=c003',
      '72:2=8003',
    ]);
  });

  it.each([
    ['OPS-19 count 0', [], 0, -22],
    ['OPS-20 count above the table', [0, 1, 2, 3, 4], 5, -28],
    ['OPS-20 index beyond the table', [4], 1, -22],
    ['OPS-20 index beyond the table, far', [0xffff], 1, -22],
    ['OPS-20 duplicate index', [1, 1], 2, -22],
    ['OPS-20 duplicate index, apart', [1, 2, 1], 3, -22],
    ['the whole table, descending', [3, 2, 1, 0], 4, 0],
  ])('%s', (_name, indices, count, expected) => {
    const rig = made();
    expect(enable(rig, indices as number[], count as number)).toBe(expected);
    if (expected !== 0) {
      expect([rig.read(MSIX + 2), rig.read(0x04)]).toEqual([0x0003, 0x0003]);
      expect(rig.irqs.allocated('msix')).toEqual([]);
    }
  });

  it('OPS-20 not in D0, or no capability', () => {
    const rig = made();
    rig.pci.setPowerState(rig.dev, 3);
    expect(enable(rig, [0])).toBe(-22);
    const without = made({ msixEntries: 0 });
    expect(enable(without, [0])).toBe(-22);
  });

  it('OPS-20 count comes before indices and duplicates', () => {
    const rig = made({ msixEntries: 1 });
    expect(enable(rig, [9, 9])).toBe(-28);
  });

  it('OPS-23 the BAR of the table needs a resource with an address', () => {
    const rig = made();
    const table = rig.dev.resource[0];
    if (table === undefined) throw new Error('no BAR 0');
    table.flags |= 0x20000000;
    expect(enable(rig, [0])).toBe(-22);
    table.flags = 0;
    expect(enable(rig, [0])).toBe(-22);
    expect(rig.read(MSIX + 2)).toBe(0x0003);
  });

  it('a shortage of pirqs half way leaves nothing behind', () => {
    const rig = made(
      {},
      {
        writeMsixTable(kernel) {
          kernel.world.faults.pirq = 1; // the next vector finds none
          return 0;
        },
      },
    );
    expect(enable(rig, [0, 1])).toBe(-28);
    expect(rig.irqs.allocated('msix')).toEqual([]);
    expect(allPirqs(rig.irqs)).toEqual([]);
    expect([rig.dev.msixIrqs, rig.dev.msixIndices]).toEqual([[], []]);
    expect([rig.dev.msixEnabled, rig.read(MSIX + 2), rig.read(0x04)]).toEqual([false, 0x0003, 0x0003]);
  });

  it('XSA-157 part 5: a table that is not decoded makes Unsupported Requests', () => {
    const rig = made();
    rig.dev.fn.write(0x04, 2, 0x0000);
    expect(enable(rig, [0, 1])).toBe(0);
    expect(rig.recorder.of(Ev.UnsupportedRequest)).toHaveLength(2);
  });
});

describe('disable', () => {
  it('OPS-09, OPS-25 gives everything back', () => {
    const rig = made();
    enable(rig, [0, 1]);
    rig.pci.disableMsix(rig.dev);
    expect([rig.dev.msixEnabled, rig.read(MSIX + 2), rig.read(0x04)]).toEqual([false, 0x0003, 0x0003]);
    expect(rig.irqs.allocated('msix')).toEqual([]);
    expect(allPirqs(rig.irqs)).toEqual([]);
    rig.clear();
    rig.pci.disableMsix(rig.dev);
    expect(rig.recorder.records).toEqual([]);
  });
});

describe('checks that a change may take away', () => {
  it('XSA-157 part 2: enabling twice frees what the first enable uses', () => {
    const rig = made();
    enable(rig, [0]);
    expect(enable(rig, [1])).toBeLessThan(0);
    expect(rig.recorder.warnings()).toHaveLength(1);
    expect(() => rig.pci.disableMsix(rig.dev)).toThrow(KernelOops);
  });

  it('XSA-157 part 2: MSI-X on top of MSI', () => {
    const rig = made();
    rig.pci.enableMsi(rig.dev);
    expect(enable(rig, [1])).toBeLessThan(0);
    expect(() => rig.pci.disableMsi(rig.dev)).toThrow('freed');
  });

  it('XSA-164: without the index test the table write leaves the table', () => {
    const rig = made({}, { msixIndexValid: () => true });
    expect(() => enable(rig, [4])).toThrow('MSI-X table');
  });

  it('OPS-20: a function that says it has more entries than it has is written what it asked for', () => {
    const rig = made();
    rig.dev.fn.config[rig.dev.msixCap + 2] = 7;
    expect(enable(rig, [4])).toBe(0);
    expect(enable(made(), [4])).toBe(-22);
  });

  it('OPS-21 a table that refuses late gives everything back', () => {
    const rig = made({}, { msixIndexValid: () => true, writeMsixTable: () => -22 });
    expect(enable(rig, [4])).toBe(-22);
    expect(rig.irqs.allocated('msix')).toEqual([]);
  });

  it('without the uniqueness test two vectors share an entry', () => {
    const rig = made({}, { msixEntryUnique: () => true });
    expect(enable(rig, [1, 1])).toBe(0);
    expect(rig.dev.msixIndices).toEqual([1, 1]);
  });

  it('an old host answers with the number available', () => {
    const rig = made({}, { msixShortage: (_kernel, _dev, available) => available });
    expect(enable(rig, [0, 1, 2, 3, 0])).toBe(4);
    expect(rig.dev.msixEnabled).toBe(false);
  });
});
