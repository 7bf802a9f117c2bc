import { expect, it } from 'vitest';
import { wrapHost } from '../../changes/change.ts';
import type { Action } from '../../program/program.ts';
import { connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');
const two = connected('nic', 'pm-nic');

it('starvation: reports watch events that pile up (XSA-349)', () => {
  const hoarding = defect((seams) => wrapHost(seams, 'mayQueueWatchEvent', () => () => true));
  const flood: Action = { do: 'node', name: 'state', value: '4', times: 200 };
  expect(judged(nic, [flood], hoarding)).toEqual(['starvation/watch-queue/xenwatch']);
  expect(judged(nic, [flood])).toEqual([]);
  expect(judged(two, [{ ...flood, hold: true }, { ...flood, guest: 1 }, flood])).toEqual([]);
});

it('starvation: does not count the events of a driver that was unloaded with those of the next one', () => {
  const actions: Action[] = [
    { do: 'toolstack', step: 'create', hold: true },
    { do: 'unload', at: [{ on: 'lock', nth: 2, then: [{ do: 'run', task: 'any' }] }] },
    { do: 'load' },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ];
  expect(judged({ ...nic, start: 'bound' }, actions)).toEqual([]);
});
