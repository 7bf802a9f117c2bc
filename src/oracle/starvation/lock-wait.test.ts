import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { connected, together } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const two = connected('nic', 'pm-nic');
const detected: Action = { do: 'aer', callback: 'detected' };

describe('starvation: waiting for a lock', () => {
  it('reports another guest that waits for a lock as long as one does not answer (AER-12)', () => {
    expect(judged(two, [detected, { do: 'toolstack', guest: 1, step: 'destroy' }])).toEqual([
      'starvation/lock-wait/pcistub_sem',
    ]);
    expect(
      judged(two, [detected, { do: 'toolstack', guest: 1, step: 'destroy', hold: true }, { do: 'answer' }]),
    ).toEqual([]);
  });

  it('accepts who waits for the very device that is being recovered', () => {
    expect(
      judged(together('nic', 'pm-nic'), [
        detected,
        { do: 'advance', jiffies: 500, hold: true },
        { do: 'unbind', hold: true },
        { do: 'answer' },
      ]),
    ).toEqual([]);
  });
});
