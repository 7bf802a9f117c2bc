import { PCI_DEVFN } from '../../../abi/pci-regs.ts';
import type { PciAddress } from '../description.ts';

/** The line that introduces a function: `0000:01:00.0 Ethernet controller: ...`. */
export interface HeaderLine extends PciAddress {
  readonly name: string;
}

/** `[domain:]bus:slot.function`, then a blank or nothing. Anchored, and every part is bounded: linear. */
const address = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])(?=\s|$)/i;
/** `lspci -vmm` writes `Slot:` and older ones `Device:` before it. */
const label = /^(?:Slot|Device):\s+/;

/** A function's name without control characters: it ends up in terminals and in dumps that must stay one line. */
export function plainName(name: string): string {
  let plain = '';
  for (const char of name) plain += char < ' ' || (char >= '\x7f' && char < '\xa0') ? ' ' : char;
  return plain.trim();
}

/** Reads the line that introduces a function; `undefined` when the line is something else. */
export function readHeaderLine(line: string): HeaderLine | undefined {
  const text = line.slice(0, 512);
  const start = label.exec(text)?.[0].length ?? 0;
  const found = address.exec(text.slice(start));
  if (found === null) return undefined;
  const slot = Number.parseInt(found[3] as string, 16);
  if (slot > 0x1f) return undefined;
  return {
    domain: found[1] === undefined ? 0 : Number.parseInt(found[1], 16),
    bus: Number.parseInt(found[2] as string, 16),
    devfn: PCI_DEVFN(slot, Number(found[4])),
    name: plainName(line.slice(start + found[0].length)),
  };
}
