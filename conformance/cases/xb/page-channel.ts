import { GNTST_bad_gntref, GNTST_general_error } from '../../../src/abi/grant.ts';
import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  eois,
  logCount,
  nodes,
  observed,
  order,
  states,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, maps } from './observations.ts';
import { attachment, bound, create, held, key, own, plain, publish, says, settle } from './scenario.ts';

/* XB-23 to XB-26: page and channel. */

/** The map fails with this status. */
const unmapped = (id: Case['id'], title: string, status: number, ...changes: readonly Action[]): Case =>
  attachment(id, title, changes, {
    expect: () => [
      did([`error=${-status}`, 'state=5', 'error=2'], changes.length + 2),
      observed(
        'final error text',
        ['xenstore'],
        (seen) => seen.nodes('error').at(-1),
        '2 Error mapping other domain page in ours.',
      ),
      maps([status]),
      count('ChannelBind', 0),
      states([5], changes.length + 2),
      logCount(2, changes.length + 2),
      connection({ backendState: 5, mapped: false, bound: false }),
    ],
  });
const closedChannel: Action = { do: 'channel', how: 'close' };
/** What is seen when the channel cannot be bound. */
const unbound = (action: number, mapped: boolean) => [
  did(['error=22', 'state=5'], action),
  order(
    ['GrantMap', 'ChannelBind', 'GrantUnmap'],
    mapped ? ['GrantMap', 'ChannelBind'] : ['GrantMap', 'ChannelBind', 'GrantUnmap'],
    action,
  ),
  maps([0], action),
];

export const pageChannelCases = cases(
  unmapped(
    'XB-23/1',
    'a reference beyond the table: the raw status, then 2',
    GNTST_bad_gntref,
    own('pci-op-ref', '4294967295'),
  ),
  unmapped('XB-23/2', 'a revoked grant', GNTST_general_error, { do: 'grant', how: 'revoke' }),
  unmapped('XB-23/3', 'a page granted for reading alone', GNTST_general_error, {
    do: 'grant',
    how: 'readonly',
  }),
  unmapped('XB-23/4', 'a page granted to another domain', GNTST_general_error, {
    do: 'grant',
    how: 'foreign',
  }),
  unmapped('XB-23/5', 'a map that fails for reasons of the hypervisor', GNTST_general_error, {
    do: 'fault',
    what: 'grantMap',
  }),
  {
    id: 'XB-24/1',
    title: 'a channel that cannot be bound is fatal 22 and leaves the page mapped',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish, closedChannel), settle],
    expect: () => [...unbound(3, true), connection({ backendState: 5, mapped: true, bound: false })],
    accept: {
      'undo-failed-attach': () => [
        ...unbound(3, false),
        connection({ backendState: 5, mapped: false, bound: false }),
      ],
    },
  },
  {
    id: 'XB-24/2',
    title: 'the page is unmapped when the frontend closes',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish, { do: 'fault', what: 'channelBind' }), settle, says(6)],
    expect: () => [
      ...unbound(3, true),
      order(['GrantUnmap', 'ChannelUnbind', 'StateSwitch'], ['GrantUnmap', 'StateSwitch'], 4),
      connection({ backendState: 6, mapped: false }),
    ],
    accept: {
      'undo-failed-attach': () => [
        ...unbound(3, false),
        order(['GrantUnmap', 'ChannelUnbind', 'StateSwitch'], ['StateSwitch'], 4),
        connection({ backendState: 6, mapped: false }),
      ],
    },
  },
  {
    id: 'XB-24/3',
    title:
      'the channel is bound with late EOI: the run right after it ends when the driver says so, as spurious',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish), settle],
    expect: () => [count('HandlerEnter', 1, {}, 2), eois([[1, 0]], 2), count('EoiDone', 1, {}, 2)],
  },
  {
    id: 'XB-25/1',
    title: 'map, bind, Connected, in this order and once each',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, publish],
    expect: () => [
      order(['GrantMap', 'ChannelBind', 'StateSwitch'], ['GrantMap', 'ChannelBind', 'StateSwitch'], 1),
      states([4], 1),
      nodes('error', []),
      logCount(0),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'XB-25/2',
    title: 'what the frontend posts then is served',
    on: 'each',
    needs: plain,
    setup: bound,
    steps: () => [create, publish, says(4), read(0)],
    expect: (d) => [
      did(['state=4'], 1),
      did([], 2),
      observed('replies', ['fetches'], (seen) => seen.replies(3), [[0, d.dword(0)]]),
    ],
  },
  {
    id: 'XB-26/1',
    title: 'a connected backend does not attach again',
    on: 'one',
    needs: plain,
    steps: () => [says(3), publish, read(0)],
    expect: () => [
      did([]),
      maps([]),
      count('ChannelBind', 0),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'XB-26/2',
    title: 'not after a reconfiguration either',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '7'), says(7), publish, says(4), publish],
    expect: () => [
      did(['state=7', 'state=8', 'state=4']),
      maps([]),
      connection({ backendState: 4, mapped: true }),
    ],
  },
);
