import type { Phrase } from '../src/program/generate.ts';
import type { Effect } from '../src/program/program.ts';

/*
 * What drivers, guests and toolstacks do in one go: the dictionary of the targets, as other fuzzers have one of
 * tokens. A mutator breaks, repeats and mixes them; drawn field by field most of them would hardly ever come up.
 */

/** Writes to COMMAND: everything on, decode without and with mastering, off, INTx off. */
export const commandPhrases: readonly Phrase[] = Object.freeze(
  [7, 6, 2, 3, 0, 0x400].map((value): Phrase => [{ do: 'op', cmd: 1, offset: 4, size: 2, value }]),
);

/** Interrupt operations of the protocol. */
export const interruptPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'op', cmd: 2 }],
  [{ do: 'op', cmd: 3 }],
  [{ do: 'op', cmd: 4, value: 1 }],
  [{ do: 'op', cmd: 4, value: 2 }],
  [{ do: 'op', cmd: 5 }],
]);

/** The same through the control words, which an opt-in of root allows: MSI, MSI-X with tables of 5 and of 15 entries. */
export const controlPhrases: readonly Phrase[] = Object.freeze(
  [
    ['msi', 0x81] as const,
    ['msi', 0x80] as const,
    ...[4, 14].flatMap((size) => [['msix', 0x8000 | size] as const, ['msix', size] as const]),
  ].map(([base, value]): Phrase => [{ do: 'op', cmd: 1, base, offset: 2, size: 2, value }]),
);

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

/** A guest comes, goes, comes again. */
export const lifePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'toolstack', step: 'destroy' }],
  [
    { do: 'frontend', step: 'enable' },
    { do: 'toolstack', step: 'destroy' },
  ],
  [
    { do: 'toolstack', step: 'destroy' },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'node', name: 'state', value: '5' }],
  [
    { do: 'frontend', step: 'close' },
    { do: 'frontend', step: 'restart' },
  ],
]);

/** Devices come to a guest that is there, one that was built without any among them, and go. */
export const hotplugPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'toolstack', step: 'create', device: 7 },
    { do: 'frontend', step: 'publish' },
    { do: 'toolstack', step: 'add' },
    { do: 'frontend', step: 'service' },
  ],
  [
    { do: 'toolstack', step: 'remove' },
    { do: 'frontend', step: 'service' },
    { do: 'toolstack', step: 'reap' },
  ],
]);

/** A device is bound and handed on. */
export const bindPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'bind' }, { do: 'toolstack', step: 'create' }, { do: 'frontend', step: 'publish' }],
  [{ do: 'unbind' }, { do: 'bind' }],
]);

/** The module is loaded, with or without what was asked for; a driver of the host takes a device and gives it back. */
export const modulePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'load', hide: '({0})' },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'load' }, { do: 'bind' }],
  [{ do: 'toolstack', step: 'destroy' }, { do: 'toolstack', step: 'reap' }, { do: 'unload' }],
  [{ do: 'unload' }, { do: 'load' }],
  [
    { do: 'driverOverride', driver: 'pciback' },
    { do: 'driverBind', driver: 'pciback' },
  ],
  [{ do: 'driverUnbind' }, { do: 'driverBind', driver: 'host' }],
  [
    { do: 'dynamicDebug', module: 'pciback', state: 'on' },
    { do: 'op', cmd: 0 },
  ],
]);

/** The device, by itself: decode lost, the list of capabilities hidden or bent back. */
export const devicePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'hardware', offset: 4, size: 2, value: 0 }],
  [{ do: 'hardware', offset: 0x34, size: 1, value: 0 }],
  [{ do: 'hardware', offset: 0x34, size: 1, value: 0x40 }],
]);

/** Events that announce nothing, with time between them. */
export const eventPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'notify', times: 2 },
    { do: 'advance', jiffies: 2 },
  ],
  [{ do: 'notify' }, { do: 'advance', jiffies: 4 }, { do: 'notify' }],
  [
    { do: 'notify', times: 8 },
    { do: 'advance', jiffies: 10 },
    { do: 'notify', times: 8 },
  ],
  [{ do: 'notify', times: 2 }],
]);

/** A channel goes to the other processor while the first one is at its event. */
export const channelMoves: readonly Effect[] = Object.freeze(
  [{}, { guest: 1 }].map((whose): Effect => ({ on: 'lock', nth: 1, then: [{ do: 'affinity', ...whose }] })),
);

/** How deep into what the backend does an event of either guest comes in, in locks taken. */
const DEPTHS = [1, 2, 3, 4, 5, 6] as const;

/** An event of a guest comes in while the backend, at whatever it does, has just taken a lock. */
export const lockedEvents: readonly Effect[] = Object.freeze(
  [{}, { guest: 1 }].flatMap((whose) =>
    DEPTHS.map((nth): Effect => ({ on: 'lock', nth, then: [{ do: 'notify', ...whose }] })),
  ),
);

/** Error recovery: a guest says that it handles errors, the host goes through the steps, an answer comes, or none. */
export const recoveryPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'page', field: 'flags', how: 'or', value: 4 }],
  [{ do: 'aer', callback: 'detected' }, { do: 'answer' }],
  [{ do: 'aer', callback: 'recover' }, { do: 'answer' }, { do: 'answer' }],
  [
    { do: 'aer', callback: 'slot_reset' },
    { do: 'advance', jiffies: 75_250 },
  ],
]);

/** Writes every bit of a register and reads it with every width, so that each width can be held against the others. */
const everyWidth = (offset: number, size: 2 | 4): Phrase => [
  { do: 'op', cmd: 1, offset, size, value: size === 2 ? 0xffff : 0xffffffff },
  { do: 'op', cmd: 0, offset, size: 1 },
  { do: 'op', cmd: 0, offset, size: 2 },
  { do: 'op', cmd: 0, offset, size: 4 },
];

/** Registers of the header as a whole and in parts. */
export const widthPhrases: readonly Phrase[] = Object.freeze([everyWidth(4, 2), everyWidth(0x10, 4)]);
