import { PCI_CLASS_BRIDGE, PCI_CLASS_DEVICE } from '../../../src/abi/pci-regs.ts';
import { advance } from '../../../src/conformance/actions.ts';
import type { Case, CaseSetup } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { did } from './observations.ts';

/* Steps that cases about xenbus are made of. */

/** An ordinary function, so that its export meets nothing but what a case is about. */
export const plain = need.all(
  need.endpoint,
  need.physical,
  need.that((d) => d.byte(PCI_CLASS_DEVICE + 1) !== PCI_CLASS_BRIDGE, 'is a bridge by its class'),
);

/** The second device keeps its address, 0000:01:00.0, beside it. */
export const beside = need.all(
  plain,
  need.that(
    ({ description: { domain, bus } }) => domain === 0 && bus !== 1,
    'is on the bus of the second device',
  ),
);

/** Devices bound, no connection. */
export const bound: CaseSetup = { start: 'bound' };
/** A second device, bound and in nobody's hands. */
export const withSpare: CaseSetup = { others: [{ name: 'e1000e' }] };
/** Guest 0 has both devices. */
export const withTwo: CaseSetup = { others: [{ name: 'e1000e', guest: 0 }] };

/** Guest 0 has a device in each slot of the virtual bus; device 2 is bound and in nobody's hands. */
export const fullBus: CaseSetup = { others: [{ name: 'edu', guest: 0, copies: 31 }, { name: 'e1000e' }] };

export const create: Action = { do: 'toolstack', step: 'create' };
export const destroy: Action = { do: 'toolstack', step: 'destroy' };
export const add = (device: number): Action => ({ do: 'toolstack', step: 'add', device });
export const remove = (device: number): Action => ({ do: 'toolstack', step: 'remove', device });
/** A key of the backend's directory. */
export const key = (name: string, value: string): Action => ({ do: 'backendNode', name, value });
export const noKey = (name: string): Action => ({ do: 'backendNode', name, remove: true });
/** A node anywhere, with the rights of the backend's domain. */
export const dom0Writes = (path: string, value: string): Action => ({
  do: 'xenstore',
  by: 'dom0',
  access: 'write',
  path,
  value,
});
export const dom0Removes = (path: string): Action => ({ do: 'xenstore', by: 'dom0', access: 'remove', path });
/** A key of the frontend's directory. */
export const own = (name: string, value: string): Action => ({ do: 'node', name, value });
export const noOwn = (name: string): Action => ({ do: 'node', name, remove: true });
/** The frontend says that it is in this state. */
export const says = (state: number): Action => own('state', String(state));
/** Page, channel, keys, then state 3. */
export const publish: Action = { do: 'frontend', step: 'publish' };

/** The same, with everybody waiting until an action without it. */
export const held = (...actions: readonly Action[]): Action[] =>
  actions.map((action) => ({ ...action, hold: true as const }));
/** Lets everybody run. */
export const settle: Action = advance(0);

/** Lets everybody run; from the backend's nth access to xenstore on, its next write fails for want of space. */
export const settlingWithWriteFault = (nth: number): Action => ({
  ...settle,
  at: [{ on: 'xenstore', nth, then: [{ do: 'fault', what: 'xenstoreWrite' }] }],
});

/** `vdev-N` of the device under test in a slot of the virtual bus. */
export const vdev = (d: DeviceFacts, slot: number): string =>
  `0000:00:${slot.toString(16).padStart(2, '0')}.0${d.description.devfn & 7}`;

/** What the backend writes for the one device under test before the roots. */
export const exported = (d: DeviceFacts): string[] => [`vdev-0=${vdev(d, 0)}`, 'state-0=3'];
export const roots = ['root-0=0000:00', 'root_num=1'];
/** A whole set-up with that device. */
export const setUp = (d: DeviceFacts): string[] => ['state=2', ...exported(d), ...roots, 'state=3'];

type Id = Case['id'];

/** The toolstack makes a backend for the device, with these changes to its keys, and only then it is looked at. */
export const creation = (
  id: Id,
  title: string,
  changes: (d: DeviceFacts) => readonly Action[],
  expected: (d: DeviceFacts) => readonly string[],
  more: Partial<Case> = {},
): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  setup: bound,
  steps: (d) => [...held(create, ...changes(d)), settle],
  expect: (d) => [did(expected(d), changes(d).length + 1)],
  ...more,
});

/** The frontend publishes, with these changes to its keys, and only then the backend looks. */
export const attachment = (
  id: Id,
  title: string,
  changes: readonly Action[],
  more: Pick<Case, 'expect'> & Partial<Case>,
): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  setup: bound,
  steps: () => [create, ...held(publish, ...changes), settle],
  ...more,
});
