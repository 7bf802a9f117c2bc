import { type WritableMode, writableModes } from '../../../campaign/writable-map.ts';
import type { WritableRegister } from '../../../campaign/writable-registers.ts';

/** Registers that are drawn and told as one: neighbours of one kind with the same masks, or a single one. */
export interface Run {
  readonly first: WritableRegister;
  /** How many there are. */
  readonly count: number;
  /** Offset of the last byte. */
  readonly end: number;
}

/** A line of the picture. */
export type Row =
  | { readonly kind: 'dword'; readonly offset: number; readonly parts: readonly Part[] }
  /** So many dwords in which nothing is writable, or that are as the one before. */
  | { readonly kind: 'gap' | 'alike'; readonly offset: number; readonly dwords: number };

/** The bits of a register that are in one dword. */
export interface Part {
  /** Number of its run in the list. */
  readonly run: number;
  /** Lowest bit of the dword, and how many. */
  readonly bit: number;
  readonly bits: number;
  /** Writable bits, of the dword. */
  readonly masks: Readonly<Record<WritableMode, number>>;
}

const DWORD = 4;

/** `device-specific` of `device-specific 0x48`; '' for a register with a name of its own. */
export const kindOf = (name: string): string => /^(.*?)[ +]0x[0-9a-f]+$/.exec(name)?.[1] ?? '';

export function runsOf(registers: readonly WritableRegister[]): Run[] {
  const runs: Run[] = [];
  for (const register of registers) {
    const last = runs.at(-1);
    const end = register.offset + register.size - 1;
    if (last !== undefined && continues(last, register))
      runs[runs.length - 1] = { ...last, count: last.count + 1, end };
    else runs.push({ first: register, count: 1, end });
  }
  return runs;
}

function continues({ first, end }: Run, next: WritableRegister): boolean {
  const kind = kindOf(next.name);
  return (
    kind !== '' &&
    kind === kindOf(first.name) &&
    first.size === DWORD &&
    next.size === DWORD &&
    next.offset === end + 1 &&
    writableModes.every((mode) => next.masks[mode] === first.masks[mode])
  );
}

/** The lines of the picture, in the order of the offset. @param size of configuration space, bytes */
export function rowsOf(runs: readonly Run[], size: number): Row[] {
  const dwords = new Map<number, Part[]>();
  runs.forEach(({ first }, run) => {
    for (const [offset, part] of partsOf(first, run))
      dwords.set(offset, [...(dwords.get(offset) ?? []), part]);
  });
  const more = new Map(
    runs.filter(({ count }) => count > 1).map(({ first, count }) => [first.offset, count - 1]),
  );
  const rows: Row[] = [];
  let next = 0;
  const gapTo = (offset: number): void => {
    if (offset > next) rows.push({ kind: 'gap', offset: next, dwords: (offset - next) / DWORD });
  };
  for (const [offset, parts] of [...dwords].sort(([a], [b]) => a - b)) {
    gapTo(offset);
    rows.push({ kind: 'dword', offset, parts });
    next = offset + DWORD;
    const alike = more.get(offset);
    if (alike === undefined) continue;
    rows.push({ kind: 'alike', offset: next, dwords: alike });
    next += alike * DWORD;
  }
  gapTo(size);
  return rows;
}

/** The parts of a register by the offset of their dword; two when it crosses a border. */
function partsOf({ offset, size, masks }: WritableRegister, run: number): [number, Part][] {
  const parts: [number, Part][] = [];
  for (let at = offset - (offset % DWORD); at < offset + size; at += DWORD) {
    const from = Math.max(at, offset);
    const to = Math.min(at + DWORD, offset + size);
    const maskOf = (mode: WritableMode): number => {
      const here = Math.floor(masks[mode] / 2 ** (8 * (from - offset))) % 2 ** (8 * (to - from));
      return here * 2 ** (8 * (from - at));
    };
    const own = {
      default: maskOf('default'),
      permissive: maskOf('permissive'),
      interruptControl: maskOf('interruptControl'),
    };
    parts.push([at, { run, bit: 8 * (from - at), bits: 8 * (to - from), masks: own }]);
  }
  return parts;
}

/** Number of bits that are set in a mask of at most 32. */
export function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

/** Writable bits of a device in one mode. */
export const writableBits = (registers: readonly WritableRegister[], mode: WritableMode): number =>
  registers.reduce((sum, { masks }) => sum + bitCount(masks[mode]), 0);
