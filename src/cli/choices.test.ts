import { expect, test } from 'vitest';
import { targets } from '../../fuzz/index.ts';
import { chooseProfile, chooseTargets, flawNames } from './choices.ts';

test('targets by name, in their own order, each once; all without names', () => {
  const all = targets.map(({ name }) => name);
  expect(chooseTargets([]).map(({ name }) => name)).toEqual(all);
  expect(chooseTargets(['msi', 'double-fetch', 'msi']).map(({ name }) => name)).toEqual([
    'double-fetch',
    'msi',
  ]);
});

test('an unknown target: the nearest is proposed', () => {
  expect(() => chooseTargets(['duble-fetch'])).toThrow(
    "fuzz: there is no target 'duble-fetch'; did you mean 'double-fetch'? see `pciback-rig list targets`",
  );
});

test('profiles, with flaws by id and by group', () => {
  expect(chooseProfile().name).toBe('linux-6.1');
  const ids = chooseProfile('hardened', ['xsa-155']).changes.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['xsa-155-in-place', 'xsa-155-msix-count']));
  expect(flawNames()).toEqual(expect.arrayContaining(['xsa-155', 'xsa-155-in-place']));
});

test('unknown profiles and flaws', () => {
  expect(() => chooseProfile('linux-6.2')).toThrow(
    "--profile: there is no profile 'linux-6.2'; did you mean 'linux-6.1'?",
  );
  expect(() => chooseProfile('linux-6.1', ['xsa-156'])).toThrow(
    /^--flaw: there is no flaw 'xsa-156'; did you mean 'xsa-15\d'\? /,
  );
});
