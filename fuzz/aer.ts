import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { lockedEvents, recoveryPhrases } from './phrases/events.ts';
import { lifePhrases } from './phrases/life.ts';

/** Error recovery against a guest that answers late, wrongly or never. */
export const target: Target = {
  name: 'aer',
  title: 'error recovery: late, wrong and missing answers',
  longest: 10,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      2,
      2,
      'connected',
      (device) => device,
      { passthrough: 4 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['aer', 8],
      ['answer', 6],
      ['advance', 3],
      ['op', 4],
      ['page', 3],
      ['toolstack', 2],
      ['unbind', 1],
      ['bind', 1],
      ['notify', 2],
      ['run', 2],
      ['frontend', 2],
      ['fault', 1],
    ],
    prefer: {
      page: {
        field: ['flags', 'flags', 'aer.err', 'aer.cmd', 'aer.devfn'],
        value: [0, 1, 2, 3, 4, 5, 6, 77],
      },
      advance: { jiffies: [1, 250, 74_000, 75_250] },
      toolstack: { step: ['destroy', 'remove', 'create'] },
      frontend: { step: ['service', 'close'] },
      fault: { what: ['xenstoreBegin', 'xenstoreConflict', 'xenstoreWrite'] },
      unbind: { device: [0, 1] },
    },
    phrases: [...lifePhrases, ...recoveryPhrases, ...recoveryPhrases],
    phraseRate: 4,
    interruptions: lockedEvents,
    points: ['notify', 'wait', 'lock', 'fetch', 'store'],
    pointSteps: ['answer', 'page', 'notify', 'run', 'op'],
    effectRate: 4,
    holdRate: 6,
  },
};

export const fuzz = byteFuzzer(target);
