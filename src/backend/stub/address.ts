import { EINVAL } from '../../abi/errno.ts';
import { sscanf } from '../../host/index.ts';

/** A host address as root typed it, numbers as 32-bit signed; slot or function -1 is a wildcard (SYS-01, SYS-02). */
export interface SlotAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly func: number;
}

/** A field as root described it for `quirks` (QRK-01); register, size and mask are unsigned. */
export interface QuirkDescription extends SlotAddress {
  readonly reg: number;
  readonly size: number;
  readonly mask: number;
}

/** Wildcards end in `*`; those without a domain follow those with one. */
const addressForms = Object.freeze([
  '%x:%x:%x.%x',
  '%x:%x:%x.*',
  '%x:%x:*.*',
  '%x:%x.%x',
  '%x:%x.*',
  '%x:*.*',
]);
/** How many of {@link addressForms} begin with a domain. */
const FORMS_WITH_DOMAIN = 3;
const WILDCARD = -1;

/**
 * Scans an address at the start of `text`.
 * @param before literal text in front of it
 * @param after literal text behind it, with the white space that may follow
 * @returns the address and the characters it took; null when no form fits
 */
export function scanAddress(
  text: string,
  before: string,
  after: string,
): { address: SlotAddress; consumed: number } | null {
  for (const [index, form] of addressForms.entries()) {
    const { values, consumed } = sscanf(text, `${before}${form}${after}%n`);
    if (consumed === undefined) continue;
    const [domain, bus, slot, func] = index < FORMS_WITH_DOMAIN ? values : [0, ...values];
    return { address: signed(domain, bus, slot, func), consumed };
  }
  return null;
}

function signed(domain = 0, bus = 0, slot = WILDCARD, func = WILDCARD): SlotAddress {
  return { domain: domain | 0, bus: bus | 0, slot: slot | 0, func: func | 0 };
}

/** Parses a sysfs address (SYS-01; vectors in A.6): white space may surround it, anything else is -EINVAL. */
export function parseSlot(text: string): SlotAddress | number {
  const found = scanAddress(text, ' ', ' ');
  return found !== null && found.consumed === text.length ? found.address : -EINVAL;
}

/** Parses what is written to `quirks`: an address without wildcards, then `-register:size:mask` (QRK-01). */
export function parseQuirk(text: string): QuirkDescription | number {
  for (const domain of ['%x:', '']) {
    const { values, consumed } = sscanf(text, ` ${domain}%x:%x.%x-%x:%x:%x %n`);
    if (consumed !== text.length) continue;
    const [segment, bus, slot, func, reg, size, mask] = (domain === '' ? [0, ...values] : values) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { ...signed(segment, bus, slot, func), reg, size, mask };
  }
  return -EINVAL;
}
