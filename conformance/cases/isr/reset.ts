import { enableMsi, enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { device, type Expectation, observed, order } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { again, back, off, on, withLine, withLineAndMsi } from './steps.ts';

const names: Readonly<Record<number, string>> = { 1: 'enable', 2: 'disable', 10: 'MSI off', 12: 'MSI-X off' };
/** What the host is asked to do to the device, of enabling, disabling and turning MSI or MSI-X off, in order. */
const hostCalls = (expected: readonly string[], action: number): Expectation =>
  observed(
    `enables, disables and interrupt switches of the host in action ${action}`,
    ['host-effects'],
    (seen) => seen.all('HostEnter', action).flatMap(({ b }) => names[b] ?? []),
    expected,
  );
/** Decode bits of COMMAND in hardware at the end. */
const decode = (expected: number): Expectation =>
  observed(
    'IO and MEMORY in hardware at the end',
    ['inspection'],
    (seen) => (seen.device()?.command ?? 0) & 3,
    expected,
  );
/** Decode bits for the BARs a device has. */
const decodable = ({ bars }: DeviceFacts): number =>
  bars.reduce((bits, { kind, inHardware, index }) => {
    if (!inHardware || index === 6) return bits;
    return bits | (kind === 'io' ? 1 : 2);
  }, 0);
const atRest = {
  enableCount: 0,
  isBusmaster: false,
  msiEnabled: false,
  msixEnabled: false,
  helpers: 0,
  vectors: 0,
};
const notOneOfItsOwn = need.that(({ isVf }) => !isVf, 'is a virtual function');

/** Reset of type 0 devices (ISR-14). */
export const resetCases: readonly Case[] = cases(
  {
    id: 'ISR-14/1',
    title: 'at return a type 0 device is disabled once, and is no bus master',
    on: 'each',
    needs: need.ordinary,
    steps: () => [off, write(4, 2, 6), back],
    expect: () => [hostCalls(['disable'], 2), device(atRest)],
  },
  {
    id: 'ISR-14/2',
    title: 'one that is not enabled is not disabled',
    on: 'each',
    needs: need.ordinary,
    steps: () => [off, write(4, 2, 4), back],
    expect: () => [hostCalls([], 2), device(atRest)],
  },
  {
    id: 'ISR-14/3',
    title: 'MSI goes off before the device is disabled',
    on: 'each',
    needs: need.all(need.ordinary, need.msi),
    steps: () => [off, on, enableMsi(), back],
    expect: () => [hostCalls(['MSI off', 'disable'], 3), device(atRest)],
  },
  {
    id: 'ISR-14/4',
    title: 'so does MSI-X',
    on: 'each',
    needs: need.all(need.ordinary, need.msix),
    steps: () => [off, on, enableMsix(1), back],
    expect: () => [hostCalls(['MSI-X off', 'disable'], 3), device(atRest)],
  },
  {
    id: 'ISR-14/5',
    title: 'before all that the helper handler goes',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, on, enableMsi(), back],
    expect: () => [
      order(['IrqFree', 'PirqUnmap'], ['IrqFree', 'PirqUnmap'], 3),
      observed(
        'the handler goes before the host is asked for anything of the reset',
        ['host-effects'],
        (seen) => {
          const steps = seen.inOrder(['IrqFree', 'HostEnter'], 3);
          const at = steps.findIndex(([name]) => name === 'IrqFree');
          return steps.slice(at + 1).flatMap(([, { b }]) => names[b] ?? []);
        },
        ['MSI off', 'disable'],
      ),
    ],
  },
  {
    id: 'ISR-14/6',
    title: 'decode in hardware stays on after the return',
    on: 'each',
    needs: need.all(need.ordinary, notOneOfItsOwn),
    steps: () => [off, write(4, 2, 7), back],
    expect: (d) => [decode(d.word(4) & 3 & ~decodable(d) ? d.word(4) & 3 : decodable(d) | (d.word(4) & 3))],
  },
  {
    id: 'ISR-14/7',
    title: 'a device that is bound is left disabled, with decode on in hardware',
    on: 'each',
    needs: need.all(need.ordinary, notOneOfItsOwn),
    setup: { start: 'idle' },
    steps: () => [{ do: 'bind' }],
    expect: (d) => [
      hostCalls(['enable', 'disable'], 0),
      device(atRest),
      decode(d.word(4) & 3 & ~decodable(d) ? d.word(4) & 3 : decodable(d) | (d.word(4) & 3)),
    ],
  },
  {
    id: 'ISR-14/8',
    title: 'a bound device that a guest has is reset at its return and once more at its release',
    on: 'each',
    needs: withLine,
    steps: () => [off, on, { do: 'unbind' }],
    expect: () => [hostCalls(['disable'], 2), device(null)],
  },
  {
    id: 'ISR-14/12',
    title: 'the next guest finds the device as the first one did',
    on: 'each',
    needs: withLine,
    steps: () => [off, write(4, 2, 7), back, ...again, off, write(4, 2, 7)],
    expect: () => [
      hostCalls(['enable'], 1),
      hostCalls(['disable'], 2),
      hostCalls([], 5),
      hostCalls(['enable'], 6),
      device({ enableCount: 1, isBusmaster: true, helpers: 1 }),
    ],
  },
);
