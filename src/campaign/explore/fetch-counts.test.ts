import { expect, it } from 'vitest';
import { makeProfile, type Profile } from '../../changes/profiles.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import type { Program } from '../../program/program.ts';
import { shippedDevices } from '../device-files.ts';
import { fetchCounts, joinedCounts, REQUEST_BYTES } from './fetch-counts.ts';

const program: Program = {
  setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
  actions: [
    { do: 'op', cmd: 0 },
    { do: 'op', cmd: 4, value: 1 },
  ],
};

function counted(...flaws: string[]) {
  const { profile } = makeProfile('hardened', flaws) as { profile: Profile };
  return fetchCounts(new ModelExecutor(shippedDevices(), profile).run(program, 'full'), 1, 1);
}

it('counts the loads of each byte of one request alone', () => {
  expect(counted()).toEqual({ bytes: REQUEST_BYTES, least: 1, most: 1, again: [] });
  const flawed = counted('xsa-155-msix-count');
  expect(flawed).toMatchObject({ bytes: REQUEST_BYTES, least: 1, again: ['op.value'] });
  expect(flawed.most).toBeGreaterThan(1);
});

it('joins the extremes', () => {
  const one = { bytes: 4, least: 0, most: 1, again: [] };
  const other = { bytes: 8, least: 1, most: 3, again: ['op.value'] };
  expect(joinedCounts(undefined, one)).toBe(one);
  expect(joinedCounts(one, other)).toEqual({ bytes: 8, least: 0, most: 3, again: ['op.value'] });
});
