import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, device, observed, replies } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did } from './observations.ts';
import { bound, create, held, key, plain, publish, says, settle, setUp } from './scenario.ts';

/* XB-66, XB-67: rights, and options that do not arrive. */

const access = (by: 'guest' | 'dom0', how: 'read' | 'write' | 'remove', path: string, guest = 0): Action => ({
  do: 'xenstore',
  guest,
  by,
  access: how,
  path,
  ...(how === 'write' ? { value: 'x' } : {}),
});
/** Status of each access of a domain; 0, or a negative errno. */
const statuses = (expected: readonly number[]) =>
  observed(
    'statuses of accesses to xenstore',
    ['xenstore'],
    (seen) => seen.all('XenstoreAccess').map(({ d }) => d),
    expected,
  );

export const rightsCases = cases(
  {
    id: 'XB-66/1',
    title: 'the guest reads its backend node and writes nothing there',
    on: 'one',
    needs: plain,
    steps: () => [
      access('guest', 'read', '{backend}/dev-0'),
      access('guest', 'write', '{backend}/dev-0'),
      access('guest', 'write', '{backend}/state'),
      access('guest', 'write', '{backend}/new'),
      access('guest', 'remove', '{backend}/state-0'),
      access('guest', 'remove', '{backend}'),
    ],
    expect: () => [statuses([0, -13, -13, -13, -13, -13]), connection({ backendState: 4, mapped: true })],
  },
  {
    id: 'XB-66/2',
    title: "its own node it reads and writes, and the backend's domain reads it",
    on: 'one',
    needs: plain,
    steps: () => [
      access('guest', 'read', '{frontend}/magic'),
      access('guest', 'write', '{frontend}/new'),
      access('dom0', 'read', '{frontend}/new'),
      access('dom0', 'read', '{frontend}/state'),
      access('guest', 'remove', '{frontend}/new'),
    ],
    expect: () => [statuses([0, 0, 0, 0, 0]), connection({ mapped: true })],
  },
  {
    id: 'XB-66/3',
    title: 'another guest reaches neither',
    on: 'one',
    needs: plain,
    setup: { guests: 2 },
    steps: () => [
      access('guest', 'read', '/local/domain/0/backend/pci/1/0/dev-0', 1),
      access('guest', 'write', '/local/domain/0/backend/pci/1/0/state', 1),
      access('guest', 'read', '/local/domain/1/device/pci/0/state', 1),
      access('guest', 'write', '/local/domain/1/device/pci/0/state', 1),
      access('guest', 'remove', '/local/domain/1/device/pci/0', 1),
    ],
    expect: () => [
      statuses([-13, -13, -13, -13, -13]),
      connection({ backendState: 4, frontendState: 4, mapped: true }),
    ],
  },
  {
    id: 'XB-67/1',
    title: 'options in xenstore, permissive among them, do not reach the backend',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(
        create,
        key('opts-0', 'msitranslate=1,power_mgmt=1,permissive=1,rdm_policy=relaxed'),
        key('vdevfn-0', '32'),
        key('name-0', 'x'),
        key('key-0', 'nonsense'),
        key('domain', 'x'),
      ),
      settle,
      publish,
      says(4),
      read(0),
    ],
    expect: (d) => [
      did(setUp(d), 6),
      did(['state=4'], 7),
      replies([[0, d.dword(0)]], 9),
      device({ permissive: false, interruptControl: false, inUse: true }),
    ],
  },
  {
    id: 'XB-67/2',
    title: 'the attribute in sysfs does',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'sysfs', attribute: 'permissive', value: '{device}' }],
    expect: () => [device({ permissive: true, interruptControl: false })],
  },
);
