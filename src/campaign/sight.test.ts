import { describe, expect, it } from 'vitest';
import type { Action } from '../program/program.ts';
import { sightOf } from './sight.ts';
import { judgeOf, program } from './testing/bench.ts';

const judge = judgeOf();
const see = (...actions: Action[]) => sightOf(judge.look(program(...actions)).execution.log);

describe('what a program showed', () => {
  it('has the registers it touched, with what they held', () => {
    const { hints } = see({ do: 'op', cmd: 0, offset: 0x3c, size: 1 }, { do: 'op', cmd: 0 });
    expect(hints.words).toContainEqual(expect.objectContaining({ offset: 0x3c, size: 1 }));
    expect(hints.words.find(({ offset }) => offset === 0)?.value).not.toBe(0);
  });

  it('has the points that each action came by, a copied request word by word', () => {
    const { points } = see({ do: 'notify' }, { do: 'op', cmd: 2 }).hints;
    expect(points).toContainEqual({ action: 1, on: 'fetch', name: 'op.value', times: 1 });
    expect(points.filter(({ action, on }) => action === 0 && on === 'fetch').map(({ name }) => name)).toEqual(
      ['flags'],
    );
    expect(points).toContainEqual(expect.objectContaining({ action: 1, on: 'config', name: '0x4' }));
    expect(points).toContainEqual(expect.objectContaining({ action: 1, on: 'notify', name: undefined }));
  });

  it('tells programs apart by what they did, not by their length', () => {
    const { traits } = see({ do: 'op', cmd: 0 });
    expect(new Set(traits).size).toBe(traits.length);
    expect(new Set(see({ do: 'op', cmd: 0 }, { do: 'op', cmd: 0 }, { do: 'op', cmd: 0 }).traits).size).toBe(
      new Set(see({ do: 'op', cmd: 0 }, { do: 'op', cmd: 0 }).traits).size,
    );
    const other = see({ do: 'op', cmd: 1, offset: 4, size: 2, value: 7 }).traits;
    expect(other.some((trait) => !traits.includes(trait))).toBe(true);
  });

  it('is the same for the same program', () => {
    const actions: Action[] = [
      { do: 'op', cmd: 2 },
      { do: 'frontend', step: 'close' },
    ];
    expect(see(...actions)).toEqual(see(...actions));
  });
});
