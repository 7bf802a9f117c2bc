import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { aerAnswerChecked } from './aer-answer-checked.ts';
import { connected, program, records, run, seenByWellBehaved, written } from './testing/bench.ts';

describe('aer-answer-checked', () => {
  const attack = (result: number) =>
    program(connected('nic'), { do: 'aer', callback: 'recover', state: 1 }, { do: 'answer', result });
  const verdict = (result: number, ...changes: (typeof aerAnswerChecked)[]) =>
    records(run(attack(result), changes).execution, Ev.AerVerdict)[0]?.c;

  it('an answer that is no recovery result counts as none, and kills', () => {
    expect(run(attack(77), []).findings).toContain('host-integrity/aer-answer/common_process');
    const { execution, findings } = run(attack(77), [aerAnswerChecked]);
    expect(findings).not.toContain('host-integrity/aer-answer/common_process');
    expect(written(execution, '/aerState')).toEqual(['aerfail']);
  });

  it.each([0, 6, 77, 0xffffffff])('%i becomes 1', (result) => {
    expect(verdict(result)).toBe(result);
    expect(verdict(result, aerAnswerChecked)).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])('%i passes', (result) => {
    expect(verdict(result, aerAnswerChecked)).toBe(result);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([aerAnswerChecked])).toEqual(seenByWellBehaved([]));
  });
});
