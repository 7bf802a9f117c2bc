import { expect, it } from 'vitest';
import { generateEffect, generateStep, isIdle, type Vocabulary } from './generate.ts';
import { Random } from './random.ts';

const plain: Vocabulary = {
  kinds: [['notify', 1]],
  points: ['eoi'],
  pointSteps: ['run'],
  effectRate: 1,
  holdRate: 4,
};

it('draws one effect in three from the interruptions, as they are', () => {
  const interruption = { on: 'lock', nth: 1, then: [{ do: 'affinity' }] } as const;
  const drawn = (vocabulary: Vocabulary) => {
    const random = new Random(1);
    return Array.from({ length: 400 }, () => generateEffect(vocabulary, random));
  };
  const placed = drawn({ ...plain, interruptions: [interruption] }).filter(({ on }) => on === 'lock');
  expect(placed.length).toBeGreaterThan(100);
  expect(placed.length).toBeLessThan(170);
  for (const one of placed) expect(one).toEqual(interruption);
  expect(drawn(plain).every(({ on }) => on === 'eoi')).toBe(true);
});

it('leaves a request the address of its device, and mostly posts it once', () => {
  const random = new Random(1);
  const setup = {
    topology: 'vpci',
    guests: 1,
    devices: [{ name: 'x', guest: 0 }],
    start: 'connected',
  } as const;
  const vocabulary: Vocabulary = { ...plain, prefer: { op: { device: [0, -1] } } };
  const steps = Array.from({ length: 800 }, () => generateStep('op', vocabulary, random, setup)).filter(
    (step) => step.do === 'op',
  );
  const forDevice = steps.filter(({ device }) => device !== -1);
  const explicit = steps.filter(({ device }) => device === -1);
  const spoilt = (some: typeof steps): number => some.filter(({ devfn }) => devfn !== undefined).length;
  expect(spoilt(forDevice)).toBeGreaterThan(0);
  expect(spoilt(forDevice)).toBeLessThan(forDevice.length / 6);
  expect(spoilt(explicit)).toBeGreaterThan(explicit.length / 2);
  const repeated = steps.filter(({ times }) => times !== undefined).length;
  expect(repeated).toBeGreaterThan(20);
  expect(repeated).toBeLessThan(steps.length / 5);
  expect(['domain', 'bus', 'devfn', 'offset'].map((field) => isIdle({ do: 'op' }, field))).toEqual([
    ...[true, true, true, false],
  ]);
  expect(isIdle({ do: 'op', device: -1 }, 'devfn')).toBe(false);
});
