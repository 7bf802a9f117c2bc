import { describe, expect, it } from 'vitest';
import { wrapBackend } from '../../changes/change.ts';
import type { Action } from '../../program/program.ts';
import { connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');

describe('starvation: missing EOI', () => {
  it('reports a channel that stays deaf after a late answer (EVT-29)', () => {
    const late: Action[] = [
      { do: 'aer', callback: 'detected' },
      { do: 'advance', jiffies: 75_250 },
      { do: 'answer' },
    ];
    expect(judged(nic, late)).toEqual(['starvation/eoi-never/xen_pcibk_test_and_schedule_op']);
    expect(judged(nic, late.slice(0, 2))).toEqual([]);
  });

  it('reports an event that the worker never acknowledges', () => {
    const forgetful = defect((seams) => wrapBackend(seams, 'workerEnds', () => () => {}));
    expect(judged(nic, [{ do: 'op', cmd: 0, offset: 0 }], forgetful)).toContain(
      'starvation/eoi-never/xen_pcibk_test_and_schedule_op',
    );
  });
});
