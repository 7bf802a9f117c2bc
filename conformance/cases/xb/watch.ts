import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, states } from '../../../src/conformance/expect.ts';
import { did, inUse } from './observations.ts';
import {
  bound,
  create,
  creation,
  held,
  key,
  noOwn,
  own,
  plain,
  publish,
  says,
  settle,
  setUp,
} from './scenario.ts';

/* XB-04, XB-05: what the watches see. */

export const watchCases = cases(
  creation(
    'XB-04/1',
    'a frontend that was in Closing before the probe is looked at when its watch is registered',
    () => [says(5)],
    (d) => [...setUp(d), 'state=5'],
  ),
  {
    id: 'XB-04/2',
    title: 'events of the frontend watch that wait are merged, and the last state counts',
    on: 'one',
    needs: plain,
    steps: () => [...held({ do: 'node', name: 'state', value: '5', times: 200 }, says(6)), settle],
    expect: () => [
      count('WatchQueued', 1),
      states([6]),
      did(['state=6']),
      connection({ mapped: false, bound: false }),
    ],
  },
  {
    id: 'XB-04/3',
    title: 'one state after the other is one event each',
    on: 'one',
    needs: plain,
    steps: () => [says(5), says(6)],
    expect: () => [count('WatchQueued', 2), states([5, 6])],
  },
  ...['abc', '', '0'].map(
    (value, i): Case => ({
      id: `XB-05/${i + 1}`,
      title: `a frontend state of '${value}' is Unknown, and the device is unregistered`,
      on: 'one',
      needs: plain,
      steps: () => [own('state', value)],
      expect: () => [did(['state=6'], 0), connection({ mapped: false, bound: false }), inUse([false])],
    }),
  ),
  {
    id: 'XB-05/4',
    title: 'a frontend state that is gone is Unknown, and the device is unregistered',
    on: 'one',
    needs: plain,
    steps: () => [noOwn('state')],
    expect: () => [did(['state=6'], 0), connection({ mapped: false, bound: false }), inUse([false])],
  },
  {
    id: 'XB-05/5',
    title: 'states that mean nothing to the backend change nothing',
    on: 'one',
    needs: plain,
    steps: () => ['1', '2', '3', '8', '9', '-1', '99'].map((state) => own('state', state)),
    expect: () => [
      did([]),
      states([]),
      connection({ backendState: 4, mapped: true, bound: true }),
      inUse([true]),
    ],
  },
  {
    id: 'XB-05/6',
    title: 'an own state that cannot be read makes the callback do nothing',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, ...held(key('state', 'x'), key('state-0', '5')), settle, publish],
    expect: () => [did([], 3), did([], 4), inUse([true]), connection({ mapped: false })],
  },
);
