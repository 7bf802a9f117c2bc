import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { channelMoves, closingPhrases, delayPhrases, eventPhrases } from './phrases/events.ts';
import { lifePhrases } from './phrases/life.ts';

/** Sends events without pause: idle, with requests, during AER, while disconnecting. */
export const target: Target = {
  name: 'event-flood',
  title: 'events without pause (XSA-332), also at every point of a request',
  longest: 10,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      2,
      2,
      'connected',
      (device) => device,
      { hostSharesLine: 3 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['notify', 6],
      ['op', 5],
      ['page', 3],
      ['advance', 3],
      ['aer', 1],
      ['answer', 2],
      ['node', 1],
      ['run', 2],
      ['affinity', 1],
    ],
    prefer: {
      notify: { times: [1, 1, 2, 8, 64, 300] },
      page: { field: ['flags', 'flags', 'op.cmd', 'aer.err'], value: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13] },
      node: { name: ['state'], value: ['5', '6', '4'] },
      advance: { jiffies: [1, 2, 4, 10, 250, 75_250] },
    },
    // what the target is about more often, most of all what needs several steps undisturbed
    phrases: [
      ...eventPhrases,
      ...eventPhrases,
      ...delayPhrases,
      ...delayPhrases,
      ...delayPhrases,
      ...closingPhrases,
      ...delayPhrases,
      ...lifePhrases,
    ],
    phraseRate: 2,
    interruptions: channelMoves,
    points: ['notify', 'eoi', 'store', 'fetch', 'wait', 'lock', 'lock'],
    pointSteps: ['notify', 'notify', 'page', 'op', 'answer', 'run', 'affinity', 'affinity'],
    effectRate: 3,
    holdRate: 4,
  },
};

export const fuzz = byteFuzzer(target);
