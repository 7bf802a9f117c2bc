import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, logCount, nodes } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, inUse } from './observations.ts';
import { plugged } from './plugged.ts';
import {
  add,
  beside,
  held,
  key,
  noKey,
  plain,
  remove,
  says,
  settlingWithWriteFault,
  withSpare,
} from './scenario.ts';

/* XB-43, XB-44: a device added or detached, and how that fails. */

/** A detach of the device with this vdev-0; the frontend follows as action 3. */
const unplugged = (id: Case['id'], title: string, change: Action, expected: readonly string[]): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  steps: () => [change, ...held(remove(0)), says(7)],
  expect: () => [
    did(expected, 2),
    inUse([expected.includes('state=5')]),
    connection({ mapped: true, bound: true }),
  ],
});
/** A detach of an address at which the guest has nothing. */
const stuck = (id: Case['id'], title: string, address: string): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  steps: () => [key('vdev-0', address), remove(0), says(7)],
  expect: () => [
    did([], 2),
    nodes('error', []),
    logCount(0),
    inUse([true]),
    connection({ backendState: 7, mapped: true, bound: true }),
  ],
  accept: {
    'skip-unknown-unplug': () => [
      did(['state=8'], 2),
      nodes('error', []),
      logCount(0),
      inUse([true]),
      connection({ backendState: 8, mapped: true, bound: true }),
    ],
  },
});

export const entryCases = cases(
  plugged('XB-43/1', 'dev-N missing: fatal 2', [noKey('dev-1')], ['error=2', 'state=5'], false),
  plugged(
    'XB-43/2',
    'dev-N of three fields: fatal 22',
    [key('dev-1', '0000:01:00')],
    ['error=22', 'state=5'],
    false,
  ),
  plugged('XB-43/3', 'an empty dev-N: fatal 34', [key('dev-1', '')], ['error=34', 'state=5'], false),
  plugged(
    'XB-43/4',
    'dev-N of nothing that is bound: fatal 22',
    [key('dev-1', '0000:ff:1f.7')],
    ['error=22', 'state=5'],
    false,
  ),
  plugged(
    'XB-43/5',
    'dev-N of a device in use: fatal 22',
    [key('dev-1', '{device}')],
    ['error=22', 'state=5'],
    false,
  ),
  plugged(
    'XB-43/6',
    'the roots come before state-N: a bad root_num is fatal between',
    [key('root_num', 'x')],
    ['vdev-1=0000:00:01.00', 'error=34', 'state=5'],
    true,
  ),
  {
    id: 'XB-43/7',
    title: 'a state-N that cannot be written is fatal',
    on: 'one',
    needs: beside,
    setup: withSpare,
    steps: () => [...held(add(1), says(7)), settlingWithWriteFault(21)],
    expect: () => [did(['vdev-1=0000:00:01.00', 'error=28', 'state=5'], 2), inUse([true, true])],
  },
  unplugged('XB-44/1', 'vdev-N missing: fatal 2', noKey('vdev-0'), ['error=2', 'state=5']),
  unplugged('XB-44/2', 'vdev-N of three fields: fatal 22', key('vdev-0', '0000:00:00'), [
    'error=22',
    'state=5',
  ]),
  unplugged('XB-44/3', 'an empty vdev-N: fatal 34', key('vdev-0', ''), ['error=34', 'state=5']),
  stuck(
    'XB-44/4',
    'another slot: the pass ends without error, and the backend stays in Reconfiguring',
    '0000:00:1f.00',
  ),
  stuck('XB-44/5', 'another bus: likewise', '0000:01:00.00'),
  stuck('XB-44/6', 'another domain: likewise', '0001:00:00.00'),
  stuck('XB-44/7', 'another function: likewise', '0000:00:00.07'),
  {
    id: 'XB-44/8',
    title: 'dev-N does not matter',
    on: 'one',
    needs: plain,
    steps: () => [remove(0), noKey('dev-0'), says(7)],
    expect: () => [did(['state=8'], 2), inUse([false])],
  },
);
