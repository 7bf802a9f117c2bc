import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import type { ClientExpectation } from '../../../src/conformance/client/client-expect.ts';
import {
  fatal,
  lineCount,
  observed,
  order,
  pageWords,
  requestCount,
  state,
  writes,
} from '../../../src/conformance/client/client-expect.ts';
import type { DriverScript } from '../../../src/conformance/client/script.ts';
import { bare, connected, NEXT } from './steps.ts';

/* CHG-09, CHG-10: the frontend of 6.12 beside that of 6.1. */

const dies = (expected: string | null): ClientExpectation =>
  observed('what the guest kernel dies of', ({ oops }) => oops, expected);

const without = (
  number: number,
  linux: '6.1' | '6.12',
  handler: string,
  cmd: number,
  driver: DriverScript,
  answer: number,
): ClientCase => ({
  id: `CHG-09/${number}`,
  title: `${linux}: a driver without ${handler} ${linux === '6.1' ? 'is called all the same' : 'is no obstacle'}`,
  setup: { linux, functions: [bare(0)], driver },
  steps: [...connected, { do: 'aer', cmd }],
  expect:
    linux === '6.1'
      ? [dies(`the driver has no ${handler}`), order([], NEXT), pageWords({ flags: 6 })]
      : [
          dies(null),
          order([`answer ${answer}`, 'clear PCIB_active', 'event'], NEXT),
          pageWords({ flags: 2 }),
        ],
});

/** Cases of area CHG that are about the frontend. */
export const changeCases = clientCases(
  without(1, '6.12', 'mmio_enabled', 8, { mmio: null }, 5),
  without(2, '6.12', 'slot_reset', 9, { slotReset: null }, 5),
  without(3, '6.12', 'resume', 7, { resume: null }, 1),
  without(4, '6.1', 'mmio_enabled', 8, { mmio: null }, 0),
  without(5, '6.1', 'slot_reset', 9, { slotReset: null }, 0),
  without(6, '6.1', 'resume', 7, { resume: null }, 0),
  {
    id: 'CHG-10/1',
    title: '6.12: a software IOTLB that cannot be had does not matter',
    setup: { linux: '6.12', iotlb: -12 },
    steps: connected,
    expect: [writes(['state=4'], 2), lineCount(0), state(4)],
  },
  {
    id: 'CHG-10/2',
    title: '6.1: connecting fails when no software IOTLB can be had',
    setup: { linux: '6.1', iotlb: -12 },
    steps: connected,
    expect: [fatal(12, 2), requestCount(0)],
  },
);
