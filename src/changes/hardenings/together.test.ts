import { describe, expect, it } from 'vitest';
import { hardenings } from './index.ts';
import {
  connected,
  executorWith,
  program,
  seenByWellBehaved,
  together,
  wellBehaved,
} from './testing/bench.ts';

/** Those that change nothing a well-behaved guest sees in a reply. */
const unseen = hardenings.filter(({ id }) =>
  /^(aer|attach|clear|connected|detach|disconnect|free|hold|one|permissive|power|reconfigure|refuse|return|skip|toggle|undo)-/.test(
    id,
  ),
);

const attacks = [
  program(
    connected('nic', 'plain'),
    { do: 'aer', callback: 'recover' },
    { do: 'toolstack', step: 'destroy', guest: 1 },
  ),
  program(connected('nic'), { do: 'aer', callback: 'detected' }, { do: 'node', name: 'state', value: '6' }),
  program(connected('nic'), { do: 'fault', what: 'reset' }, { do: 'toolstack', step: 'destroy' }),
  program(
    together('nic', 'plain'),
    { do: 'aer', device: 0, callback: 'recover', hold: true },
    { do: 'aer', device: 1, callback: 'recover', hold: true },
    { do: 'unbind', device: 0, hold: true },
    { do: 'toolstack', step: 'destroy' },
  ),
];

describe('the hardenings of stub, xenbus and topology together', () => {
  it('a well-behaved guest sees no difference', () => {
    expect(unseen).toHaveLength(22);
    expect(seenByWellBehaved(unseen)).toEqual(seenByWellBehaved([]));
  });

  it('no lock is misused, nothing crashes, and every task comes to its end', () => {
    const executor = executorWith(hardenings);
    for (const attack of attacks) {
      const { crash, final } = executor.run(attack, 'full');
      expect(crash).toBe(null);
      expect(final.waiting.filter(({ reason }) => reason.startsWith('lock'))).toEqual([]);
    }
  });

  it('all hardenings keep their state in the world: what ran before leaves no trace', () => {
    const executor = executorWith(hardenings);
    const trace = (attack: typeof wellBehaved) => {
      const { log } = executor.run(attack, 'full');
      return [...log.records()].map(({ code, time, a, d }) => `${code} ${time} ${a} ${d}`);
    };
    const fresh = attacks.map(trace);
    trace(wellBehaved);
    expect(attacks.map(trace)).toEqual(fresh);
  });
});
