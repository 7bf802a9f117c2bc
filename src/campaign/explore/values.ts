import { pageFieldOffset } from '../../abi/pciif.ts';
import type { FunctionFacts } from '../../executor/execution.ts';

/** One word of the shared page and what it is changed to. */
export interface FieldValues {
  /** `op.value` */
  readonly field: string;
  /** Number of the word in the page. */
  readonly word: number;
  /** Unsigned, each once. */
  readonly values: readonly number[];
}

/** Numbers of a device that border values depend on. */
export type DeviceNumbers = Pick<FunctionFacts, 'msi' | 'msix' | 'msixTableSize'>;

/** Which fields an operation depends on. */
export type FieldSet = 'request' | 'aer';

/** How many values of each field are tried: all of them, or so many from the start of each list. */
export const ALL_VALUES = Number.POSITIVE_INFINITY;

const ALL_ONES = 0xffffffff;
const NO_VECTOR = 0xffff;

/** `struct xen_msix_entry` as a word: table index in the upper half, vector in the lower. */
const entry = (index: number): number => ((index << 16) | NO_VECTOR) >>> 0;

const flagValues = [0, 1, 2, 3, 4, 5, 7, ALL_ONES];
const commandValues = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99];

/** Values of `op.value` whatever the device: the ends of what is allowed, and COMMAND values for a write. */
const valueValues = [0, 1, 127, 128, 129, 0xffff, ALL_ONES, 0x0407];

/** The fields with their values, those near the border of `device` first. */
export function fieldValues(set: FieldSet, device: DeviceNumbers, most = ALL_VALUES): FieldValues[] {
  const { msi, msix, msixTableSize: size } = device;
  const ofRequest: readonly (readonly [string, readonly number[]])[] = [
    ['op.cmd', commandValues],
    ['op.domain', [0, 1, ALL_ONES]],
    ['op.bus', [0, 1, 0xff, 0x100]],
    ['op.devfn', [0, 8, 0xff, 0x100, ALL_ONES]],
    [
      'op.offset',
      [
        0,
        0x04,
        0x10,
        0x3c,
        0xff,
        0x100,
        0xfff,
        0x1000,
        0xfffffffc,
        0x7ffffffc,
        ...(msi > 0 ? [msi + 2] : []),
        ...(msix > 0 ? [msix + 2] : []),
      ],
    ],
    ['op.size', [0, 1, 2, 3, 4, 8, ALL_ONES]],
    ['op.value', [size, size + 1, ...valueValues]],
    ['op.msix_entries[0]', [entry(0), entry(1), entry(Math.max(0, size - 1)), entry(size), entry(0xffff)]],
    ['op.msix_entries[1]', [entry(0), entry(1), entry(size), entry(0xffff)]],
  ];
  const ofAer: typeof ofRequest = [
    ['aer.cmd', [0, 6, ALL_ONES]],
    ['aer.err', [0, 1, 2, 3, 4, 5, 6, 77, ALL_ONES]],
  ];
  const all: typeof ofRequest = [['flags', flagValues], ...(set === 'aer' ? ofAer : ofRequest)];
  return all.map(([field, values]) => ({
    field,
    word: (pageFieldOffset(field) as number) >> 2,
    values: [...new Set(values)].slice(0, most),
  }));
}

/** Values of all fields together: changes there are at one point. */
export const changesAtPoint = (fields: readonly FieldValues[]): number =>
  fields.reduce((sum, { values }) => sum + values.length, 0);
