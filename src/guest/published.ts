import { EINVAL, ENOENT, ERANGE } from '../abi/errno.ts';
import { PCI_DEVFN } from '../abi/pci-regs.ts';
import { XenbusStateClosing } from '../abi/xenbus.ts';
import { parseDecimal, parseHexFields } from './parse.ts';

/** Value of a node of the backend's directory, null when there is none. */
export type ReadNode = (name: string) => string | null;

/** Why a frontend cannot go on: the errno that its error key begins with, and what is told. */
export class Fatal {
  readonly errno: number;
  readonly message: string;

  constructor(errno: number, message: string) {
    this.errno = errno;
    this.message = message;
  }
}

/** A bus that the backend offers. */
export interface Root {
  readonly domain: number;
  readonly bus: number;
}

/** Number of roots; null when the node is missing (FE-25). */
export function rootCount(read: ReadNode): number | null | Fatal {
  const text = read('root_num');
  return text === null ? null : (parseDecimal(text) ?? new Fatal(ERANGE, 'number of roots unreadable'));
}

export function rootAt(read: ReadNode, index: number): Root | Fatal {
  const fields = hexFields(read(`root-${index}`), ':', `root ${index} unreadable`);
  if (fields instanceof Fatal) return fields;
  const [domain, bus] = fields as [number, number];
  return { domain, bus };
}

/** Virtual address of a device. */
export interface Address extends Root {
  readonly devfn: number;
}

/** The device that the toolstack marked for detach at `index`, null when it is not marked (FE-30). */
export function markedAt(read: ReadNode, index: number): Address | null | Fatal {
  if (parseDecimal(read(`state-${index}`) ?? '') !== XenbusStateClosing) return null;
  const fields = hexFields(read(`vdev-${index}`), '::.', `address of device ${index} unreadable`);
  if (fields instanceof Fatal) return fields;
  const [domain, bus, slot, func] = fields as [number, number, number, number];
  return { domain, bus, devfn: PCI_DEVFN(slot, func) };
}

/** Number of devices; unlike that of roots it must be there. */
export function deviceCount(read: ReadNode): number | Fatal {
  const text = read('num_devs');
  const message = 'number of devices unreadable';
  if (text === null) return new Fatal(ENOENT, message);
  return parseDecimal(text) ?? new Fatal(ERANGE, message);
}

function hexFields(text: string | null, separators: string, message: string): number[] | Fatal {
  if (text === null) return new Fatal(ENOENT, message);
  if (parseHexFields(text, '') === null) return new Fatal(ERANGE, message);
  return parseHexFields(text, separators) ?? new Fatal(EINVAL, message);
}
