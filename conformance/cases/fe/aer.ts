import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import { order, pageWords } from '../../../src/conformance/client/client-expect.ts';
import type { AerRequest, ClientStep, DriverScript } from '../../../src/conformance/client/script.ts';
import { bare, connected, NEXT } from './steps.ts';

/* FE-20, FE-21: AER. */

const answered = (result: number): string[] => [`answer ${result}`, 'clear PCIB_active', 'event'];
const quietly: Pick<ClientStep, 'then'> = { then: 'handler' };

/** One AER request to a guest whose drivers are like this. */
const served = (
  number: number,
  title: string,
  driver: DriverScript | null,
  request: AerRequest,
  expected: readonly string[],
): ClientCase => ({
  id: `FE-21/${number}`,
  title,
  setup: { functions: [bare(8)], driver },
  steps: [...connected, { do: 'aer', devfn: 8, ...request }],
  expect: [order(expected, NEXT), pageWords({ flags: 2 })],
});

export const aerCases = clientCases(
  {
    id: 'FE-20/1',
    title:
      'On an event the driver is called; its result is there before the flag goes, and then the event is sent',
    setup: { functions: [bare(0), bare(8)], driver: { detected: 3 } },
    steps: [...connected, { do: 'aer', cmd: 6, state: 2, devfn: 8 }],
    expect: [order(['detected in state 2', ...answered(3)], NEXT), pageWords({ flags: 2, 'aer.err': 3 })],
  },
  {
    id: 'FE-20/2',
    title: 'An event without PCIB_active calls nobody',
    setup: { functions: [bare(0)], driver: {} },
    steps: [...connected, { do: 'aer', cmd: 6 }, { do: 'event' }],
    expect: [order([], NEXT + 1)],
  },
  {
    id: 'FE-20/3',
    title: 'Without an event nothing is served',
    setup: { functions: [bare(0)], driver: {} },
    steps: [...connected, { do: 'aer', cmd: 6, event: false }],
    expect: [order([], NEXT), pageWords({ flags: 6, 'aer.err': 1 })],
  },
  {
    id: 'FE-20/4',
    title: 'Events of one request lead to one job',
    setup: { functions: [bare(0)], driver: {} },
    steps: [
      ...connected,
      { do: 'aer', cmd: 6, ...quietly },
      { do: 'event', ...quietly },
      { do: 'event' },
      { do: 'event' },
    ],
    expect: [
      order([], NEXT),
      order([], NEXT + 1),
      order(['detected in state 1', ...answered(2)], NEXT + 2),
      order([], NEXT + 3),
    ],
  },
  {
    id: 'FE-20/5',
    title: 'A request of the driver in the job does not begin the job anew',
    setup: { functions: [bare(0)], driver: { reads: 8 }, answers: [{ on: { offset: 8 }, after: 1000 }] },
    steps: [...connected, { do: 'aer', cmd: 6, state: 3 }],
    expect: [order(['detected in state 3', 'slot', 'set PCIF_active', 'event', ...answered(2)], NEXT)],
  },
  {
    id: 'FE-20/6',
    title: 'After the answer it looks again and serves what was posted meanwhile, without another event',
    setup: {
      functions: [bare(0)],
      driver: {},
      answers: [
        {
          on: { offset: 0x40 },
          times: 1,
          aer: { cmd: 6 },
          later: [
            [552, 8],
            [556, 1],
            [0, 6],
          ],
        },
      ],
    },
    steps: [...connected, { do: 'read', offset: 0x40, size: 4 }],
    expect: [
      order(
        ['slot', 'set PCIF_active', 'event', 'detected in state 1', ...answered(2), 'mmio', ...answered(5)],
        NEXT,
      ),
      pageWords({ flags: 2 }),
    ],
  },
  {
    id: 'FE-20/7',
    title: 'Other bits of the flags stay when the request is answered',
    setup: { functions: [bare(0)], driver: {} },
    steps: [...connected, { do: 'page', words: [[0, 0x10000022]] }, { do: 'aer', cmd: 6 }],
    expect: [pageWords({ flags: 0x10000022 })],
  },
  served(1, 'The result of error_detected', { detected: 4 }, { cmd: 6, state: 3 }, [
    'detected in state 3',
    ...answered(4),
  ]),
  served(2, 'The result of mmio_enabled', { mmio: 3 }, { cmd: 8 }, ['mmio', ...answered(3)]),
  served(3, 'The result of slot_reset', { slotReset: 4 }, { cmd: 9 }, ['slot_reset', ...answered(4)]),
  served(4, 'resume is called, and NONE is answered', {}, { cmd: 7 }, ['resume', ...answered(1)]),
  served(5, 'NONE for a command that is unknown', {}, { cmd: 5 }, answered(1)),
  served(6, 'NONE for the first number after the commands', {}, { cmd: 10 }, answered(1)),
  served(7, 'NONE for a devfn that nobody has', {}, { cmd: 6, devfn: 9 }, answered(1)),
  served(8, 'NONE for a bus that nobody has', {}, { cmd: 6, bus: 1 }, answered(1)),
  served(9, 'NONE for a domain that nobody has', {}, { cmd: 6, domain: 1 }, answered(1)),
  served(10, 'NONE for a device without a driver', null, { cmd: 6 }, answered(1)),
  ...[6, 7, 8, 9].map((cmd, i) =>
    served(
      11 + i,
      `NONE for command ${cmd} to a driver without error_detected`,
      { detected: null },
      { cmd },
      answered(1),
    ),
  ),
);
