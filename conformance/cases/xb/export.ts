import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, device, observed } from '../../../src/conformance/expect.ts';
import { did, inUse, owners } from './observations.ts';
import { bound, create, creation, destroy, exported, held, key, plain, settle, setUp } from './scenario.ts';

/* XB-30, XB-31: which device is taken. */

const refused = ['state=2', 'error=22', 'state=5'];

export const exportCases = cases(
  {
    id: 'XB-30/1',
    title: 'a device that is not bound to the driver is fatal 22',
    on: 'one',
    needs: plain,
    setup: { start: 'idle' },
    steps: () => [...held(create), settle],
    expect: () => [did(refused, 1), owners([]), inUse([null])],
  },
  {
    id: 'XB-30/2',
    title: 'a device that a driver of the host has is fatal 22',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', device: { hostDriver: true, guest: null } },
    steps: () => [...held(create), settle],
    expect: () => [did(refused, 1), owners([]), inUse([null])],
  },
  {
    id: 'XB-30/3',
    title: 'a device unbound since is fatal 22, bound again it is exported',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      { do: 'unbind' },
      ...held(create),
      settle,
      destroy,
      { do: 'bind' },
      ...held(create),
      settle,
    ],
    expect: (d) => [did(refused, 2), did(setUp(d), 6), inUse([true])],
  },
  {
    id: 'XB-30/4',
    title: 'a device that another connection has is fatal 22, and stays there',
    on: 'one',
    needs: plain,
    setup: { guests: 2 },
    steps: () => [
      { do: 'toolstack', step: 'destroy', guest: 1 },
      ...held({ do: 'toolstack', step: 'create', guest: 1 }),
      settle,
      read(0),
    ],
    expect: (d) => [
      did(refused, 2),
      device({ owner: 1, inUse: true }),
      connection({ backendState: 4, mapped: true }),
      connection({ backendState: 5, mapped: false }, 1),
      observed('replies of the first guest', ['fetches'], (seen) => seen.replies(3), [[0, d.dword(0)]]),
    ],
  },
  {
    id: 'XB-30/5',
    title: 'a repeated dev-N is fatal 22 after the first',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, key('num_devs', '2'), key('dev-1', '{device}'), key('state-1', '1')),
      settle,
    ],
    expect: (d) => [did(['state=2', ...exported(d), 'error=22', 'state=5'], 4), inUse([true])],
  },
  ...(
    [
      ['domain', (a) => `0001:${a}`],
      ['bus', (_, b, df) => `0000:${((b + 1) & 0xff).toString(16)}:${df}`],
      [
        'slot',
        (_, b, df) =>
          `0000:${b.toString(16)}:${((Number.parseInt(df, 16) + 1) & 31).toString(16)}.${df.at(-1)}`,
      ],
      ['function', (_, b, df) => `0000:${b.toString(16)}:${df.slice(0, -1)}${Number(df.at(-1)) ^ 4}`],
    ] as const satisfies readonly (readonly [string, (rest: string, bus: number, devfn: string) => string])[]
  ).map(
    ([what, text], i): Case =>
      creation(
        `XB-30/${i + 6}`,
        `another ${what} is another device, and fatal 22`,
        ({ address, description: { bus } }) => [key('dev-0', text(address.slice(5), bus, address.slice(8)))],
        () => refused,
      ),
  ),
  ...(
    [
      ['slot 20', (b, s, f) => `0000:${b}:${(Number.parseInt(s, 16) + 0x20).toString(16)}.${f}`],
      ['function 8', (b, s, f) => `0000:${b}:${s}.${Number(f) + 8}`],
      ['bus 100', (b, s, f) => `0000:1${b}:${s}.${f}`],
      ['domain 10000', (b, s, f) => `10000:${b}:${s}.${f}`],
      ['slot ffffffff', (b, _, f) => `0000:${b}:ffffffff.${f}`],
      ['function ffffffff', (b, s) => `0000:${b}:${s}.ffffffff`],
    ] as const satisfies readonly (readonly [string, (bus: string, slot: string, fn: string) => string])[]
  ).map(
    ([what, text], i): Case =>
      creation(
        `XB-31/${i + 1}`,
        `${what} matches no device, though its low bits would`,
        ({ address }) => [key('dev-0', text(address.slice(5, 7), address.slice(8, 10), address.slice(11)))],
        () => refused,
      ),
  ),
);
