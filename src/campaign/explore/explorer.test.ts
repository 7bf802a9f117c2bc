import { expect, it } from 'vitest';
import { deviceClasses } from './devices.ts';
import { type ExploreConfig, makeExplorer } from './explorer.ts';
import { flipOperations, interleavedOperations } from './operations.ts';
import { rivals } from './rivals.ts';

const config: ExploreConfig = {
  profile: 'hardened',
  flaws: [],
  hardenings: [],
  devices: [],
  operations: [],
  bound: 'standard',
  pairs: true,
  preemptions: 2,
  limit: 200,
};

it('shipped devices: one of every class, every operation in every mode, each unit once', () => {
  const { devices, units } = makeExplorer(config, {});
  expect(devices.map((device) => device.class)).toEqual([...deviceClasses]);
  const ofChanges = units.filter(({ rival }) => rival === undefined);
  expect(ofChanges.length).toBe(flipOperations.length * deviceClasses.length * 6);
  expect(units.length - ofChanges.length).toBe(interleavedOperations.length * rivals.length * 2);
  expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
});

it('one operation, named devices, no preemptions', () => {
  const { units } = makeExplorer(
    { ...config, operations: ['aer', 'events'], devices: ['edu', 'e1000e'], preemptions: 0, bound: 'small' },
    {},
  );
  expect(units.map(({ id }) => id)).toEqual(['aer edu vpci', 'aer e1000e vpci']);
});

it('a bridge is refused: its guest has an empty bus, and requests all the same', () => {
  const { units, run } = makeExplorer(
    { ...config, operations: ['config-read'], bound: 'small', pairs: false },
    {},
  );
  const unit = units.find(({ device }) => device.class === 'bridge');
  if (unit === undefined) throw new Error('no bridge');
  const steps = run(unit, () => 0);
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) continue;
    expect(step.value.violations).toEqual([]);
    expect(step.value.counts.singles.run).toBeGreaterThan(10);
    break;
  }
  const asItStands = makeExplorer({ ...config, profile: 'linux-6.1' }, {}).devices;
  expect([unit.device.refused, asItStands.some(({ refused }) => refused)]).toEqual([true, false]);
});
