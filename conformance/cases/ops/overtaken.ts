import { disableMsi, enableMsi, enableMsix, hardware } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { count, crash, device, type Expectation, observed, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Effect } from '../../../src/program/program.ts';
import { decode } from './tools.ts';

/* What the host meets that neither it nor the guest has done. */

/** Enable and mask bits of MSI-X control in each write of an action: `[before, written]`. */
const control = (
  d: DeviceFacts,
  expected: readonly (readonly [before: number, written: number])[],
  action: number,
): Expectation =>
  observed(
    `enable and mask bits of MSI-X control in the writes of action ${action} [before, written]`,
    ['host-effects'],
    (seen) =>
      seen
        .configWrites(action)
        .flatMap(([at, before, written]) => (at === d.msix + 2 ? [[before & 0xc000, written & 0xc000]] : [])),
    expected,
  );

/** Root unbinds the device when the host touches this register for the nth time. */
const unbound = (register: number, nth: number): Effect => ({
  on: 'config',
  name: `0x${register.toString(16)}`,
  nth,
  then: [{ do: 'unbind' }, { do: 'run', task: 'sysfs', steps: 64 }],
});

export const overtakenCases: readonly Case[] = cases(
  {
    id: 'OPS-25/6',
    title: 'MSI-X that the hardware shows as on and masked already: only the mask is taken off',
    on: 'each',
    needs: need.all(need.ordinary, need.msix),
    steps: (d) => [decode(true), hardware(d.msix + 2, 2, d.word(d.msix + 2) | 0xc000), enableMsix(1)],
    expect: (d) => [control(d, [[0xc000, 0x8000]], 2), device({ msixEnabled: true })],
  },
  {
    id: 'OPS-10/4',
    title: 'a device that is unbound while its MSI goes off: the request goes on with data that was freed',
    on: 'one',
    needs: need.all(need.ordinary, need.msi),
    steps: (d) => [enableMsi(), disableMsi({ at: [unbound(d.msi + 2, 1)] })],
    expect: () => [count('Unbind', 1), crash('use-after-free', 'xen_pcibk_do_one_op')],
    accept: {
      'detach-waits-for-op': (d) => [count('Unbind', 1), reply(1, 0, d.line), device(null)],
    },
  },
);
