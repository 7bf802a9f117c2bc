import type { Phrase } from '../../src/program/generate.ts';
import type { Effect } from '../../src/program/program.ts';

/* Events, with time between them or in the middle of something; error recovery. */

/** A channel goes to the other processor while the first one is at its event. */
export const channelMoves: readonly Effect[] = Object.freeze(
  [{}, { guest: 1 }].map((whose): Effect => ({ on: 'lock', nth: 1, then: [{ do: 'affinity', ...whose }] })),
);

/** Events without a request, with time between them, and while a channel changes its processor. */
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
  // a channel changes its processor while its EOI is delayed
  [{ do: 'notify', times: 2 }, { do: 'affinity' }, { do: 'notify', times: 4 }],
  // or while an event is handled
  [{ do: 'op', cmd: 0, at: channelMoves.slice(0, 1) }],
  // an event that announces a flag which the protocol has not
  [{ do: 'page', field: 'flags', how: 'or', value: 8 }, { do: 'notify' }],
]);

/** Two guests whose EOIs are delayed, the second one for less long. */
export const delayPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'notify', times: 3 },
    { do: 'advance', jiffies: 1 },
    { do: 'notify', guest: 1, times: 2 },
  ],
]);

/** How deep into what the backend does an event of a guest comes in, in locks taken. */
const DEPTHS = [1, 2, 3, 4, 5, 6] as const;

/** An event of a guest comes in while the backend, at whatever it does, has just taken a lock. */
export const lockedEvents: readonly Effect[] = Object.freeze(
  [{}, { guest: 1 }].flatMap((whose) =>
    DEPTHS.map((nth): Effect => ({ on: 'lock', nth, then: [{ do: 'notify', ...whose }] })),
  ),
);

/** The second guest goes, and meanwhile an event of the first one comes in; the first locks are those of xenbus. */
export const closingPhrases: readonly Phrase[] = Object.freeze(
  DEPTHS.slice(2).map(
    (nth): Phrase => [
      { do: 'toolstack', step: 'destroy', guest: 1, at: [{ on: 'lock', nth, then: [{ do: 'notify' }] }] },
    ],
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
  // the kill that follows cannot begin its transaction
  [
    { do: 'fault', what: 'xenstoreBegin' },
    { do: 'aer', callback: 'detected' },
  ],
]);
