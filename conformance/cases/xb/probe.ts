import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, device, errorReports, logCount } from '../../../src/conformance/expect.ts';
import { did, errorPaths, inUse } from './observations.ts';
import {
  bound,
  create,
  creation,
  dom0Writes,
  held,
  key,
  noKey,
  noOwn,
  own,
  plain,
  publish,
  says,
  settle,
  setUp,
} from './scenario.ts';

/* XB-01 to XB-03: how a backend comes to be. */

/** Nothing is made of the node, and nobody is told. */
const ignored = (id: Case['id'], title: string, change: ReturnType<typeof key>): Case =>
  creation(
    id,
    title,
    () => [change],
    () => [],
    {
      expect: () => [
        did([], 2),
        errorPaths([]),
        logCount(0),
        connection({ backendState: 1, mapped: false }),
        count('WatchQueued', 0),
        inUse([false]),
      ],
    },
  );

export const probeCases = cases(
  {
    id: 'XB-01/1',
    title: 'a backend node is left alone in every state but Initialising',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create),
      ...['0', '2', '3', '4', '5', '6', '7', '8', '11', '', 'x'].map((state) => key('state', state)),
      noKey('state'),
      key('state', '1'),
    ],
    expect: (d) => [
      ...['0', '2', '3', '4', '5', '6', '7', '8', '11', '', 'x'].map((state, i) =>
        did([`state=${state}`], i + 1),
      ),
      did(['state'], 12),
      did(['state=1', ...setUp(d)], 13),
    ],
  },
  creation('XB-01/2', 'a node in state 1 is probed', () => [], setUp),
  {
    id: 'XB-01/3',
    title: 'a node whose device is there is not probed again in state 1',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '1'), says(5)],
    expect: () => [did(['state=1'], 0), did(['state=5'], 1)],
  },
  {
    id: 'XB-01/4',
    title: 'nodes that were there before the driver are probed when it comes, those in state 1 alone',
    on: 'one',
    needs: plain,
    setup: { start: 'unloaded', guests: 2 },
    steps: () => [
      create,
      { do: 'toolstack', step: 'create', guest: 1 },
      { do: 'backendNode', guest: 1, name: 'state', value: '2' },
      { do: 'load', hide: '({0})' },
    ],
    expect: (d) => [
      did(setUp(d), 3),
      connection({ backendState: 3 }),
      connection({ backendState: 2 }, 1),
      device({ owner: 1, inUse: true }),
    ],
  },
  {
    id: 'XB-01/5',
    title: 'nodes of other types, and directories above a device, are none',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      dom0Writes('/local/domain/0/backend/vbd/1/0/state', '1'),
      dom0Writes('/local/domain/0/backend/pci/state', '1'),
      dom0Writes('/local/domain/0/backend/pci/1/state', '1'),
      ...held(create),
      dom0Writes('{backend}/deep/er/key', '1'),
    ],
    expect: (d) => [
      did(['state=1'], 0),
      did(['state=1'], 1),
      did(['state=1'], 2),
      did(['key=1', ...setUp(d)], 4),
    ],
  },
  ignored('XB-02/1', 'no device without frontend, and no word about it', noKey('frontend')),
  ignored('XB-02/2', 'no device without frontend-id, and no word about it', noKey('frontend-id')),
  ignored(
    'XB-02/3',
    'no device for a frontend path that is not there',
    key('frontend', '/local/domain/77/device/pci/0'),
  ),
  ignored('XB-02/4', 'no device for an empty frontend path', key('frontend', '')),
  {
    id: 'XB-02/5',
    title: 'the missing key being supplied is enough to try again',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, noKey('frontend-id'), noKey('frontend')),
      key('frontend', '/local/domain/1/device/pci/0'),
      key('online', '1'),
      key('frontend-id', '1'),
    ],
    expect: (d) => [
      did(['frontend=/local/domain/1/device/pci/0'], 3),
      did(['online=1'], 4),
      did(['frontend-id=1', ...setUp(d)], 5),
    ],
  },
  {
    id: 'XB-02/6',
    title: 'a frontend path that comes into being is seen only when the backend node is touched',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, key('frontend', '/local/domain/1/device/pci/0/late')),
      settle,
      own('late/state', '1'),
      own('late', ''),
      key('online', '1'),
    ],
    expect: (d) => [did([], 2), did([], 3), did([], 4), did(['online=1', ...setUp(d)], 5)],
  },
  creation(
    'XB-02/7',
    'a frontend directory without state is probed and then unregistered',
    () => [noOwn('state')],
    (d) => [...setUp(d), 'state=6'],
  ),
  {
    ...ignored('XB-02/8', 'no device for a frontend-id that is no number', key('frontend-id', 'abc')),
    info: true,
  },
  creation(
    'XB-03/1',
    'InitWait comes first, then what the watch callback does',
    () => [key('num_devs', '0')],
    () => ['state=2', 'root-0=0000:00', 'root_num=1', 'state=3'],
  ),
  {
    id: 'XB-03/2',
    title: 'without memory for the connection: fatal ENOMEM, and the frontend is not listened to',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, { do: 'fault', what: 'alloc' }), settle, publish, says(5), says(6)],
    expect: () => [
      did(['error=12', 'state=5'], 2),
      errorReports([{ errno: 12, names: [] }], 2),
      did([], 3),
      did([], 4),
      did([], 5),
      count('GrantMap', 0),
      connection({ backendState: 5, mapped: false, bound: false }),
      inUse([false]),
    ],
  },
  {
    id: 'XB-03/3',
    title: 'the watch covers keys under the node',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('state-0', '5')],
    expect: () => [did(['state-0=5'], 1), inUse([false])],
  },
);
