import { describe, expect, it } from 'vitest';
import type { Execution } from '../executor/execution.ts';
import { oracles } from '../oracle/index.ts';
import { type Oracle, violation } from '../oracle/oracle.ts';
import { Judge } from './judge.ts';
import { judgeOf, program, xsa155, xsa157 } from './testing/bench.ts';

const twice = program({ do: 'op', cmd: 2 }, { do: 'op', cmd: 2 });
const calm = program({ do: 'op', cmd: 0 });

describe('the judge', () => {
  it('asks every oracle of an executor that sees everything', () => {
    expect(judgeOf().skipped).toEqual([]);
    expect(judgeOf().oracles).toEqual(oracles);
  });

  it('skips an oracle that needs what an executor lacks, and says what', () => {
    const { executor } = judgeOf();
    const blind = new Judge(
      {
        name: 'blind',
        sees: new Set(['log-lines', 'virtual-time'] as const),
        run: (...rest) => executor.run(...rest),
      },
      oracles,
    );
    expect(blind.oracles.map(({ name }) => name)).toEqual(['crash', 'log-rate']);
    expect(blind.skipped).toContainEqual({
      oracle: 'double-fetch',
      reason: 'blind does not show fetches, host-effects',
    });
    expect(blind.skipped).toContainEqual({ oracle: 'lock', reason: 'blind does not show locks' });
    expect(blind.oracles.length + blind.skipped.length).toBe(oracles.length);
    expect(blind.shows(twice, violation('lock', 'x', 'y', [], '', ''))).toBe(false);
  });

  it('looks before it judges', () => {
    expect(judgeOf(xsa157).look(twice).suspicious).toBe(true);
    expect(judgeOf().look(twice).suspicious).toBe(false);
    expect(judgeOf(xsa157).look(calm).suspicious).toBe(false);
  });

  it('lists each violation once, in the order of the oracles', () => {
    const judge = judgeOf([...xsa157, ...xsa155]);
    const found = judge.judge(
      program(
        { do: 'op', cmd: 4, value: 1 },
        { do: 'op', cmd: 5 },
        { do: 'op', cmd: 2 },
        { do: 'op', cmd: 2 },
        { do: 'op', cmd: 2 },
      ),
    );
    expect(found.map(({ oracle }) => oracle)).toEqual(['crash', 'double-fetch']);
    expect(judgeOf().judge(twice)).toEqual([]);
  });

  it('says whether a program shows one violation', () => {
    const judge = judgeOf(xsa157);
    const [warn] = judge.judge(twice);
    if (warn === undefined) throw new Error('no violation');
    expect([judge.shows(twice, warn), judge.shows(calm, warn)]).toEqual([true, false]);
    expect(judge.shows(twice, { ...warn, fingerprint: 'crash/bug/elsewhere' })).toBe(false);
  });

  it('hands an oracle the form it wants, and counts what it runs', () => {
    const forms: string[] = [];
    const curious = (name: string, wantsFull?: true): Oracle => ({
      name,
      title: '',
      needs: [],
      suspects: () => true,
      ...(wantsFull ? { wantsFull } : {}),
      judge: ({ form }: Execution, replay) => {
        forms.push(`${name} ${form}`);
        if (wantsFull) forms.push(`replay ${replay(calm).form}`);
        return [];
      },
    });
    const judge = new Judge(judgeOf().executor, [curious('patient', true), curious('quick')]);
    judge.judge(calm);
    expect(forms.sort()).toEqual(['patient full', 'quick digest', 'replay full']);
    expect(judge.executions).toBe(3);
  });
});
