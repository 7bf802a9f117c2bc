import { describe, expect, it } from 'vitest';
import type { Program, Setup } from '../../program/program.ts';
import type { Hardening } from '../change.ts';
import { duplicateFieldFailsBind } from './duplicate-field-fails-bind.ts';
import { at, bound, lines, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('duplicate-field-fails-bind', () => {
  const idle = (name: string): Setup => ({ ...bound(), start: 'idle', devices: [{ name }] });
  const bind = program(idle('malformed'), { do: 'bind', device: 0 });
  /** Memory held in the end, without that of the match list. */
  const left = (attack: Program, ...changes: Hardening[]) => {
    const listed = program(attack.setup, { do: 'sysfs', attribute: 'new_slot', value: '{device}' });
    return run(attack, changes).execution.final.allocated - run(listed, []).execution.final.allocated;
  };

  it('CONF-30: the bind fails', () => {
    const takenAsSuccess = /probe gave 1/;
    const core = lines(run(bind, []).execution);
    expect(core.some((line) => takenAsSuccess.test(line))).toBe(true);
    const hardened = lines(run(bind, [duplicateFieldFailsBind]).execution);
    expect(hardened.some((line) => takenAsSuccess.test(line))).toBe(false);
    expect(hardened.some((line) => /failed with error -22/.test(line))).toBe(true);
  });

  it('nothing is left of the fields', () => {
    expect(left(bind)).toBeGreaterThan(0);
    expect(left(bind, duplicateFieldFailsBind)).toBe(0);
  });

  it('CONF-38: nor after a failure of another kind', () => {
    const noMemory = at('config', '0x4', 1, { do: 'fault', what: 'alloc' });
    const failing = program(idle('nic'), { do: 'bind', device: 0, at: [noMemory] });
    expect(left(failing)).toBeGreaterThan(0);
    expect(left(failing, duplicateFieldFailsBind)).toBe(0);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([duplicateFieldFailsBind])).toEqual(seenByWellBehaved([]));
  });
});
