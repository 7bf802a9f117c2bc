import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, logCount } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, inUse, maps } from './observations.ts';
import {
  attachment,
  bound,
  create,
  held,
  key,
  noOwn,
  own,
  plain,
  publish,
  says,
  settle,
} from './scenario.ts';

/* XB-20 to XB-22: when the backend attaches, and what it reads. */

/** Of the action in which the backend looks, after one that creates and as many held ones as there are changes. */
const unreadable = (id: Case['id'], title: string, errno: number, ...changes: readonly Action[]): Case =>
  attachment(id, title, changes, {
    expect: () => [
      did([`error=${errno}`, 'state=5'], changes.length + 2),
      maps([]),
      count('ChannelBind', 0),
      connection({ backendState: 5, mapped: false, bound: false }),
      inUse([true]),
    ],
  });

export const attachCases = cases(
  {
    id: 'XB-20/1',
    title: 'a frontend that is not in Initialised is not attached to, whatever it has published',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish, says(1)), settle, says(2), says(8)],
    expect: () => [
      did([], 3),
      did([], 4),
      did([], 5),
      maps([]),
      logCount(0),
      connection({ backendState: 3, mapped: false }),
    ],
  },
  {
    id: 'XB-20/2',
    title: 'Initialised once it is there is enough',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(publish, says(1)), settle, says(3)],
    expect: () => [did(['state=4'], 4), maps([0]), connection({ mapped: true, bound: true })],
  },
  ...[1, 2, 5, 6, 7, 8].map(
    (state, i): Case => ({
      id: `XB-20/${i + 3}`,
      title: `with the own state ${state} in xenstore an Initialised frontend is not attached to`,
      on: 'one',
      needs: plain,
      setup: bound,
      // InitWait is what the set-up starts from, so its keys are made to fail first.
      steps: () => [
        create,
        ...held(key('num_devs', 'x')),
        settle,
        key('state', String(state)),
        ...held(publish),
        settle,
      ],
      expect: () => [did([], 5), maps([]), connection({ mapped: false, bound: false })],
    }),
  ),
  {
    id: 'XB-20/9',
    title: 'the gate looks at xenstore, so a state 3 of the toolstack opens it',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('state', '6'), ...held(publish), settle, ...held(key('state', '3')), says(3)],
    expect: () => [did([], 3), did(['state=4'], 5), maps([0]), connection({ backendState: 4, mapped: true })],
  },
  unreadable('XB-21/1', 'without pci-op-ref: fatal 2', 2, noOwn('pci-op-ref')),
  unreadable('XB-21/2', 'without event-channel: fatal 2', 2, noOwn('event-channel')),
  unreadable('XB-21/3', 'without magic: fatal 2', 2, noOwn('magic')),
  unreadable('XB-21/4', 'pci-op-ref of abc: fatal 22', 22, own('pci-op-ref', 'abc')),
  unreadable('XB-21/5', 'an empty pci-op-ref: fatal 22', 22, own('pci-op-ref', '')),
  unreadable('XB-21/6', 'pci-op-ref is unsigned: -8 is fatal 22', 22, own('pci-op-ref', '-8')),
  unreadable('XB-21/7', 'event-channel of abc: fatal 22', 22, own('event-channel', 'abc')),
  unreadable('XB-21/8', 'event-channel is unsigned: -1 is fatal 22', 22, own('event-channel', '-1')),
  unreadable(
    'XB-21/9',
    'pci-op-ref is looked at before event-channel',
    22,
    own('pci-op-ref', 'x'),
    noOwn('event-channel'),
  ),
  unreadable(
    'XB-21/10',
    'a missing pci-op-ref counts before an unparsable event-channel',
    2,
    noOwn('pci-op-ref'),
    own('event-channel', 'x'),
  ),
  unreadable(
    'XB-21/11',
    'event-channel is looked at before magic',
    22,
    own('event-channel', 'x'),
    noOwn('magic'),
  ),
  unreadable(
    'XB-21/12',
    'a missing key counts before a wrong magic',
    2,
    noOwn('event-channel'),
    own('magic', '8'),
  ),
  attachment('XB-21/13', 'text behind the numbers is ignored', [], {
    steps: () => [create, ...held(publish, own('pci-op-ref', '8x'), own('event-channel', ' 1 ')), settle],
    expect: () => [
      did(['state=4'], 4),
      maps([0]),
      count('ChannelBind', 1),
      connection({ mapped: true, bound: true }),
    ],
  }),
  ...['7\n', '8', '', '77', ' 7', '07', '7.0'].map(
    (magic, i): Case =>
      unreadable(`XB-22/${i + 1}`, `magic ${JSON.stringify(magic)}: fatal 14`, 14, own('magic', magic)),
  ),
);
