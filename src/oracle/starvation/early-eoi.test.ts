import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { at } from '../../program/testing/at.ts';
import { connected, flaw } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');
const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0 };
const detected: Action = { do: 'aer', callback: 'detected' };

describe('starvation: early EOI', () => {
  it('reports an event acknowledged before its request was served (XSA-332)', () => {
    expect(judged(nic, [read], flaw('xsa-332-early-eoi'))).toEqual([
      'starvation/early-eoi/xen_pcibk_handle_event',
    ]);
    expect(judged(nic, [read])).toEqual([]);
  });

  it('accepts the early one that lets the answer to an AER request in (EVT-27)', () => {
    const during: Action[] = [
      { ...read, hold: true },
      { ...detected, hold: true },
      { do: 'run', task: 'worker', at: [at('store', 'op.err', 1, { do: 'run', task: 'aer', steps: 8 })] },
      { do: 'answer' },
    ];
    expect(judged(nic, during)).toEqual([]);
  });
});
