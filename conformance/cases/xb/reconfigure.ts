import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, device, nodes, states } from '../../../src/conformance/expect.ts';
import { did, inUse } from './observations.ts';
import { plugged } from './plugged.ts';
import { add, beside, bound, create, held, key, noKey, plain, says, settle, withSpare } from './scenario.ts';

/* XB-40 to XB-42: what causes a pass over the entries. */

const ignoredStates = ['0', '2', '3', '4', '6', '7', '8', '11', '51', '', 'x', '-1', '-5', '+5'];

export const reconfigureCases = cases(
  {
    id: 'XB-40/1',
    title: 'the frontend alone cannot cause a pass',
    on: 'one',
    needs: plain,
    steps: () => [key('state-0', '5'), says(7)],
    expect: () => [did(['state-0=5'], 0), did([], 1), inUse([true]), connection({ backendState: 4 })],
  },
  ...[2, 3, 5, 6, 8].map(
    (state, i): Case => ({
      id: `XB-40/${i + 2}`,
      title: `a frontend in Reconfiguring is not followed in state ${state}`,
      on: 'one',
      needs: plain,
      steps: () => [...held(key('state', String(state)), key('state-0', '7'), says(7)), settle],
      expect: () => [states(state === 2 ? [5] : []), inUse([true]), connection({ mapped: true })],
    }),
  ),
  ...[4, 5, 6, 7, 8].map(
    (state, i): Case => ({
      id: `XB-40/${i + 7}`,
      title: `a change of the backend node in state ${state} causes no pass`,
      on: 'one',
      needs: plain,
      steps: () => [...held(key('state', String(state))), key('state-0', '5')],
      expect: () => [did(['state-0=5'], 1), inUse([true]), connection({ backendState: state, mapped: true })],
    }),
  ),
  {
    id: 'XB-40/12',
    title: 'in Initialised the frontend going to Reconfiguring causes none',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      create,
      ...held(key('num_devs', 'x'), key('state', '6')),
      settle,
      ...held(key('state', '3'), key('num_devs', '0')),
      settle,
      says(7),
    ],
    expect: () => [did([], 6), connection({ backendState: 3, mapped: false })],
  },
  {
    id: 'XB-41/1',
    title: 'Reconfiguring of the toolstack makes the backend wait for the frontend',
    on: 'one',
    needs: beside,
    setup: withSpare,
    steps: () => [...held(add(1)), settle, says(7)],
    expect: () => [
      did([], 1),
      did(['vdev-1=0000:00:01.00', 'state-1=3', 'state=8'], 2),
      inUse([true, true]),
      device({ owner: 1 }, 1),
    ],
  },
  plugged('XB-42/1', 'without num_devs: fatal 2', [noKey('num_devs')], ['error=2', 'state=5'], false),
  plugged('XB-42/2', 'num_devs of abc: fatal 34', [key('num_devs', 'abc')], ['error=34', 'state=5'], false),
  plugged('XB-42/3', 'num_devs 1: entry 1 is not looked at', [key('num_devs', '1')], ['state=8'], false),
  plugged(
    'XB-42/4',
    'num_devs 0: nothing is looked at',
    [key('num_devs', '0'), key('state-0', '5')],
    ['state=8'],
    false,
  ),
  plugged('XB-42/5', 'num_devs below 0: nothing is looked at', [key('num_devs', '-2')], ['state=8'], false),
  plugged(
    'XB-42/6',
    'a missing state-N is 0 and passed over',
    [noKey('state-0'), key('num_devs', '3')],
    ['vdev-1=0000:00:01.00', 'state-1=3', 'state=8'],
    true,
  ),
  plugged(
    'XB-42/7',
    'a state-N of 1 with text behind it acts',
    [key('state-1', ' 1x')],
    ['vdev-1=0000:00:01.00', 'state-1=3', 'state=8'],
    true,
  ),
  {
    id: 'XB-42/8',
    title: 'only 1 and 5 act',
    on: 'one',
    needs: plain,
    steps: () =>
      ignoredStates.flatMap((state) => [
        ...held(key('state-0', state), key('dev-0', 'x'), key('state', '7')),
        says(7),
        says(4),
      ]),
    expect: () => [
      ...ignoredStates.flatMap((_, i) => [did(['state=8'], 5 * i + 3), did(['state=4'], 5 * i + 4)]),
      nodes('error', []),
      inUse([true]),
    ],
  },
  {
    id: 'XB-42/9',
    title: 'in Initialised num_devs is read in the same way: fatal',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('num_devs', 'abc')],
    expect: () => [did(['num_devs=abc', 'error=34', 'state=5'], 1), inUse([true])],
  },
);
