import type { ConfigValue, PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';

/**
 * The handlers of a field. Each returns a status: 0, a PCIBIOS code, an errno value or a `XEN_PCI_ERR_*`; the
 * access engine maps it (CONF-15). Values are whole fields, unsigned.
 */
export type FieldInit = (driver: Pciback, dev: PciDevice, field: ConfigField) => number;
export type FieldReset = (driver: Pciback, dev: PciDevice, field: ConfigField) => void;
export type FieldRead = (driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue) => number;
export type FieldWrite = (driver: Pciback, dev: PciDevice, field: ConfigField, value: number) => number;

export interface FieldHandlers {
  /** Runs once, when the field is added at bind time (CONF-28). */
  readonly init?: FieldInit;
  /** Runs whenever a guest gives the device back (CONF-31). */
  readonly reset?: FieldReset;
  /** Without one the field reads as 0 (CONF-14). */
  readonly read?: FieldRead;
  /** Without one writes are swallowed with success (CONF-17). */
  readonly write?: FieldWrite;
}

/** One entry of a table of fields (`struct config_field`): where it lies and how it behaves. Immutable. */
export interface FieldDescription {
  /** Bytes from the start of the header or capability it belongs to. */
  readonly offset: number;
  readonly size: number;
  /** As given through `quirks`; 0 for built-in fields (QRK-11). */
  readonly mask: number;
  readonly init: FieldInit | null;
  readonly reset: FieldReset | null;
  readonly read: FieldRead | null;
  readonly write: FieldWrite | null;
}

/** A line of a field table. A size other than 1, 2, 4 leaves the field without effect (CONF-14). */
export function describeField(
  offset: number,
  size: number,
  handlers: FieldHandlers = {},
  mask = 0,
): FieldDescription {
  const effective = size === 1 || size === 2 || size === 4;
  return Object.freeze({
    offset,
    size,
    mask,
    init: handlers.init ?? null,
    reset: handlers.reset ?? null,
    read: effective ? (handlers.read ?? null) : null,
    write: effective ? (handlers.write ?? null) : null,
  });
}

/** A virtual field of one device (`struct config_field_entry`), made from its description. */
export class ConfigField {
  /** First register it covers. */
  readonly offset: number;
  readonly size: number;
  readonly mask: number;
  readonly read: FieldRead | null;
  readonly write: FieldWrite | null;
  readonly reset: FieldReset | null;
  /** Made through `quirks`: goes when the device is returned (CONF-32). */
  readonly dynamic: boolean;
  /** What an initialiser keeps for the handlers; its shape belongs to the file of the subject. */
  data: object | null = null;
  /** Memory held for it, in bytes. */
  allocated = 0;

  /** @param base where the header or capability begins */
  constructor(description: FieldDescription, base: number, dynamic: boolean) {
    this.offset = base + description.offset;
    this.size = description.size;
    this.mask = description.mask;
    this.read = description.read;
    this.write = description.write;
    this.reset = description.reset;
    this.dynamic = dynamic;
  }
}
