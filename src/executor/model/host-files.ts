import { EACCES, EINVAL, ENOENT, ERANGE } from '../../abi/errno.ts';
import {
  type EventAttribute,
  eventAttributes,
  showEventAttribute,
  storeSpuriousThreshold,
} from '../../host/events/stats.ts';
import type { Testbed } from './testbed.ts';

/** A file of sysfs as root meets it: reading gives its text, writing 0; each may give a negative errno instead. */
export interface HostFile {
  /** Name as records show it. */
  readonly name: string;
  read(): string | number;
  write(text: string): number;
}

/** Refuses a file that cannot be written. */
const readOnly = (): number => -EACCES;
const missing = (name: string): HostFile => ({ name, read: () => -ENOENT, write: () => -ENOENT });

/**
 * A module parameter: of the driver while it is loaded (STUB-02), or one of the event channel core's (EOI-33). One
 * that there is not gives -ENOENT, a write of a read-only one -EACCES.
 */
export function moduleParameter(bed: Testbed, name: string): HostFile {
  const file = `parameters/${name}`;
  const { events } = bed.kernel;
  if (name === 'event_loop_timeout' || name === 'event_eoi_delay') {
    const field = name === 'event_loop_timeout' ? 'eventLoopTimeout' : 'eventEoiDelay';
    return {
      name: file,
      read: () => `${events[field]}\n`,
      write: (text) => {
        const value = parseUnsigned(text);
        if (value < 0) return value;
        events[field] = value;
        return 0;
      },
    };
  }
  if (!bed.isLoaded) return missing(file);
  const { parameters } = bed.driver;
  if (name === 'hide') return { name: file, read: () => `${parameters.hide}\n`, write: readOnly };
  if (name === 'passthrough') {
    return { name: file, read: () => switchText(parameters.passthrough), write: readOnly };
  }
  if (name !== 'permissive') return missing(file);
  return {
    name: file,
    read: () => switchText(parameters.permissive),
    write: (text) => {
      const value = parseSwitch(text);
      if (value === null) return -EINVAL;
      parameters.permissive = value;
      return 0;
    },
  };
}

/** A file of the event statistics of a guest's backend device (EOI-21); -ENOENT without such a device. */
export function eventStatistic(bed: Testbed, domid: number, attribute: EventAttribute): HostFile {
  const xdev = bed.kernel.xenbus.devices.find(({ otherendId }) => otherendId === domid);
  const name = `${xdev?.name ?? `pci-${domid}-0`}/${attribute}`;
  if (xdev === undefined || !eventAttributes.includes(attribute)) return missing(name);
  return {
    name,
    read: () => showEventAttribute(xdev.stats, attribute),
    write: (text) =>
      attribute === 'spurious_threshold' ? storeSpuriousThreshold(xdev.stats, text) : -EACCES,
  };
}

const switchText = (value: boolean): string => (value ? 'Y\n' : 'N\n');

/** A switch as the kernel reads one: decided by the first letter, or by two of `on` and `off`; null for anything else. */
function parseSwitch(text: string): boolean | null {
  if (/^([yY1]|[oO][nN])/.test(text)) return true;
  return /^([nN0]|[oO][fF])/.test(text) ? false : null;
}

/** An unsigned 32-bit number whose base follows from its prefix; -EINVAL, or -ERANGE for one that is too large. */
function parseUnsigned(text: string): number {
  const match = /^\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)\n?$/.exec(text);
  if (match === null) return -EINVAL;
  const digits = match[1] as string;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return value > 0xffff_ffff ? -ERANGE : value;
}
