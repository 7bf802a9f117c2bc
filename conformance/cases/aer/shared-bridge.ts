import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { configWrites, type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { DeviceSetup } from '../../../src/program/program.ts';
import { apartFrom } from '../vpci/steps.ts';
import { answer, call, killed, killOf, kills } from './steps.ts';

/* AER-22 where a bridge stands above: everything below it is asked, in the order of the devices. */

const names = ['pci-bridge#0c:06.0', 'pci-bridge#0d:01.0', 'pci-bridge#0d:02.0'] as const;
const [bridge, first, second] = names;
/** Devices 1 to 3: the bridge, and two functions right below it. */
const below = (...two: readonly [Partial<DeviceSetup>, Partial<DeviceSetup>]): CaseSetup => ({
  guests: 2,
  topology: 'passthrough',
  device: { guest: null },
  others: [{ name: bridge }, { name: first, ...two[0] }, { name: second, ...two[1] }],
});
const two = below({ guest: 0 }, { guest: 1 });

/** `[device, callback, vote]` of every call, in order. */
const votes = (
  expected: readonly (readonly [device: number, callback: number, vote: number])[],
): Expectation =>
  observed(
    'votes of the recovery [device, callback, vote]',
    ['host-effects'],
    (seen) =>
      seen
        .all('AerVerdict')
        .map(({ a, b, c }) => [[0, 1, 2, 3].findIndex((number) => seen.functionIndex(number) === a), b, c]),
    expected,
  );
const outcome = (verdict: number, success: 0 | 1): Expectation =>
  observed(
    'outcome of the recovery [verdict, success]',
    ['host-effects'],
    (seen) => seen.all('AerRecovery').map(({ b, c }) => [b, c]),
    [[verdict, success]],
  );
/** Votes of both in each round, callback by callback. */
const rounds = (...all: readonly (readonly [callback: number, one: number, other: number])[]): Expectation =>
  votes(
    all.flatMap(([callback, one, other]) => [[2, callback, one] as const, [3, callback, other] as const]),
  );

/** Both answer each round; the first round's votes are the point. */
const merged = (
  number: number,
  title: string,
  answers: readonly (readonly [one: number, other: number])[],
  expected: readonly Expectation[],
  accept?: readonly Expectation[],
): Case => ({
  id: `AER-22/${number}`,
  title,
  on: 'one',
  needs: apartFrom(...names),
  setup: two,
  steps: () => [
    call('recover', { device: 2, state: 1 }),
    ...answers.flatMap(([one, other]) => [answer(one, 0), answer(other, 1)]),
  ],
  expect: () => expected,
  ...(accept === undefined ? {} : { accept: { 'aer-answer-checked': () => accept } }),
});

const recovered = [
  [2, 5, 5],
  [3, 0, 0],
] as const;

export const sharedBridgeCases: readonly Case[] = cases(
  merged(
    18,
    'NEED_RESET of one function stands after CAN_RECOVER of the next',
    [
      [3, 2],
      [5, 5],
      [5, 5],
    ],
    [rounds([0, 3, 2], ...recovered), killed(0), outcome(5, 1)],
  ),
  merged(
    19,
    'NEED_RESET of the second replaces CAN_RECOVER of the first',
    [
      [2, 3],
      [5, 5],
      [5, 5],
    ],
    [rounds([0, 2, 3], ...recovered), killed(0), outcome(5, 1)],
  ),
  merged(
    20,
    'DISCONNECT of one gives way to NEED_RESET of the next',
    [
      [4, 3],
      [5, 5],
      [5, 5],
    ],
    [rounds([0, 4, 3], ...recovered), killed(1), outcome(5, 1)],
  ),
  merged(
    21,
    'DISCONNECT stands after CAN_RECOVER: failed after detected',
    [[4, 2]],
    [rounds([0, 4, 2]), killed(1), outcome(4, 0)],
  ),
  merged(
    22,
    'NO_AER_DRIVER of the second ends it whatever the first wants',
    [
      [3, 6],
      [5, 5],
      [5, 5],
    ],
    [rounds([0, 3, 6]), killed(0), outcome(6, 0)],
    [rounds([0, 3, 1], ...recovered), kills([killOf(1)]), outcome(5, 1)],
  ),
  {
    id: 'AER-22/23',
    title: 'a frozen channel below a bridge: the bridge resets its bus, and all that is on it',
    on: 'one',
    needs: apartFrom(...names),
    setup: two,
    steps: () => [
      call('recover', { device: 3, state: 2 }),
      answer(5, 0),
      answer(5, 1),
      answer(5, 0),
      answer(5, 1),
    ],
    expect: () => [
      rounds([0, 5, 5], [3, 0, 0]),
      observed(
        'devices that are reset',
        ['host-effects'],
        (seen) =>
          seen
            .all('FunctionReset')
            .map(({ a }) => [1, 2, 3].find((number) => seen.functionIndex(number) === a)),
        [2, 3],
      ),
      observed(
        'bridge control, bit 6 (reset of the bus) of each write',
        ['host-effects'],
        (seen) => seen.configWrites(2, 1).map(([at, before, written]) => [at, before & 0x40, written & 0x40]),
        [
          [0x3e, 0, 0x40],
          [0x3e, 0x40, 0],
        ],
      ),
      configWrites([], 1, 1),
      outcome(5, 1),
    ],
  },
  {
    id: 'AER-22/24',
    title: 'a function whose driver has no error handlers is not asked',
    on: 'one',
    needs: apartFrom(...names),
    setup: below({ hostDriver: true }, { guest: 0 }),
    steps: () => [call('recover', { device: 3, state: 1 }), answer(2), answer(5), answer(5)],
    expect: () => [
      votes([
        [3, 0, 2],
        [3, 1, 5],
        [3, 3, 0],
      ]),
      outcome(5, 1),
    ],
  },
  {
    id: 'AER-22/25',
    title: 'nor is one without a driver',
    on: 'one',
    needs: apartFrom(...names),
    setup: below({}, { guest: 0 }),
    steps: () => [
      { do: 'driverUnbind', device: 2 },
      call('recover', { device: 3, state: 1 }),
      answer(2),
      answer(5),
      answer(5),
    ],
    expect: () => [
      votes([
        [3, 0, 2],
        [3, 1, 5],
        [3, 3, 0],
      ]),
      outcome(5, 1),
    ],
  },
);
