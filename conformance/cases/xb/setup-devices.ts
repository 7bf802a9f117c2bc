import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, device, states } from '../../../src/conformance/expect.ts';
import { did, inUse, maps } from './observations.ts';
import {
  add,
  bound,
  create,
  creation,
  exported,
  held,
  key,
  noKey,
  plain,
  publish,
  roots,
  says,
  settle,
  settlingWithWriteFault,
  setUp,
  vdev,
} from './scenario.ts';

/* XB-13 to XB-17: its devices, its roots, its end. */

const fatal = (errno: number): string[] => ['state=2', `error=${errno}`, 'state=5'];
const spare = { start: 'bound', others: [{ name: 'e1000e' }] } as const;
/** The toolstack makes a backend with devices 0 and 1, with these changes. */
const two = (...changes: ReturnType<typeof key>[]): ReturnType<typeof held> =>
  held(create, add(1), key('state', '1'), ...changes);

export const setupDeviceCases = cases(
  ...[
    ['0000:03:00', 22, 'three fields'],
    ['03:00.0', 22, 'two fields'],
    ['3', 22, 'one field'],
    ['0000:03:00.', 22, 'three fields and a dot'],
    ['0000-03-00.0', 22, 'another separator'],
    ['x', 34, 'no field'],
    ['', 34, 'nothing'],
    [' ', 34, 'a space alone'],
    ['-1:03:00.0', 34, 'a sign'],
    [':03:00.0', 34, 'an empty first field'],
  ].map(
    ([value, errno, what], i): Case =>
      creation(
        `XB-13/${i + 1}`,
        `dev-0 with ${what}: fatal ${errno}`,
        () => [key('dev-0', String(value))],
        () => fatal(Number(errno)),
      ),
  ),
  creation(
    'XB-13/11',
    'dev-0 missing: fatal 2',
    () => [noKey('dev-0')],
    () => fatal(2),
  ),
  ...(
    [
      ['with few digits', (b, s, f) => `0:${b}:${s}.${f}`],
      ['with 0x before each field', (b, s, f) => `0x0:0x${b}:0x${s}.0x${f}`],
      ['with 0X before a field', (b, s, f) => `0:0X${b}:${s}.${f}`],
      ['with two digits of function', (b, s, f) => `0000:${b}:${s}.0${f}`],
      ['with a space in front', (b, s, f) => ` 0000:${b}:${s}.${f}`],
      ['with spaces before each field', (b, s, f) => `  0000: ${b}:\t${s}. ${f}`],
      ['with text behind', (b, s, f) => `0000:${b}:${s}.${f}@10`],
      ['with a newline behind', (b, s, f) => `0000:${b}:${s}.${f}\n`],
      ['with many zeros', (b, s, f) => `00000000:000${b}:000${s}.000${f}`],
      ['in capitals', (b, s, f) => `0000:${b}:${s}.${f}`.toUpperCase()],
      ['with a domain that wraps to 0', (b, s, f) => `100000000:${b}:${s}.${f}`],
    ] as const satisfies readonly (readonly [string, (b: string, s: string, f: string) => string])[]
  ).map(
    ([what, text], i): Case =>
      creation(
        `XB-13/${i + 12}`,
        `dev-0 ${what} names the device`,
        ({ description: { bus, devfn } }) => [
          key('dev-0', text(bus.toString(16), (devfn >> 3).toString(16), String(devfn & 7))),
        ],
        setUp,
      ),
  ),
  {
    id: 'XB-13/23',
    title: 'devices are read in ascending order',
    on: 'one',
    needs: plain,
    setup: spare,
    steps: () => [...two(), settle],
    expect: (d) => [
      did(['state=2', ...exported(d), 'vdev-1=0000:00:01.00', 'state-1=3', ...roots, 'state=3'], 3),
      inUse([true, true]),
    ],
  },
  creation(
    'XB-13/24',
    'entries from num_devs on are not looked at',
    () => [key('dev-1', 'x'), key('state-1', '1')],
    setUp,
  ),
  {
    id: 'XB-14/1',
    title: 'a device that cannot be exported ends set-up: no state-N, no later device, no roots',
    on: 'one',
    needs: plain,
    setup: spare,
    steps: () => [...two(key('dev-0', '0000:ff:1f.7')), settle],
    expect: () => [did(fatal(22), 4), inUse([false, false])],
  },
  {
    id: 'XB-14/2',
    title: 'a state-N that cannot be written is fatal',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settlingWithWriteFault(13)],
    expect: (d) => [did(['state=2', `vdev-0=${vdev(d, 0)}`, 'error=28', 'state=5'], 1), inUse([true])],
  },
  creation(
    'XB-15/1',
    'a root_num that is no number is fatal, after the devices',
    () => [key('root_num', 'x')],
    (d) => ['state=2', ...exported(d), 'error=34', 'state=5'],
  ),
  {
    id: 'XB-15/3',
    title: 'a root that cannot be written is fatal',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settlingWithWriteFault(15)],
    expect: (d) => [did(['state=2', ...exported(d), 'error=28', 'state=5'], 1)],
  },
  {
    id: 'XB-15/4',
    title: 'a root_num that cannot be written is fatal',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settlingWithWriteFault(16)],
    expect: (d) => [did(['state=2', ...exported(d), 'root-0=0000:00', 'error=28', 'state=5'], 1)],
  },
  creation('XB-15/2', 'Initialised comes after the roots', () => [], setUp, {
    expect: (d) => [did(setUp(d), 1), states([2, 3], 1), connection({ backendState: 3, mapped: false })],
  }),
  {
    id: 'XB-16/1',
    title: 'a frontend that was ready first is attached to at once',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, publish), settle],
    expect: (d) => [
      did([...setUp(d), 'state=4'], 2),
      maps([0]),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'XB-16/2',
    title: 'after a failed set-up no attach is tried',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', 'abc'), publish), settle],
    expect: () => [did(fatal(34), 3), maps([]), connection({ backendState: 5, mapped: false })],
  },
  {
    id: 'XB-17/1',
    title: 'a device exported before one that is not bound stays exported, until the connection goes',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, key('num_devs', '2'), key('dev-1', '0000:ff:1f.7'), key('state-1', '1')),
      settle,
    ],
    expect: (d) => [
      did(['state=2', ...exported(d), 'error=22', 'state=5'], 4),
      inUse([true]),
      device({ owner: 1 }),
    ],
  },
  {
    id: 'XB-17/2',
    title: 'it is given back when the connection is removed',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, key('num_devs', '2'), key('dev-1', '0000:ff:1f.7'), key('state-1', '1')),
      settle,
      says(6),
      key('online', '0'),
      says(6),
    ],
    expect: () => [
      did(['state=6'], 5),
      did(['online=0'], 6),
      did([], 7),
      inUse([false]),
      device({ owner: -1 }),
    ],
  },
);
