import { describe, expect, it } from 'vitest';
import type { Vocabulary } from './generate.ts';
import { type Hints, noHints } from './hints.ts';
import { mutateProgram } from './mutate.ts';
import type { Action, Program } from './program.ts';
import { Random } from './random.ts';

const vocabulary: Vocabulary = {
  kinds: [['op', 1]],
  points: ['config'],
  pointSteps: ['hardware'],
  effectRate: 1e9,
  holdRate: 1e9,
};
const setup: Program['setup'] = { topology: 'vpci', guests: 1, devices: [{ name: 'x' }], start: 'connected' };
const parent: Program = { setup, actions: [{ do: 'notify' }, { do: 'op', cmd: 2, base: 'msi' }] };
const hints: Hints = {
  words: [
    { offset: 0xd2, size: 2, value: 0x5a80 },
    { offset: 0xe7, size: 1, value: 0 },
  ],
  points: [
    { action: 1, on: 'config', name: '0xd2', times: 3 },
    { action: 1, on: 'lock', name: undefined, times: 3 },
  ],
};
/** Actions of so many mutations. */
const mutations = (given: Hints, words = vocabulary, times = 4000): Action[] => {
  const random = new Random(1);
  return Array.from({ length: times }, () => mutateProgram(parent, parent, words, 8, random, given)).flatMap(
    ({ actions }) => actions,
  );
};
const effectsOf = (actions: readonly Action[]) => actions.flatMap(({ at = [] }) => at);

describe('mutations that know what the parent showed', () => {
  it('write back what a register held, with one bit changed', () => {
    const writes = mutations(hints).flatMap((action) =>
      action.do === 'op' && action.cmd === 1 && action.offset === 0xd2 && action.size === 2 ? [action] : [],
    );
    const bits = new Set(writes.map(({ value = 0 }) => value ^ 0x5a80));
    for (const bit of [1, 0x80, 0x8000]) expect(bits).toContain(bit);
    // A second change of the same program may give it a base again.
    expect(writes.filter(({ base }) => base === undefined).length).toBeGreaterThan(writes.length * 0.8);
  });

  it('write the place of another register, as links of lists have it', () => {
    expect(
      mutations(hints).some((one) => one.do === 'op' && one.offset === 0xd2 && one.value === 0xe700),
    ).toBe(true);
  });

  it('place changes where the backend came by, as often as it did', () => {
    const placed = effectsOf(mutations(hints)).filter(({ name }) => name === '0xd2');
    // A second change of the same program may move one on.
    const within = placed.filter(({ nth }) => nth >= 1 && nth <= 3);
    expect(new Set(within.map(({ nth }) => nth))).toEqual(new Set([1, 2, 3]));
    expect(within.length).toBeGreaterThan(placed.length * 0.9);
    expect(effectsOf(mutations(noHints)).some(({ name }) => name === '0xd2')).toBe(false);
  });

  it('stay within what the target plays', () => {
    expect(effectsOf(mutations(hints)).some(({ on }) => on === 'lock')).toBe(false);
    const onlyMsi = { ...vocabulary, prefer: { op: { cmd: [2, 3] } } };
    expect(mutations(hints, onlyMsi).some((one) => one.do === 'op' && one.offset === 0xd2)).toBe(false);
  });

  it('change more often what the target prefers values for', () => {
    const changed = (field: 'offset' | 'size', words: Vocabulary): number =>
      mutations(noHints, words).filter((one) => one.do === 'op' && one[field] !== undefined).length;
    const preferring = { ...vocabulary, prefer: { op: { offset: [4, 6] } } };
    const once = { ...vocabulary, prefer: { op: { offset: [4] } } };
    expect(changed('offset', preferring)).toBeGreaterThan(1.25 * changed('offset', once));
    expect(changed('size', preferring)).toBeGreaterThan(0);
  });

  it('seldom change the address beside a device that is named', () => {
    const requests = mutations(noHints).flatMap((one) => (one.do === 'op' ? [one] : []));
    const changed = (field: 'bus' | 'size'): number =>
      requests.filter((one) => one[field] !== undefined).length;
    expect(changed('bus')).toBeLessThan(changed('size') / 5);
  });

  it('are the same for the same draw', () => {
    expect(mutations(hints)).toEqual(mutations(hints));
  });
});
