import { describe, expect, it } from 'vitest';
import type { Change } from '../changes/change.ts';
import { hardenings } from '../changes/hardenings/index.ts';
import { combine, flawsNamed } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { Causes, causeName } from './cause.ts';
import { Judge } from './judge.ts';
import { judgeOf, library, program } from './testing/bench.ts';

const causesOf = (changes: readonly Change[]): Causes => {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new Causes(made.profile, (profile) => new Judge(new ModelExecutor(library, profile), oracles));
};
const shown = (changes: readonly Change[], attack: Program, oracle: string): Violation => {
  const found = judgeOf(changes)
    .judge(attack)
    .find((violation) => violation.oracle === oracle && !violation.hygiene);
  if (found === undefined) throw new Error(`${oracle} is silent`);
  return found;
};
const cause = (changes: readonly Change[], attack: Program, oracle: string): string =>
  causeName(causesOf(changes).of(attack, shown(changes, attack, oracle)));

const msiTwice = flawsNamed('xsa-157-msi-twice');
const msixTwice = flawsNamed('xsa-157-msix-twice');
const inPlace = flawsNamed('xsa-155-in-place');
const enableMsi = { do: 'op', cmd: 2 } as const;
const enableMsix = { do: 'op', cmd: 4, value: 1 } as const;
const negativeRead = { do: 'op', cmd: 0, offset: -4, size: 4 } as const;

describe('the cause of a violation', () => {
  it('is the flaw without which it is not shown', () => {
    const both = [...msiTwice, ...msixTwice];
    expect(cause(both, program(enableMsi, enableMsi), 'crash')).toBe('xsa-157-msi-twice');
    expect(cause(both, program(enableMsix, enableMsix), 'crash')).toBe('xsa-157-msix-twice');
    expect(cause([...inPlace, ...both], program(enableMsi, enableMsi), 'crash')).toBe('xsa-157-msi-twice');
  });

  it('is the first flaw where each of two is enough', () => {
    const twin: Change = { ...(msiTwice[0] as Change), id: 'twin' };
    expect(cause([...msiTwice, twin], program(enableMsi, enableMsi), 'crash')).toBe('xsa-157-msi-twice');
  });

  it('is a weakness that a hardening closes, beside flaws that have nothing to do with it', () => {
    expect(cause(msiTwice, program(negativeRead), 'reply')).toBe('offset-in-range');
  });

  it('is no hardening whose oracles do not speak of it', () => {
    const causes = causesOf([]);
    const seen = { ...shown([], program(negativeRead), 'reply'), fingerprint: 'never/shown' };
    expect(causeName(causes.of(program(negativeRead), seen))).toBe('offset-in-range');
    expect(causes.of(program(negativeRead), { ...seen, oracle: 'double-fetch' })).toBeNull();
  });

  it('is unknown for something new', () => {
    const unknown: Change = { ...(msiTwice[0] as Change), kind: 'variant', id: 'new' };
    expect(cause([unknown, ...hardenings], program(enableMsi, enableMsi), 'crash')).toBe('');
  });
});
