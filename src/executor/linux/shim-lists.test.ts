import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../campaign/package-root.ts';
import { pointKindNames } from '../../platform/points.ts';
import { Ev, HostCall, LockFault, siteNames } from '../../platform/recorder.ts';
import { kinds } from '../../program/kinds.ts';
import { stateFlags, stateNumbers } from '../process/device-state.ts';
import { crashKinds, features } from '../process/protocol.ts';

const read = (name: string): string =>
  readFileSync(join(packageRoot(), 'src', 'executor', 'linux', 'shim', name), 'utf8');

/** Members of the enumeration that begins with `first`, without the explicit values. */
function members(text: string, first: string): string[] {
  const body = new RegExp(`enum\\s*\\w*\\s*\\{\\s*(${first}\\b[^}]*)\\}`).exec(text)?.[1] ?? '';
  return body.split(',').flatMap((member) => /[A-Z][A-Z0-9_]*/.exec(member)?.[0] ?? []);
}

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

describe('lists that the C side has as well', () => {
  const base = read('base.h');

  it('codes of records', () => {
    const codes = Object.fromEntries(
      [...base.matchAll(/EV_([A-Z_]+) = (\d+)/g)].map(([, name, code]) => [name, Number(code)]),
    );
    expect(codes).toEqual(Object.fromEntries(Object.entries(Ev).map(([name, code]) => [snake(name), code])));
  });

  it('services of the PCI core, faults of locks, points, injected faults', () => {
    expect(members(base, 'CALL_HYPERVISOR').slice(1)).toEqual(
      Object.entries(HostCall)
        .sort((a, b) => a[1] - b[1])
        .map(([name]) => `CALL_${snake(name)}`),
    );
    expect(members(base, 'LOCK_SELF_DEADLOCK')).toEqual(
      Object.keys(LockFault).map((name) => `LOCK_${snake(name)}`),
    );
    expect(members(base, 'POINT_FETCH')).toEqual(pointKindNames.map((name) => `POINT_${name.toUpperCase()}`));
    expect(members(base, 'FAULT_ALLOC').slice(0, -1)).toEqual(
      kinds.fault.what.values.map((name) => `FAULT_${snake(name)}`),
    );
  });

  it('kinds of crashes', () => {
    expect(members(base, 'CRASH_EXCEPTION')).toHaveLength(crashKinds.length);
    expect(crashKinds.map((name) => name.split('-').at(-1))).toEqual([
      'exception',
      'bug',
      'dereference',
      'free',
      'bounds',
      'page',
    ]);
  });

  it('sites, in their order', () => {
    const body = /sites\[\] = \{([^}]*)\}/.exec(read('symbols.c'))?.[1] ?? '';
    expect([...body.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name)).toEqual([...siteNames]);
  });

  it('numbers and flags of a device state', () => {
    const inspect = read('inspect.h');
    expect(members(inspect, 'N_COMMAND')).toHaveLength(stateNumbers.length + 1);
    expect(members(inspect, 'STATE_ANSWERS')).toHaveLength(stateFlags.length);
  });

  it('features: all but those of another build of the driver', () => {
    const missing = ['stubOnly', 'withoutMsi'] as const;
    const mask = missing.map((name) => `1 << ${features.indexOf(name)}`).join(' | ');
    expect(read('main.c')).toContain(`FEATURES = 0x${(2 ** features.length - 1).toString(16)} & ~(${mask})`);
  });
});
