import { cases } from '../../../src/conformance/case.ts';
import { connection, nodes } from '../../../src/conformance/expect.ts';
import { did, maps } from './observations.ts';
import { bound, create, held, key, plain, publish, says, settle } from './scenario.ts';

/* XB-27: Connected out of turn. */

/** Nothing is written for a frontend that says Connected too early. */
const deaf = (action: number, backendState: number) => ({
  'connected-needs-attach': () => [
    did([], action),
    maps([]),
    connection({ backendState, mapped: false, bound: false }),
  ],
});

export const connectedCases = cases(
  {
    id: 'XB-27/1',
    title: 'a frontend that skips Initialised gets Connected with nothing mapped, and attach is over',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, says(4), publish],
    expect: () => [
      did(['state=4'], 1),
      did([], 2),
      maps([]),
      connection({ backendState: 4, mapped: false, bound: false }),
    ],
    accept: {
      'connected-needs-attach': () => [
        did([], 1),
        did(['state=4'], 2),
        maps([0]),
        connection({ backendState: 4, mapped: true, bound: true }),
      ],
    },
  },
  {
    id: 'XB-27/2',
    title: 'out of Closed with online set',
    on: 'one',
    needs: plain,
    steps: () => [says(6), says(4), { do: 'op', cmd: 0 }],
    expect: () => [
      did(['state=6'], 0),
      did(['state=4'], 1),
      maps([]),
      connection({ backendState: 4, mapped: false, bound: false }),
    ],
    accept: deaf(1, 6),
  },
  {
    id: 'XB-27/3',
    title: 'out of a fatal Closing, and the error key stays',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', 'x')), settle, says(4)],
    expect: () => [
      did(['state=2', 'error=34', 'state=5'], 2),
      did(['state=4'], 3),
      nodes('error', [], 3),
      connection({ backendState: 4, mapped: false }),
    ],
    accept: deaf(3, 5),
  },
  {
    id: 'XB-27/4',
    title: 'out of Closing, and what is posted then is not served',
    on: 'one',
    needs: plain,
    steps: () => [says(5), says(4), { do: 'op', cmd: 0 }],
    expect: () => [
      did(['state=4'], 1),
      maps([]),
      connection({ backendState: 4, mapped: false, bound: false }),
    ],
    accept: deaf(1, 5),
  },
  {
    id: 'XB-27/5',
    title: 'out of Reconfigured it is the regular way',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '7'), says(7), says(4)],
    expect: () => [did(['state=4'], 2), connection({ backendState: 4, mapped: true, bound: true })],
  },
);
