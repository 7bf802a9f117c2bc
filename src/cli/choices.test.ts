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

test('hardenings are added, those outside hardened too; flaws stay outermost', () => {
  const ids = (...of: Parameters<typeof chooseProfile>) => chooseProfile(...of).changes.map(({ id }) => id);
  expect(ids('linux-6.1', [], ['offset-in-range', 'offset-in-range'])).toEqual(['offset-in-range']);
  expect(ids('linux-6.1', ['size-unchecked'], ['offset-in-range'])).toEqual([
    'offset-in-range',
    'size-unchecked',
  ]);
  expect(ids('hardened', [], ['shared-line-or-subpage-bar']).at(-1)).toBe('shared-line-or-subpage-bar');
  expect(ids('hardened', [], ['offset-in-range'])).toEqual(ids('hardened'));
  expect(ids('linux-5.9', [], ['offset-in-range'])).toEqual(['offset-in-range', ...ids('linux-5.9')]);
});

test('an unknown hardening: the nearest is proposed', () => {
  expect(() => chooseProfile('linux-6.1', [], ['ofset-in-range'])).toThrow(
    "--hardening: there is no hardening 'ofset-in-range'; did you mean 'offset-in-range'? see `pciback-rig list hardenings`",
  );
  expect(() => chooseProfile('linux-6.1', [], ['xsa-155'])).toThrow(
    /^--hardening: there is no hardening 'xsa-155'/,
  );
});

test('changes that exclude each other', () => {
  expect(() => chooseProfile('linux-6.1', ['no-helper', 'xsa-157'])).toThrow(
    "--flaw: 'no-helper' and 'xsa-157-helper-on-msi' exclude each other; leave one of the two out",
  );
  expect(() => chooseProfile('linux-4.3', ['reply-whole-op'])).toThrow(
    "--flaw: 'xsa-155-in-place' and 'reply-whole-op' exclude each other; 'xsa-155-in-place' is part of linux-4.3: leave " +
      'the other out or choose another --profile',
  );
});
