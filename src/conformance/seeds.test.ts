import { expect, it } from 'vitest';
import { shippedDevices } from '../campaign/device-files.ts';
import { withKnownDevices } from '../campaign/known-cases.ts';
import type { Target } from '../campaign/target.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import type { Kind } from '../program/kinds.ts';
import type { Action } from '../program/program.ts';
import type { Case } from './case.ts';
import { seedsOf } from './seeds.ts';

const target = (name: string, ...kinds: Kind[]): Target =>
  ({ name, vocabulary: { kinds: kinds.map((kind) => [kind, 1]) } }) as unknown as Target;
const caseOf = (id: string, steps: Action[], more: Partial<Case> = {}): Case =>
  ({ id, title: id, steps: () => steps, expect: () => [], ...more }) as unknown as Case;

const library = withKnownDevices(shippedDevices());
const read: Action = { do: 'op', cmd: 0 };
const load: Action = { do: 'load' };

it('gives each program to the narrowest target that plays most of its steps', () => {
  const targets = [target('all', 'op', 'load', 'unload'), target('ops', 'op'), target('events', 'notify')];
  const seeds = seedsOf([caseOf('A-01/1', [read]), caseOf('A-01/2', [load, read])], library, targets);
  expect(seeds.map(({ target: name, program }) => [name, program.actions])).toEqual([
    ['ops', [read]],
    ['all', [load, read]],
  ]);
});

it('leaves out what is there already, what nobody plays, and what needs a device that is not there', () => {
  const targets = [target('ops', 'op')];
  const never = () => 'no device has that';
  const cases = [caseOf('A-01/1', [read]), caseOf('A-01/2', [read]), caseOf('A-01/3', [load])];
  expect(seedsOf(cases, library, targets)).toHaveLength(1);
  expect(seedsOf([caseOf('A-01/1', [read], { needs: never })], library, targets)).toEqual([]);
  expect(seedsOf(cases, new DeviceLibrary([]), targets)).toEqual([]);
});
