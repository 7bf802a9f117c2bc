import {
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msi,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../../abi/pciif.ts';
import type { Action, Effect } from '../../program/program.ts';
import { GUESTS, NEWCOMER } from './rivals.ts';
import type { FieldSet } from './values.ts';

/** Something the backend does, at whose points the outside may act. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  /** Before it, undisturbed. */
  readonly before: readonly Action[];
  /** The operation; effects of its own belong to the well-behaved outside. */
  readonly action: Action;
  /** After it, undisturbed. */
  readonly after: readonly Action[];
  /** Guests there are; 1 when absent. */
  readonly guests?: number;
  /** Fields that are flipped; absent for an operation into which events are interleaved. */
  readonly fields?: FieldSet;
}

/** COMMAND: decoding on, so that MSI-X can be enabled (OPS-12). */
const decode: Action = { do: 'op', cmd: XEN_PCI_OP_conf_write, offset: 4, size: 2, value: 6 };
const enableMsi: Action = { do: 'op', cmd: XEN_PCI_OP_enable_msi };
const enableMsix: Action = { do: 'op', cmd: XEN_PCI_OP_enable_msix, value: 2 };
const write: Action = { do: 'op', cmd: XEN_PCI_OP_conf_write, offset: 4, size: 2, value: 7 };

/** Answers whenever the host waits: RECOVERED. */
const answering: Effect = { on: 'wait', nth: 0, then: [{ do: 'answer', result: 5 }] };
const recovery: Action = { do: 'aer', callback: 'recover', state: 2, at: [answering] };
/** Answers that it can do nothing: NONE, at which the host asks for the end of the guest. */
const givingUp: Effect = { on: 'wait', nth: 0, then: [{ do: 'answer', result: 1 }] };
const kill: Action = { do: 'aer', callback: 'detected', state: 2, at: [givingUp] };

const request = (name: string, title: string, action: Action, before: readonly Action[] = []): Operation => ({
  name,
  title,
  before,
  action,
  after: [],
  fields: 'request',
});

/** The end of every interleaving: what is left when the guest is gone is what leaked. */
const after: readonly Action[] = [{ do: 'toolstack', step: 'destroy' }];

/** No device of the set-up: the guest has an empty bus. */
const NO_DEVICE = 7;

/** The newcomer is taken down and built up again, so that its frontend has yet to connect; nothing of before is left. */
const newcomer: readonly Action[] = [
  { do: 'toolstack', step: 'destroy', guest: NEWCOMER },
  { do: 'toolstack', step: 'create', guest: NEWCOMER, device: NO_DEVICE },
  { do: 'advance', jiffies: 2 },
];

const interleaved = (name: string, title: string, action: Action): Operation => ({
  name,
  title,
  before: [...newcomer, decode, enableMsix],
  action,
  after,
  guests: GUESTS,
});

/** Operations at whose points fields of the shared page are flipped. */
export const flipOperations: readonly Operation[] = Object.freeze([
  request('config-read', 'a read of configuration space', {
    do: 'op',
    cmd: XEN_PCI_OP_conf_read,
    offset: 4,
    size: 2,
  }),
  request('config-write', 'a write of COMMAND', write),
  request('enable-msi', 'MSI on', enableMsi),
  request('disable-msi', 'MSI off', { do: 'op', cmd: XEN_PCI_OP_disable_msi }, [enableMsi]),
  request('enable-msix', 'MSI-X on, two vectors', enableMsix, [decode]),
  request('disable-msix', 'MSI-X off', { do: 'op', cmd: XEN_PCI_OP_disable_msix }, [decode, enableMsix]),
  {
    name: 'aer',
    title: 'the host recovers from an error and asks the guest',
    before: [],
    action: recovery,
    after: [],
    fields: 'aer',
  },
  request('unknown', 'a command that there is not', { do: 'op', cmd: 99 }),
]);

/** Operations into which events are interleaved. */
export const interleavedOperations: readonly Operation[] = Object.freeze([
  interleaved('events', "the worker's loop serving a request", write),
  interleaved('close', 'the frontend closes', { do: 'node', name: 'state', value: '5' }),
  interleaved('destroy', 'the toolstack destroys the guest', { do: 'toolstack', step: 'destroy' }),
  interleaved('unbind', 'the administrator unbinds the device', { do: 'unbind' }),
  interleaved('recovery', 'the host recovers from an error', recovery),
  interleaved('kill', 'a device error that the guest does not handle', kill),
]);

export const operations: readonly Operation[] = Object.freeze([...flipOperations, ...interleavedOperations]);
