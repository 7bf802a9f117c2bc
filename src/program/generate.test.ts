import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  generateActions,
  generateEffect,
  generateStep,
  isIdle,
  type Phrase,
  type Vocabulary,
} from './generate.ts';
import type { Setup } from './program.ts';
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

describe('a phrase', () => {
  const two: Setup = {
    topology: 'vpci',
    guests: 2,
    devices: [
      { name: 'x', guest: 0 },
      { name: 'y', guest: 1 },
    ],
    start: 'connected',
  };
  const drawn = (phrase: Phrase, more: Partial<Vocabulary> = {}): string[] => {
    const random = new Random(1);
    const vocabulary: Vocabulary = { ...plain, holdRate: 1e9, phrases: [phrase], phraseRate: 1, ...more };
    return Array.from({ length: 300 }, () => JSON.stringify(generateActions(vocabulary, random, two)));
  };
  const pair: Phrase = [
    { do: 'notify', times: 3 },
    { do: 'notify', guest: 1, times: 2 },
  ];

  it('comes undisturbed every other time, mostly whole', () => {
    const texts = drawn(pair);
    const undisturbed = texts.filter((text) => !text.includes('"at"'));
    expect(undisturbed.length).toBeGreaterThan(120);
    expect(undisturbed.length).toBeLessThan(180);
    expect(undisturbed.filter((text) => text === JSON.stringify(pair)).length).toBeGreaterThan(30);
  });

  it('has either guest begin, and the other do the rest', () => {
    const turned = [
      { do: 'notify', times: 3, guest: 1 },
      { do: 'notify', times: 2 },
    ];
    expect(drawn(pair).filter((text) => isDeepStrictEqual(JSON.parse(text), turned)).length).toBeGreaterThan(
      30,
    );
  });

  it('keeps what happens at its points, done by the other guest when the other begins', () => {
    const closing: Phrase = [
      { do: 'toolstack', step: 'destroy', guest: 1, at: [{ on: 'lock', nth: 4, then: [{ do: 'notify' }] }] },
    ];
    const seen = new Set(drawn(closing, { effectRate: 1e9 }));
    expect(
      [...seen]
        .map((text) => JSON.parse(text)[0])
        .map(({ guest, device, at }) => [guest, device, at[0].then]),
    ).toEqual(
      expect.arrayContaining([
        [1, undefined, [{ do: 'notify' }]],
        [undefined, undefined, [{ do: 'notify', guest: 1 }]],
      ]),
    );
    expect(seen.size).toBe(2);
  });

  it('is done to the first device of the guest that begins', () => {
    const seen = new Set(drawn([{ do: 'op', cmd: 2 }], { effectRate: 1e9 }));
    expect([...seen].sort()).toEqual(['[{"do":"op","cmd":2,"guest":1,"device":1}]', '[{"do":"op","cmd":2}]']);
  });
});
