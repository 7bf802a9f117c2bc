import { expect, it } from 'vitest';
import { prove } from './testing/prove.ts';
import { findingsWith, regressProgram } from './testing/regress.ts';
import { workerGivesUp } from './worker-gives-up.ts';

prove(workerGivesUp, ['crash/use-after-free/flush_work']);

it('worker-gives-up: before the disconnect the channel is deaf', () => {
  const attack = regressProgram('worker-gives-up');
  const first = { ...attack, actions: attack.actions.slice(0, 1) };
  expect(findingsWith([workerGivesUp], first)).toEqual([
    'starvation/eoi-never/xen_pcibk_test_and_schedule_op',
  ]);
  expect(findingsWith([], first)).toEqual([]);
});
