import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  devices,
  devicesMeanwhile,
  fatal,
  lineCount,
  observed,
  order,
  requestCount,
  state,
  writes,
} from '../../../src/conformance/client/client-expect.ts';
import type { ClientStep } from '../../../src/conformance/client/script.ts';
import { attach, backendState, bare, connected, NEXT, node, publish } from './steps.ts';

/* FE-22 to FE-25 and FE-31 to FE-33: following the backend's states. */

const attached: readonly ClientStep[] = [publish, attach];
const passive = (step: number) => [writes([], step), requestCount(0, step)];
const two = { functions: [bare(0), bare(8)] };
const BOTH = ['0000:00:00.00', '0000:00:01.00'];

/** Steps that bring the frontend to a state of its own, where the backend's last state says nothing more. */
const inState: Readonly<Record<string, readonly ClientStep[]>> = {
  Initialised: attached,
  Connected: connected,
  Closing: [node('root_num', 'many'), ...connected, node('root_num', '1')],
  Closed: [...attached, { do: 'close' }],
  Reconfiguring: [...connected, backendState(7)],
};

/** In this state of its own, one of the backend's means nothing. */
const ignores = (id: ClientCase['id'], own: keyof typeof inState, value: number): ClientCase => {
  const before = inState[own] ?? [];
  return {
    id,
    title: `In ${own}, state ${value} of the backend is ignored`,
    setup: two,
    steps: [...before, backendState(value)],
    expect: passive(before.length),
  };
};

export const stateCases = clientCases(
  ...[null, 0, 1, 2, 3].map(
    (value, i): ClientCase => ({
      id: `FE-22/${i + 1}`,
      title: `Ignored while Initialised: ${value === null ? 'no state' : `state ${value}`}`,
      setup: two,
      steps: [...attached, node('state', value === null ? null : String(value))],
      expect: [...passive(2), state(3)],
    }),
  ),
  ...[0, 1, 2, 3].map((value, i) => ignores(`FE-22/${6 + i}`, 'Connected', value)),
  {
    id: 'FE-23/1',
    title: 'Connected while Initialised connects',
    setup: two,
    steps: connected,
    expect: [writes(['state=4'], 2), devices(BOTH), lineCount(0)],
  },
  ignores('FE-23/2', 'Connected', 4),
  ignores('FE-23/3', 'Closing', 4),
  ignores('FE-23/4', 'Closed', 4),
  ignores('FE-23/5', 'Reconfiguring', 4),
  {
    id: 'FE-31/1',
    title: 'Reconfigured while Reconfiguring scans again and connects',
    setup: two,
    steps: [...connected, backendState(7), backendState(8)],
    expect: [
      writes(['state=7'], NEXT),
      writes(['state=4'], NEXT + 1),
      requestCount(254, NEXT + 1),
      devices(BOTH),
    ],
  },
  {
    id: 'FE-31/2',
    title: 'What stops a connect stops this one too',
    setup: two,
    steps: [...connected, backendState(7), node('root_num', 'x'), backendState(8)],
    expect: [fatal(34, NEXT + 2), requestCount(0, NEXT + 2)],
  },
  {
    id: 'FE-31/3',
    title: 'A root that was added meanwhile is scanned',
    setup: { functions: [bare(0), { ...bare(0), bus: 5 }] },
    steps: [...connected, backendState(7), node('root-1', '0000:05'), node('root_num', '2'), backendState(8)],
    expect: [devices(['0000:00:00.00', '0000:05:00.00']), requestCount(255 + 256 + 34, NEXT + 3), state(4)],
  },
  ignores('FE-31/4', 'Initialised', 8),
  ignores('FE-31/5', 'Connected', 8),
  ignores('FE-31/6', 'Closing', 8),
  ignores('FE-31/7', 'Closed', 8),
  ...[5, 6].flatMap((value, i): ClientCase[] => [
    {
      id: `FE-32/${1 + 2 * i}`,
      title: `State ${value} of the backend: a connected frontend removes its buses and goes straight to Closed`,
      setup: two,
      steps: [...connected, backendState(value)],
      expect: [writes(['state=6'], NEXT), devicesMeanwhile([[]], NEXT), devices([]), requestCount(0, NEXT)],
    },
    {
      id: `FE-32/${2 + 2 * i}`,
      title: `State ${value} of the backend: one that is Initialised goes to Closed`,
      setup: two,
      steps: [...attached, backendState(value)],
      expect: [writes(['state=6'], 2), requestCount(0)],
    },
  ]),
  ignores('FE-32/5', 'Closing', 5),
  ignores('FE-32/6', 'Closing', 6),
  ignores('FE-32/7', 'Closed', 5),
  ignores('FE-32/8', 'Closed', 6),
  ignores('FE-32/9', 'Reconfiguring', 5),
  ignores('FE-32/10', 'Reconfiguring', 6),
  {
    id: 'FE-33/1',
    title: 'When the driver goes, buses go first, then the channel, then the grant',
    setup: two,
    steps: [...connected, { do: 'remove' }],
    expect: [
      order(['close', 'revoke', 'state=6'], NEXT),
      devicesMeanwhile([[], []], NEXT),
      observed(
        'state of the channel, and whether the grant can still be mapped',
        ({ world, frontends: [frontend] }) =>
          frontend === undefined
            ? null
            : [world.channels.isClosed(1, frontend.port), typeof world.grants.map(1, frontend.grantRef, 0)],
        [true, 'number'],
      ),
    ],
  },
  {
    id: 'FE-33/2',
    title: 'An AER job that waits goes with the driver',
    setup: { ...two, driver: {} },
    steps: [...connected, { do: 'aer', cmd: 6, then: 'handler' }, { do: 'remove' }, { do: 'event' }],
    expect: [order(['close', 'revoke', 'state=6'], NEXT + 1), order([], NEXT + 2)],
  },
  {
    id: 'FE-33/3',
    title: 'A frontend that never connected gives channel and grant back as well',
    steps: [publish, { do: 'remove' }],
    expect: [order(['close', 'revoke', 'state=6'], 1)],
  },
);
