import type { Phrase } from '../../src/program/generate.ts';
import type { Effect } from '../../src/program/program.ts';

/*
 * What drivers ask for in one go. Phrases are the dictionary of the targets, as other fuzzers have one of tokens: a
 * mutator breaks, repeats and mixes them; drawn field by field most of them would hardly ever come up.
 */

const command = (value: number): Phrase[number] => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });

/** Writes to COMMAND: everything on, decode without and with mastering, off, INTx off, and on again. */
export const commandPhrases: readonly Phrase[] = Object.freeze([
  ...[7, 6, 2, 3, 0, 0x400].map((value): Phrase => [command(value)]),
  [command(0x400), command(0)],
]);

/** Interrupt operations of the protocol. */
export const interruptPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'op', cmd: 2 }],
  [{ do: 'op', cmd: 3 }],
  [{ do: 'op', cmd: 4, value: 1 }],
  [{ do: 'op', cmd: 4, value: 2 }],
  [{ do: 'op', cmd: 5 }],
]);

/** While one type of interrupt is on the other is switched off, or decode goes and comes. */
export const underwayPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'op', cmd: 2 },
    { do: 'op', cmd: 5 },
  ],
  [
    { do: 'op', cmd: 4, value: 1 },
    { do: 'op', cmd: 3 },
  ],
  [{ do: 'op', cmd: 2 }, command(0), command(7)],
]);

/** Vectors for table entries that no function can have, and for one entry twice. */
export const tablePhrases: readonly Phrase[] = Object.freeze(
  [
    [[2048, 0xffff]],
    [
      [0, 0xffff],
      [0xffff, 0xffff],
    ],
    [
      [0, 0xffff],
      [0, 0xffff],
    ],
  ].map(
    (entries): Phrase => [
      { do: 'op', cmd: 4, value: entries.length, entries: entries as [number, number][] },
    ],
  ),
);

const control = (base: 'msi' | 'msix', value: number): Phrase[number] => ({
  ...{ do: 'op', cmd: 1, base, offset: 2, size: 2 },
  value,
});

/** Sizes in the control words of the shipped devices' MSI-X tables: 5 and 15 entries. */
const TABLE_SIZES = [4, 14] as const;

/** MSI and MSI-X switched through their control words, which an opt-in of root allows. */
export const controlPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [control('msi', 0x81)],
  [control('msi', 0x80)],
  ...TABLE_SIZES.flatMap((size): Phrase[] => [[control('msix', 0x8000 | size)], [control('msix', size)]]),
]);

/** One type of interrupt, and then the other. */
export const bothTypesPhrases: readonly Phrase[] = Object.freeze([
  ...TABLE_SIZES.flatMap((size): Phrase[] => [
    [control('msi', 0x81), control('msix', 0x8000 | size)],
    [control('msix', 0x8000 | size), control('msi', 0x81)],
  ]),
  [{ do: 'op', cmd: 4, value: 1 }, control('msi', 0x81)] as Phrase,
]);

/** Power down and up, and the reset of the function. */
export const powerPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 3 },
    { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 0 },
  ],
  [{ do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 0x8000 }],
  [{ do: 'op', cmd: 1, base: 'exp', offset: 8, size: 2, value: 0x8000 }],
]);

/** Sizing of a BAR, and of the ROM. */
export const sizingPhrases: readonly Phrase[] = Object.freeze(
  [0x10, 0x14, 0x18, 0x30].map(
    (offset): Phrase => [
      { do: 'op', cmd: 1, offset, value: 0xffffffff },
      { do: 'op', cmd: 0, offset },
    ],
  ),
);

/** Writes every bit of a register and reads it with every width, so that each width can be held against the others. */
const everyWidth = (offset: number, size: 2 | 4): Phrase => [
  { do: 'op', cmd: 1, offset, size, value: size === 2 ? 0xffff : 0xffffffff },
  { do: 'op', cmd: 0, offset, size: 1 },
  { do: 'op', cmd: 0, offset, size: 2 },
  { do: 'op', cmd: 0, offset, size: 4 },
];

/** Registers of the header as a whole and in parts. */
export const widthPhrases: readonly Phrase[] = Object.freeze([everyWidth(4, 2), everyWidth(0x10, 4)]);

/** A guest looks at its devices one after the other, where it has each or every other of the set-up. */
export const lookPhrases: readonly Phrase[] = Object.freeze(
  [1, 2].map(
    (device): Phrase => [
      { do: 'op', cmd: 0 },
      { do: 'op', cmd: 0, device },
    ],
  ),
);

/** The number of a request, such as how many vectors are asked for, changes between two of its first fetches. */
export const countFlips: readonly Effect[] = Object.freeze(
  [2, 3, 4].flatMap((nth) =>
    [0, 2, 129].map(
      (value): Effect => ({
        ...{ on: 'fetch', name: 'op.value', nth },
        then: [{ do: 'page', field: 'op.value', value }],
      }),
    ),
  ),
);
