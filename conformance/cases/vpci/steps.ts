import { SH_AER } from '../../../src/abi/pciif.ts';
import { read } from '../../../src/conformance/actions.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import { type Need, that } from '../../../src/conformance/need.ts';
import type { Action, DeviceSetup } from '../../../src/program/program.ts';

/** The device under test is bound and in nobody's hands; these are devices 1, 2, ... of the guest, in this order. */
export const only = (...names: string[]): { device: { guest: null }; others: DeviceSetup[] } => ({
  device: { guest: null },
  others: names.map((name) => ({ name, guest: 0 })),
});
export const bound = (...names: string[]): DeviceSetup[] => names.map((name) => ({ name }));

const addresses: Readonly<Record<string, string>> = {
  edu: '00:02.0',
  'intel-hda': '00:1b.0',
  xhci: '03:00.0',
  rtl8139: '0c:02.0',
  pcnet: '0c:03.0',
};
/** The device under test is not where one of these is, so that they keep the addresses that a case names. */
export const apartFrom = (...names: string[]): Need => {
  const taken = names.map((name) => `0000:${addresses[name] ?? name.replace(/^.*#/, '')}`);
  return that(({ address }) => !taken.includes(address), `is where one of ${names.join(', ')} is`);
};

/** Builds the connection of a guest with the device under test, from a set-up where devices are only bound. */
export const connect = (guest = 0): Action[] => [
  { do: 'toolstack', guest, step: 'create' },
  { do: 'frontend', guest, step: 'publish' },
];
/** Adds a device to a running guest; the backend acts when the frontend follows. */
export const plug = (device: number): Action[] => [
  { do: 'toolstack', step: 'add', device },
  { do: 'frontend', step: 'reconfiguring' },
];
/** Takes a device away, up to the point where the backend has returned it. */
export const unplug = (device: number): Action[] => [
  { do: 'toolstack', step: 'remove', device },
  { do: 'frontend', step: 'reconfiguring' },
];
/** The rest of either: the frontend is connected again, and the toolstack clears its keys. */
export const settled: readonly Action[] = [
  { do: 'frontend', step: 'connected' },
  { do: 'toolstack', step: 'reap' },
];

/** Reads the ids at an address as the guest names it. */
export const probe = (devfn: number, domain = 0, bus = 0): Action =>
  read(0, 4, { device: -1, domain: domain >>> 0, bus: bus >>> 0, devfn: devfn >>> 0 });
export const devfn = (slot: number, func = 0): number => (slot << 3) | func;

/** The guest reads a node of the backend's directory. */
export const look = (name: string): Action => ({
  do: 'xenstore',
  by: 'guest',
  access: 'read',
  path: `{backend}/${name}`,
});
/** What it finds there; null: no such node. */
export const found = (action: number, text: string | null): Expectation =>
  observed(
    `text that action ${action} reads from xenstore`,
    ['xenstore'],
    (seen) =>
      seen.all('XenstoreAccess', action).map(({ c }) => (c === 0 ? null : seen.execution.log.textOf(c))),
    [text],
  );
/** The same for reads one after another. */
export const finds = (from: number, ...texts: (string | null)[]): Expectation[] =>
  texts.map((text, i) => found(from + i, text));

const AER_DOMAIN = SH_AER + 8;
/** Domain, bus and devfn that an AER request carries, as stored; empty: none was stored. */
export const aerAddress = (action: number, ...expected: number[]): Expectation =>
  observed(
    `[domain, bus, devfn] of the AER request of action ${action}`,
    ['fetches'],
    (seen) =>
      seen
        .stores(action)
        .filter(([offset]) => offset >= AER_DOMAIN)
        .map(([, value]) => value),
    expected,
  );
/** The frontend has a handler for AER, as far as the backend can see. */
export const aerHandler: Action = { do: 'page', field: 'flags', how: 'or', value: 2 };

/** Devices, by number, that are returned: the hypervisor is told that they have no owner. */
export const returned = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `devices returned${action === undefined ? '' : ` in action ${action}`}`,
    ['host-effects'],
    (seen) => {
      const count = seen.execution.program.setup.devices.length;
      const numbers = Array.from({ length: count }, (_, number) => seen.functionIndex(number));
      return seen
        .all('Owner', action)
        .filter(({ b }) => b === -1)
        .map(({ a }) => numbers.indexOf(a));
    },
    expected,
  );
/** Text of the first error the backend reports in xenstore begins with this errno; null: it reports none. */
export const firstError = (errno: number | null, action?: number): Expectation =>
  observed(
    `errno of the first error in xenstore${action === undefined ? '' : ` (action ${action})`}`,
    ['xenstore'],
    (seen) => {
      const text = seen.nodes('error', action)[0];
      return text === undefined || text === null ? null : Number.parseInt(text, 10);
    },
    errno,
  );

/** The driver holds as much memory as before the first connection. */
export const noMemoryLost: Expectation = observed(
  'bytes held at the end beyond those at the start',
  ['inspection'],
  ({ execution: { final } }) => final.allocated - final.allocatedAtStart,
  0,
);
