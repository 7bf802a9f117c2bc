import { enableMsi, hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  device,
  type Expectation,
  lacking,
  observed,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { back, off } from './steps.ts';

const names: Readonly<Record<number, string>> = { 1: 'enable', 2: 'disable', 10: 'MSI off', 12: 'MSI-X off' };
/** What the host is asked to do to the device, of enabling, disabling and turning MSI or MSI-X off, in order. */
const hostCalls = (expected: readonly string[], action: number): Expectation =>
  observed(
    `enables, disables and interrupt switches of the host in action ${action}`,
    ['host-effects'],
    (seen) => seen.all('HostEnter', action).flatMap(({ b }) => names[b] ?? []),
    expected,
  );
const atRest = {
  enableCount: 0,
  isBusmaster: false,
  msiEnabled: false,
  msixEnabled: false,
  helpers: 0,
  vectors: 0,
};
const INVALIDATE = 0x10;
const everythingOff = { 'reset-any-header': () => [device(atRest)] };

/** Reset of bridges (ISR-14). */
export const bridgeResetCases: readonly Case[] = cases(
  {
    id: 'ISR-14/9',
    title:
      'a bridge has INVALIDATE cleared in hardware at bind when it is set, and nothing else written for it',
    on: 'each',
    needs: need.bridge,
    setup: { topology: 'passthrough', start: 'idle' },
    steps: (d) => [hardware(4, 2, d.word(4) | INVALIDATE), { do: 'bind' }],
    expect: () => [
      observed(
        'bits that the last write of COMMAND changes',
        ['host-effects'],
        (seen) =>
          seen
            .configWrites(1)
            .flatMap(([register, before, written]) => (register === 4 ? [before ^ written] : []))
            .at(-1),
        INVALIDATE,
      ),
      device({ isBusmaster: false }),
      hostCalls(['enable'], 1),
    ],
    accept: {
      'reset-any-header': () => [device(atRest)],
    },
  },
  {
    id: 'ISR-14/10',
    title: 'a bridge without INVALIDATE is left alone',
    on: 'each',
    needs: need.all(
      need.bridge,
      need.that((d) => (d.word(4) & INVALIDATE) === 0, 'has memory-write-invalidate on'),
    ),
    setup: { topology: 'passthrough', start: 'idle' },
    steps: () => [{ do: 'bind' }],
    expect: (d) => [
      lacking(configWrites([[4, d.word(4), d.word(4) & ~INVALIDATE]], 0)),
      hostCalls(['enable'], 0),
      device({ enableCount: 1 }),
    ],
    accept: everythingOff,
  },
  {
    id: 'ISR-14/11',
    title: 'the return of a bridge leaves MSI and the enable count as they are',
    on: 'each',
    needs: need.all(need.bridge, need.msi),
    setup: { topology: 'passthrough' },
    steps: () => [off, write(4, 2, 2), enableMsi(), back],
    expect: () => [hostCalls([], 3), device({ msiEnabled: true, enableCount: 1 })],
    accept: everythingOff,
  },
);
