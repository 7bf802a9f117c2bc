import { cases } from '../../../src/conformance/case.ts';
import { count, device, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { bind, binds, boundDevices } from '../sys/files.ts';
import { besideRtl, destroy, plain, resets, unloads } from './steps.ts';

/* STUB-20, STUB-29: what an unload leaves alone, and a device that has no reset. */

/** Results of the resets of the device, in order. */
const resetResults = (expected: readonly number[]) =>
  observed(
    'results of function resets',
    ['host-effects'],
    (seen) =>
      seen
        .all('HostExit')
        .filter(({ a, b }) => a === seen.functionIndex() && b === HostCall.ResetFunction)
        .map(({ c }) => c),
    expected,
  );

export const otherDriverCases = cases(
  {
    id: 'STUB-29/5',
    title: 'a device of another driver keeps it when this one is unloaded, and no lock is mishandled',
    on: 'one',
    needs: besideRtl,
    setup: { others: [{ name: 'rtl8139', hostDriver: true }] },
    steps: () => [destroy(), { do: 'unload' }, { do: 'driverBind', driver: 'host', device: 1 }],
    expect: () => [unloads([0], 1), boundDevices(0), binds([-16], 2), count('LockFault', 0)],
  },
  {
    id: 'STUB-20/16',
    title: 'a device without a reset method is told so (25) at bind, and is bound all the same',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    setup: { start: 'idle' },
    steps: () => [bind()],
    expect: () => [resetResults([-25]), resets([false], 0), device({ inUse: false }), boundDevices(1)],
  },
);
