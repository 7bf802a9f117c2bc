import { expect, it } from 'vitest';
import { wrapBackend } from '../../changes/change.ts';
import type { Action } from '../../program/program.ts';
import { connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');
const detected: Action = { do: 'aer', callback: 'detected' };

it('starvation: accepts the wait of 300 s itself (AER-12), and reports one without bound', () => {
  const endless = defect((seams) => wrapBackend(seams, 'aerWaitSeconds', () => () => 1e6));
  expect(judged(nic, [detected])).toEqual([]);
  expect(judged(nic, [detected], endless)).toEqual([expect.stringMatching(/^starvation\/unbounded-wait\//)]);
});
