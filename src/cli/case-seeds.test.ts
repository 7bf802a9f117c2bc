import { expect, it } from 'vitest';
import { targets } from '../../fuzz/index.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { withKnownDevices } from '../campaign/known-cases.ts';
import { caseSeeds } from './case-seeds.ts';

it('every program target has programs of conformance cases to begin with', async () => {
  const seeds = await caseSeeds(withKnownDevices(shippedDevices()), targets);
  const served = new Set(seeds.map(({ target }) => target));
  expect(seeds.length).toBeGreaterThan(1000);
  expect(targets.map(({ name }) => name).filter((name) => !served.has(name))).toEqual(['lspci-parser']);
});
