import { expect, it } from 'vitest';
import type { Action, Setup } from '../program/program.ts';
import { connected, findings, flaw, program } from './testing/bench.ts';

const missing = flaw('late-device-missed');
const found = ['xenbus/late-device/xen_pcibk_be_watch'];
const setup: Setup = { ...connected('nic', 'plain'), start: 'bound' };
/** No device has that number: the guest is built without any. */
const empty: Action = { do: 'toolstack', step: 'create', device: 7 };
const add: Action = { do: 'toolstack', step: 'add' };
const judged = (actions: Action[], changes = missing): string[] =>
  findings(program(setup, ...actions), changes, 'xenbus');

it.each<[string, Action[], string[]]>([
  ['added one by one', [empty, add], found],
  ['of a guest that connects all the same', [empty, add, { do: 'frontend', step: 'publish' }], found],
  [
    'that comes while the frontend connects',
    [empty, { ...add, hold: true }, { do: 'frontend', step: 'publish' }],
    [],
  ],
  ['there from the start', [{ do: 'toolstack', step: 'create' }], []],
  [
    'added by way of Reconfiguring',
    [
      { do: 'toolstack', step: 'create' },
      { ...add, device: 1 },
    ],
    [],
  ],
  ['of a guest that is gone', [empty, { ...add, hold: true }, { do: 'toolstack', step: 'destroy' }], []],
  [
    'of a guest that was built anew',
    [empty, { ...add, hold: true }, { do: 'toolstack', step: 'destroy', hold: true }, empty],
    [],
  ],
  ['that root named', [empty, { do: 'backendNode', name: 'dev-0', value: 'abc' }, add], []],
])('XB-49: a device %s', (_, actions, expected) => {
  expect(judged(actions)).toEqual(expected);
  expect(judged(actions, [])).toEqual([]);
});
