import type { PciAddress, RegionDescription, RegionKind } from '../description.ts';
import { REGION_COUNT } from '../description.ts';
import { readHeaderLine } from './header-line.ts';
import { readHexLine } from './hex-line.ts';

/** What begins a comment line that the parser reads. The syntax is described at the top of `parse.ts`. */
export const ANNOTATION = '# pciback-rig:';

export type ByteImage = 'writable' | 'w1c' | 'power-on';

/** A comment line with a meaning. */
export type Annotation =
  | { readonly kind: 'machine'; readonly machine: number }
  | { readonly kind: 'vf-of'; readonly physfn: PciAddress | null }
  | { readonly kind: 'irq'; readonly irq: number }
  | { readonly kind: 'region'; readonly region: RegionDescription }
  | { readonly kind: 'masks' }
  | { readonly kind: ByteImage; readonly offset: number; readonly bytes: readonly number[] }
  | { readonly kind: 'unknown'; readonly word: string }
  /** It begins like one that is known, but goes on wrong. */
  | { readonly kind: 'malformed'; readonly problem: string };

const kinds: readonly string[] = Object.freeze(['io', 'mem', 'rom'] satisfies RegionKind[]);

/** A whole number below 2^53, decimal or 0x...; -1 for anything else. */
function number(text: string | undefined): number {
  if (text === undefined || !/^(?:\d{1,16}|0x[0-9a-f]{1,14})$/i.test(text)) return -1;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : -1;
}

function malformed(problem: string): Annotation {
  return { kind: 'malformed', problem };
}

function readRegion(words: readonly string[]): Annotation {
  const [indexText, kind, ...options] = words;
  const index = number(indexText);
  if (index < 0 || index >= REGION_COUNT) return malformed(`a region is numbered 0 to ${REGION_COUNT - 1}`);
  if (kind === undefined || !kinds.includes(kind)) return malformed('a region is io, mem or rom');
  const region = { index, kind: kind as RegionKind, address: 0, size: 0, is64: false, prefetchable: false };
  for (const option of options) {
    if (option === '64bit') region.is64 = true;
    else if (option === 'prefetch') region.prefetchable = true;
    else if (option.startsWith('address=')) region.address = number(option.slice('address='.length));
    else if (option.startsWith('size=')) region.size = number(option.slice('size='.length));
    else return malformed('a region has the options address=, size=, 64bit, prefetch');
  }
  if (region.address < 0 || region.size < 0)
    return malformed('address and size are whole numbers below 2^53');
  return { kind: 'region', region };
}

function readBytes(kind: ByteImage, text: string): Annotation {
  if (text === '')
    return kind === 'power-on'
      ? { kind, offset: 0, bytes: [] }
      : malformed(`${kind} needs an offset and bytes`);
  const line = readHexLine(text);
  if (line === undefined || line.rest !== '' || line.bytes.length === 0)
    return malformed(`${kind} needs an offset and bytes`);
  if (line.offset + line.bytes.length > 4096) return malformed('configuration space ends at 0x1000');
  return { kind, offset: line.offset, bytes: line.bytes };
}

function readVfOf(text: string): Annotation {
  if (text === 'none') return { kind: 'vf-of', physfn: null };
  const at = readHeaderLine(text);
  if (at === undefined || at.name !== '')
    return malformed('vf-of needs the address of the physical function, or none');
  return { kind: 'vf-of', physfn: { domain: at.domain, bus: at.bus, devfn: at.devfn } };
}

/** Reads a comment line; `undefined` when it is an ordinary one. */
export function readAnnotation(line: string): Annotation | undefined {
  if (!line.startsWith(ANNOTATION)) return undefined;
  const text = line.slice(ANNOTATION.length).trim();
  const [word = ''] = /^\S*/.exec(text) ?? [];
  const rest = text.slice(word.length).trim();
  switch (word) {
    case 'machine': {
      const machine = number(rest);
      return machine < 0 ? malformed('machine needs a number') : { kind: 'machine', machine };
    }
    case 'irq': {
      const irq = number(rest);
      return irq < 0 || irq > 0xffff ? malformed('irq needs a number up to 65535') : { kind: 'irq', irq };
    }
    case 'vf-of':
      return readVfOf(rest);
    case 'region':
      return readRegion(rest.split(/\s+/));
    case 'masks':
      return { kind: 'masks' };
    case 'writable':
    case 'w1c':
    case 'power-on':
      return readBytes(word, rest);
    default:
      return { kind: 'unknown', word };
  }
}
