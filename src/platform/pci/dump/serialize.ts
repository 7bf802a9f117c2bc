import { pciName } from '../../../abi/pci-regs.ts';
import type { FunctionDescription, RegionDescription } from '../description.ts';
import { ANNOTATION, type ByteImage } from './annotations.ts';
import { plainName } from './header-line.ts';

const BYTES_PER_LINE = 16;

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');
const hex4 = (value: number): string => value.toString(16).padStart(4, '0');
/** Of each byte: every dump that is loaded is written once, to tell it from others. */
const HEX2: readonly string[] = Array.from({ length: 256 }, (_, byte) => hex2(byte));

function row(bytes: Uint8Array, at: number): string {
  const end = Math.min(at + BYTES_PER_LINE, bytes.length);
  let text = HEX2[bytes[at] as number] as string;
  for (let i = at + 1; i < end; i++) text += ` ${HEX2[bytes[i] as number]}`;
  return text;
}

function regionLine({ index, kind, address, size, is64, prefetchable }: RegionDescription): string {
  const words = [`region ${index} ${kind}`];
  if (address !== 0) words.push(`address=0x${address.toString(16)}`);
  words.push(`size=${size}`);
  if (is64) words.push('64bit');
  if (prefetchable) words.push('prefetch');
  return words.join(' ');
}

/** Rows of `image` that differ from `base` (from zero when there is none). */
function imageLines(kind: ByteImage, image: Uint8Array, base: Uint8Array | null): string[] {
  const lines: string[] = [];
  for (let at = 0; at < image.length; at += BYTES_PER_LINE) {
    const end = Math.min(at + BYTES_PER_LINE, image.length);
    let differs = false;
    for (let i = at; i < end; i++) if (image[i] !== (base === null ? 0 : base[i])) differs = true;
    if (differs) lines.push(`${kind} ${hex4(at)}: ${row(image, at)}`);
  }
  return lines;
}

/** Bytes to print: what is known, or all when bytes beyond it are not zero. */
function printedBytes({ config, known }: FunctionDescription): number {
  return config.subarray(known).some((byte) => byte !== 0) ? config.length : known;
}

function annotationLines(fn: FunctionDescription): string[] {
  const lines: string[] = [];
  if (fn.isVf) {
    const at = fn.physfnAddress;
    lines.push(`vf-of ${at === null ? 'none' : pciName(at.domain, at.bus, at.devfn)}`);
  }
  if (fn.irq !== 0) lines.push(`irq ${fn.irq}`);
  lines.push(...fn.regions.map(regionLine));
  if (fn.masks !== null) {
    lines.push(
      'masks',
      ...imageLines('writable', fn.masks.writable, null),
      ...imageLines('w1c', fn.masks.w1c, null),
    );
  }
  if (fn.powerOn !== null) lines.push('power-on', ...imageLines('power-on', fn.powerOn, fn.config));
  return lines;
}

/**
 * Writes functions as a dump that {@link parseDump} reads back the same: every field but `source`, `line` and
 * `warnings`, recorded masks included. `lspci -F` shows it too.
 */
export function serializeDump(functions: readonly FunctionDescription[]): string {
  const lines: string[] = [];
  const several = functions.some((fn) => fn.machine !== 0);
  let machine = -1;
  for (const fn of functions) {
    if (several && fn.machine !== machine) {
      lines.push(`${ANNOTATION} machine ${fn.machine}`);
      machine = fn.machine;
    }
    lines.push(`${pciName(fn.domain, fn.bus, fn.devfn)} ${plainName(fn.name)}`.trimEnd());
    lines.push(...annotationLines(fn).map((text) => `${ANNOTATION} ${text}`));
    const printed = printedBytes(fn);
    for (let at = 0; at < printed; at += BYTES_PER_LINE) lines.push(`${hex2(at)}: ${row(fn.config, at)}`);
    lines.push('');
  }
  return lines.join('\n');
}
