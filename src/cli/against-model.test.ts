import { expect, it } from 'vitest';
import { shippedDevices } from '../campaign/device-files.ts';
import { makeProfile } from '../changes/profiles.ts';
import { oracles, oracleTitles } from '../oracle/index.ts';
import { oraclesOf } from './against-model.ts';
import { UsageError } from './errors.ts';

const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('no such profile');
const library = shippedDevices();

it('adds the comparison with the model to the other oracles, where it is asked for', () => {
  expect(oraclesOf({ executor: 'linux' }, library, made.profile)).toBe(oracles);
  const judging = oraclesOf({ executor: 'process', againstModel: true }, library, made.profile);
  expect(judging.slice(0, -1)).toEqual(oracles);
  expect(judging.at(-1)?.name).toBe('differential');
  expect([...oracleTitles]).toEqual(judging.map(({ name, title }) => [name, title]));
});

it('refuses to hold the model against itself', () => {
  expect(() => oraclesOf({ executor: 'model', againstModel: true }, library, made.profile)).toThrow(
    UsageError,
  );
});
