import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { linePhrases } from './phrases/device.ts';
import { closingPhrases, delayPhrases, lockedEvents } from './phrases/events.ts';
import { lifePhrases } from './phrases/life.ts';
import { commandPhrases, interruptPhrases, lookPhrases } from './phrases/requests.ts';

/** One guest works, the other attacks: what is one's must stay out of the other's reach and way. */
export const target: Target = {
  name: 'two-guests',
  title: 'one guest against another: isolation and progress',
  longest: 14,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      3,
      2,
      random.oneIn(4) ? 'bound' : 'connected',
      (device) => device % 2,
      { passthrough: 3, permissive: 6, hostSharesLine: 4 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['op', 12],
      ['notify', 3],
      ['node', 3],
      ['page', 3],
      ['toolstack', 2],
      ['frontend', 2],
      ['aer', 1],
      ['advance', 1],
      ['interrupt', 1],
      ['run', 2],
    ],
    prefer: {
      notify: { guest: [0, 1], times: [1, 1, 2, 8] },
      op: { guest: [0, 1], device: [0, 1, 2, -1], cmd: [0, 0, 1, 1, 2, 4, 3, 5] },
      toolstack: { step: ['destroy', 'remove', 'add', 'create'], device: [0, 1, 2] },
      frontend: { step: ['service', 'enable', 'close'] },
      node: { name: ['state'], value: ['5', '6', '7', '4'] },
    },
    phrases: [
      ...lifePhrases,
      ...closingPhrases,
      ...delayPhrases,
      ...commandPhrases,
      ...interruptPhrases,
      ...lookPhrases,
      ...lookPhrases,
      ...linePhrases,
    ],
    phraseRate: 3,
    interruptions: lockedEvents,
    points: ['fetch', 'config', 'lock', 'notify', 'xenstore'],
    pointSteps: ['run', 'op', 'page', 'node', 'notify'],
    effectRate: 3,
    holdRate: 5,
  },
};

export const fuzz = byteFuzzer(target);
