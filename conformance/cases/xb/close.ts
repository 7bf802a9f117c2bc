import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  device,
  fetches,
  order,
  replies,
  states,
} from '../../../src/conformance/expect.ts';
import { did, inUse, maps, owners } from './observations.ts';
import { bound, create, destroy, held, key, noKey, plain, publish, says, settle, setUp } from './scenario.ts';

/* XB-50 to XB-53: the frontend closes. */

const teardown = ['ChannelUnbind', 'GrantUnmap', 'StateSwitch'] as const;
/** Closed with this key `online`, which ends the connection. */
const ended = (id: Case['id'], title: string, change: ReturnType<typeof key>): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  steps: () => [change, says(6), key('state', '3'), says(3)],
  expect: () => [
    order(teardown, teardown, 1),
    states([6]),
    did(['state=6'], 1),
    did(['state=3'], 2),
    did([], 3),
    owners([-1]),
    device({ owner: -1, inUse: false }),
    connection({ mapped: false, bound: false }),
  ],
});
/** Closed with this key `online`, which keeps it. */
const kept = (id: Case['id'], title: string, value: string): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  steps: () => [key('online', value), says(6), says(5)],
  expect: () => [
    did(['state=6'], 1),
    did(['state=5'], 2),
    owners([]),
    device({ owner: 1, inUse: true }),
    connection({ mapped: false }),
  ],
});

export const closeCases = cases(
  {
    id: 'XB-50/1',
    title: 'Closing: channel, page, then state 5; the devices stay',
    on: 'one',
    needs: plain,
    steps: () => [says(5), read(0)],
    expect: () => [
      order(teardown, teardown, 0),
      did(['state=5'], 0),
      fetches([], 1),
      inUse([true]),
      device({ owner: 1 }),
      connection({ backendState: 5, mapped: false, bound: false }),
    ],
  },
  {
    id: 'XB-50/2',
    title: 'Closing of a frontend that was never attached to',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, says(5)],
    expect: () => [order(teardown, ['StateSwitch'], 1), did(['state=5'], 1), inUse([true])],
  },
  {
    id: 'XB-51/1',
    title: 'Closed with online set: channel, page, state 6, and the devices stay',
    on: 'one',
    needs: plain,
    steps: () => [says(6)],
    expect: () => [
      order(teardown, teardown, 0),
      did(['state=6'], 0),
      owners([]),
      device({ owner: 1, inUse: true }),
      connection({ backendState: 6, mapped: false, bound: false }),
    ],
  },
  ended('XB-51/2', 'online 0 ends the connection', key('online', '0')),
  ended('XB-51/3', 'no online ends it too', noKey('online')),
  ended('XB-51/4', 'so does an online that is no number', key('online', 'x')),
  ended('XB-51/5', 'online is unsigned: -1 cannot be read and ends it', key('online', '-1')),
  kept('XB-51/6', 'any other number keeps it', '2'),
  {
    id: 'XB-51/7',
    title: 'online set to 0 afterwards has effect with the next Closed',
    on: 'one',
    needs: plain,
    steps: () => [says(5), says(6), key('online', '0'), says(6), says(5)],
    expect: () => [
      did(['state=6'], 1),
      did(['online=0'], 2),
      did([], 3),
      did([], 4),
      owners([-1], 3),
      inUse([false]),
    ],
  },
  {
    id: 'XB-52/1',
    title: 'after Closed with online set a frontend that starts again is not served',
    on: 'one',
    needs: plain,
    steps: () => [says(6), says(1), publish, read(0)],
    expect: () => [
      did(['state=6'], 0),
      did([], 1),
      did([], 2),
      maps([]),
      fetches([], 3),
      connection({ backendState: 6, mapped: false }),
      inUse([true]),
    ],
  },
  {
    id: 'XB-52/2',
    title: 'when the toolstack makes the backend anew, it is',
    on: 'one',
    needs: plain,
    steps: () => [says(6), destroy, ...held(create), settle, publish, says(4), read(0)],
    expect: (d) => [did(setUp(d), 3), did(['state=4'], 4), maps([0]), replies([[0, d.dword(0)]], 6)],
  },
  {
    id: 'XB-52/3',
    title: 'Connected alone is followed, without page or channel',
    on: 'one',
    needs: plain,
    steps: () => [says(6), publish, says(4)],
    expect: () => [
      did([], 1),
      did(['state=4'], 2),
      connection({ backendState: 4, mapped: false, bound: false }),
    ],
    accept: {
      'connected-needs-attach': () => [
        did([], 1),
        did([], 2),
        connection({ backendState: 6, mapped: false }),
      ],
    },
  },
  {
    id: 'XB-53/1',
    title: 'page and channel are given up once, however often the frontend closes',
    on: 'one',
    needs: plain,
    steps: () => [says(5), says(6), says(5), says(6)],
    expect: () => [
      count('ChannelUnbind', 1),
      count('GrantUnmap', 1),
      states([5, 6, 5, 6]),
      inUse([true]),
      device({ owner: 1 }),
    ],
  },
  {
    id: 'XB-53/2',
    title: 'a page without channel is unmapped, and no channel unbound',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish, { do: 'fault', what: 'channelBind' }), settle, says(5)],
    expect: () => [count('GrantUnmap', 1), count('ChannelUnbind', 0), connection({ mapped: false })],
  },
);
