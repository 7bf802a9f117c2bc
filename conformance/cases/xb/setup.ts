import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, logCount } from '../../../src/conformance/expect.ts';
import { did, inUse, maps } from './observations.ts';
import { bound, create, creation, held, key, noKey, plain, publish, roots, settle } from './scenario.ts';

/* XB-10 to XB-12: when the first configuration runs. */

const fatal = (errno: number): string[] => ['state=2', `error=${errno}`, 'state=5'];

export const setupCases = cases(
  {
    id: 'XB-10/1',
    title: 'a change under the node after set-up does not set up again',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('online', '1'), key('dev-0', '0000:ff:1f.7')],
    expect: () => [did(['online=1'], 1), did(['dev-0=0000:ff:1f.7'], 2), count('Owner', 1), inUse([true])],
  },
  ...[0, 1, 4, 5, 6, 8].map(
    (state, i): Case => ({
      id: `XB-10/${i + 2}`,
      title: `own state ${state} written by the toolstack starts no set-up`,
      on: 'one',
      needs: plain,
      setup: bound,
      steps: () => [create, key('dev-0', 'x'), key('state', String(state)), key('online', '2')],
      expect: () => [did([`state=${state}`], 2), did(['online=2'], 3), logCount(0), inUse([true])],
    }),
  ),
  {
    id: 'XB-10/8',
    title: 'own state InitWait written by the toolstack starts the set-up once more',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('state', '2')],
    expect: () => [did(['state=2', 'error=22', 'state=5'], 1), inUse([true])],
  },
  {
    id: 'XB-10/9',
    title: 'the own state is read anew: one that changed meanwhile leaves set-up out and attach in',
    on: 'one',
    needs: plain,
    setup: bound,
    // After the callback has read InitWait, before set-up reads it.
    steps: () => [
      ...held(create, publish),
      { ...settle, at: [{ on: 'xenstore', nth: 9, then: [key('state', '3')] }] },
    ],
    expect: () => [
      did(['state=2', 'state=3', 'state=4'], 2),
      maps([0]),
      connection({ mapped: true, bound: true }),
      inUse([false]),
    ],
  },
  creation(
    'XB-11/1',
    'without num_devs: fatal 2',
    () => [noKey('num_devs')],
    () => fatal(2),
  ),
  creation(
    'XB-11/2',
    'num_devs of abc: fatal 34',
    () => [key('num_devs', 'abc')],
    () => fatal(34),
  ),
  creation(
    'XB-11/3',
    'an empty num_devs: fatal 34',
    () => [key('num_devs', '')],
    () => fatal(34),
  ),
  creation(
    'XB-12/1',
    'num_devs 0: no devices, roots, Initialised',
    () => [key('num_devs', '0')],
    () => ['state=2', ...roots, 'state=3'],
  ),
  creation(
    'XB-12/2',
    'num_devs below 0: the same',
    () => [key('num_devs', '-3')],
    () => ['state=2', ...roots, 'state=3'],
  ),
  {
    id: 'XB-12/3',
    title: 'a frontend can connect to a backend without devices',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', '0')), settle, publish],
    expect: () => [did(['state=4'], 3), maps([0]), connection({ mapped: true, bound: true }), inUse([false])],
  },
);
