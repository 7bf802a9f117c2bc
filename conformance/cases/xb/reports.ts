import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import {
  connection,
  device,
  logCount,
  nodes,
  order,
  replies,
  states,
} from '../../../src/conformance/expect.ts';
import { did, errorPaths, inUse } from './observations.ts';
import {
  bound,
  create,
  held,
  key,
  noKey,
  plain,
  remove,
  says,
  settle,
  settlingWithWriteFault,
  withTwo,
} from './scenario.ts';

/* XB-60 to XB-62: errors. */

export const reportCases = cases(
  {
    id: 'XB-60/1',
    title: 'a fatal error: its key under error/ and the path of the backend node, one log line, then state 5',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', 'x')), settle],
    expect: () => [
      errorPaths(['/local/domain/0/error/backend/pci/1/0/error']),
      did(['state=2', 'error=34', 'state=5'], 2),
      logCount(1),
      states([2, 5]),
      order(['Log', 'StateSwitch'], ['StateSwitch', 'Log', 'StateSwitch']),
    ],
  },
  {
    id: 'XB-60/2',
    title: 'the second error in a row writes the key again and no state, which is 5 already',
    on: 'one',
    needs: plain,
    steps: () => [...held(noKey('vdev-0'), remove(0)), settle, says(7), key('state', '7'), says(7)],
    expect: () => [
      did(['error=2', 'state=5'], 3),
      did(['error=2'], 5),
      logCount(2),
      connection({ backendState: 7 }),
    ],
    accept: {
      'reconfigure-resyncs-state': () => [
        did(['error=2', 'state=5'], 3),
        did(['error=2', 'state=5'], 5),
        logCount(2),
        connection({ backendState: 5 }),
      ],
    },
  },
  {
    id: 'XB-60/3',
    title: 'an error on the way to Closing is reported, and not fatal once more',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'fault', what: 'xenstoreBegin', count: 2 }, says(5)],
    expect: () => [
      did(['error=12', 'error=12'], 1),
      states([]),
      logCount(2, 1),
      connection({ backendState: 4, mapped: false }),
    ],
    info: true,
  },
  {
    id: 'XB-60/4',
    title:
      'an error key that cannot be written is one more log line, and the state goes to Closing all the same',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', 'x')), settlingWithWriteFault(10)],
    expect: () => [did(['state=2', 'state=5'], 2), errorPaths([]), logCount(2)],
    info: true,
  },
  {
    id: 'XB-61/1',
    title: 'a fatal error leaves page, channel and devices, and requests are served',
    on: 'one',
    needs: plain,
    setup: withTwo,
    steps: () => [...held(noKey('vdev-1')), remove(1), says(7), read(0)],
    expect: (d) => [
      did(['error=2', 'state=5'], 2),
      order(['ChannelUnbind', 'GrantUnmap', 'Owner'], []),
      replies([[0, d.dword(0)]], 3),
      connection({ backendState: 5, mapped: true, bound: true }),
      inUse([true, true]),
      device({ owner: 1 }, 1),
    ],
  },
  {
    id: 'XB-62/1',
    title: 'the frontend answers a fatal Closing with Closed, and the connection is torn down',
    on: 'one',
    needs: plain,
    steps: () => [
      ...held(noKey('vdev-0')),
      remove(0),
      says(7),
      says(4),
      key('state', '5'),
      { do: 'frontend', step: 'service' },
    ],
    expect: () => [
      nodes('state', ['6', '6'], 5),
      connection({ frontendState: 6, backendState: 6, mapped: false, bound: false }),
      inUse([true]),
    ],
  },
  {
    id: 'XB-62/2',
    title: 'with online 0 it ends the connection',
    on: 'one',
    needs: plain,
    steps: () => [key('online', '0'), key('state', '5'), { do: 'frontend', step: 'service' }],
    expect: () => [
      nodes('state', ['6', '6'], 2),
      connection({ frontendState: 6, backendState: 6, mapped: false }),
      inUse([false]),
    ],
  },
  {
    id: 'XB-62/3',
    title: 'a frontend that has closed already does nothing about it',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'frontend', step: 'close' }, key('state', '5'), { do: 'frontend', step: 'service' }],
    expect: () => [
      nodes('state', ['6', '6'], 0),
      nodes('state', [], 2),
      connection({ frontendState: 6, backendState: 5 }),
    ],
  },
);
