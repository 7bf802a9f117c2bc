import { describe, expect, it } from 'vitest';
import { Kernel } from '../../host/kernel.ts';
import { hostSeams } from '../../host/seams.ts';
import { testKernelConfig } from '../../host/testing/kernel-config.ts';
import { World } from '../../platform/world.ts';
import { allocMsixTable, MsixTable } from './msix-table.ts';

describe('MsixTable', () => {
  it('holds exactly as many entries as were allocated', () => {
    const table = new MsixTable(2);
    table.set(1, 7, 0xffff);
    expect(table.get(1)).toEqual({ entry: 7, vector: 0xffff });
    for (const use of [() => table.set(2, 0, 0), () => table.get(2), () => table.first(3)]) {
      expect(use).toThrow(expect.objectContaining({ kind: 'out-of-bounds' }));
    }
  });

  it('gives the host entries nobody filled as zeros', () => {
    expect(new MsixTable(2).first(2)).toEqual([
      { entry: 0, vector: 0 },
      { entry: 0, vector: 0 },
    ]);
    expect(new MsixTable(0).first(0)).toEqual([]);
    expect(() => new MsixTable(0).first(1)).toThrow(expect.objectContaining({ kind: 'out-of-bounds' }));
  });
});

describe('allocMsixTable', () => {
  it('OPS-14: accounts 8 bytes an entry; null when memory is short or the block too large', () => {
    const kernel = new Kernel(new World(), hostSeams, testKernelConfig);
    expect(allocMsixTable(kernel, 3)?.bytes).toBe(24);
    expect(kernel.allocated).toBe(24);
    expect(allocMsixTable(kernel, 0x80001)).toBeNull();
    expect(allocMsixTable(kernel, 0x80000)?.capacity).toBe(0x80000);
    const { allocated } = kernel;
    kernel.world.faults.alloc = 1;
    expect(allocMsixTable(kernel, 1)).toBeNull();
    expect(kernel.allocated).toBe(allocated);
  });
});
