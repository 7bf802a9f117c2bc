import { describe, expect, it } from 'vitest';
import { Random } from '../../program/random.ts';
import { BENCH_ACTIONS } from '../bench.ts';
import { nic } from '../testing/bench.ts';
import { accessesOfBytes } from './byte-accesses.ts';

describe('accesses of bytes', () => {
  const passthrough = { ...nic, topology: 'passthrough' as const };

  it('are sixteen, of valid size and place, whatever the bytes', () => {
    const random = new Random(1);
    for (let length = 0; length < 120; length++) {
      const bytes = Uint8Array.from({ length }, () => random.below(256));
      const { actions } = accessesOfBytes(bytes, [nic]);
      expect(actions.length).toBe(BENCH_ACTIONS);
      for (const action of actions) {
        if (action.do !== 'op') throw new Error(action.do);
        const { offset = 0, size = 0, value = 0 } = action;
        expect([[1, 2, 4].includes(size), offset % size, offset + size <= 256]).toEqual([true, 0, true]);
        expect([value >= 0, value <= 0xffffffff]).toEqual([true, true]);
      }
    }
  });

  it('depend on every byte', () => {
    const bytes = Uint8Array.from({ length: 1 + 6 * BENCH_ACTIONS }, () => 0);
    const plain = JSON.stringify(accessesOfBytes(bytes, [nic, passthrough]));
    for (const at of bytes.keys()) {
      // A place of one byte's size can be anywhere.
      const other = bytes.with(at, 1);
      expect(JSON.stringify(accessesOfBytes(other, [nic, passthrough])), `byte ${at}`).not.toBe(plain);
    }
  });
});
