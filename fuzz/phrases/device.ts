import type { Phrase } from '../../src/program/generate.ts';

/* What the device does by itself, and what is then asked of it. */

/** Decode is lost. */
const DECODE_LOST = { do: 'hardware', offset: 4, size: 2, value: 0 } as const;
/** The list of capabilities is hidden. */
const LIST_HIDDEN = { do: 'hardware', offset: 0x34, size: 1, value: 0 } as const;
/** The list of capabilities begins at 0x40. */
const LIST_MOVED = { do: 'hardware', offset: 0x34, size: 1, value: 0x40 } as const;
/** A capability of the vendor's at 0x40 that is its own successor. */
const LIST_CLOSED = { do: 'hardware', offset: 0x40, size: 2, value: 0x4009 } as const;

/** Decode lost, the list of capabilities hidden or bent. */
export const devicePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [DECODE_LOST],
  [LIST_HIDDEN],
  [LIST_MOVED],
]);

/** MSI-X or MSI is enabled after decode was lost, and a capability written after the list was hidden. */
export const lostPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [DECODE_LOST, { do: 'op', cmd: 4, value: 1 }],
  [DECODE_LOST, { do: 'op', cmd: 2 }],
  [LIST_HIDDEN, { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 0x8000 }],
]);

/** The driver binds a device whose list of capabilities leads back to itself. */
export const bentPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'unbind' }, LIST_MOVED, LIST_CLOSED, { do: 'bind' }],
]);

/** A line of which the host hears again and again: until it is given up, and until the helper looks who shares it. */
export const linePhrases: readonly Phrase[] = Object.freeze(
  [120, 1001].map((times): Phrase => [{ do: 'interrupt', times }]),
);
