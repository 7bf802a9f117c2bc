import { type RegionKind, ROM_REGION } from '../description.ts';

/** A region as `lspci -v` prints it. */
export interface RegionLine {
  /** 0..5, 6 for the ROM; -1 when the line does not number it (`lspci -v` with one v). */
  readonly index: number;
  readonly kind: RegionKind;
  /** 0 when unassigned. */
  readonly address: number;
  /** Bytes, 0 when not printed. */
  readonly size: number;
  readonly is64: boolean;
  readonly prefetchable: boolean;
}

const region =
  /^(?:Region ([0-5]): )?(?:\[(?:virtual|enhanced)\] )?(Memory|I\/O ports|Expansion ROM) at (<\w+>|[0-9a-f]{1,16})/;
const size = /\[size=(\d{1,15})([KMGT]?)\]/;
const units: Readonly<Record<string, number>> = Object.freeze({
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
});

/** Reads a region line; `undefined` when the line is something else. Sizes and addresses above 2^53 count as unknown. */
export function readRegionLine(line: string): RegionLine | undefined {
  const text = line.slice(0, 256);
  const found = region.exec(text);
  if (found === null) return undefined;
  const what = found[2] as string;
  const kind: RegionKind = what === 'Memory' ? 'mem' : what === 'I/O ports' ? 'io' : 'rom';
  const printed = size.exec(text);
  const bytes = printed === null ? 0 : Number(printed[1]) * (units[printed[2] as string] as number);
  const address = Number.parseInt(found[3] as string, 16);
  return {
    index: kind === 'rom' ? ROM_REGION : found[1] === undefined ? -1 : Number(found[1]),
    kind,
    address: Number.isSafeInteger(address) ? address : 0,
    size: Number.isSafeInteger(bytes) ? bytes : 0,
    is64: text.includes('(64-bit'),
    prefetchable: / prefetchable\)/.test(text) || /\(prefetchable\)/.test(text),
  };
}

/** Interrupt number of `Interrupt: pin A routed to IRQ 16` or `Flags: ..., IRQ 16`; `undefined` when there is none. */
export function readIrqLine(line: string): number | undefined {
  if (!line.startsWith('Interrupt:') && !line.startsWith('Flags:')) return undefined;
  const found = /\bIRQ (\d{1,6})\b/.exec(line.slice(0, 512));
  return found === null ? undefined : Number(found[1]);
}

/** True for the heading of a capability: regions printed after it are those of the capability. */
export function isCapabilityLine(line: string): boolean {
  return line.startsWith('Capabilities:');
}
