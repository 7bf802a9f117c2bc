import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { bentPhrases, devicePhrases } from './phrases/device.ts';
import { bindPhrases, lifePhrases, takenPhrases } from './phrases/life.ts';
import { lookPhrases } from './phrases/requests.ts';

/** Root's side: binding, attributes and their input, between and under guests. */
export const target: Target = {
  name: 'sysfs',
  title: 'binding and attributes, between and under guests',
  longest: 14,
  setup: (devices, random) => {
    const start = random.pick(['idle', 'bound', 'connected'] as const);
    return drawSetup(
      mostly(TELLING, devices, random),
      2,
      1,
      start,
      () => 0,
      { stubOnly: 8, passthrough: 6 },
      random,
    );
  },
  vocabulary: {
    kinds: [
      ['bind', 4],
      ['unbind', 4],
      ['sysfs', 10],
      ['show', 4],
      ['parameter', 1],
      ['op', 3],
      ['toolstack', 4],
      ['interrupt', 1],
      ['fault', 1],
      ['hardware', 6],
    ],
    prefer: {
      toolstack: { step: ['create', 'create', 'destroy', 'remove'] },
      // A list of capabilities that leads elsewhere, or back to itself.
      hardware: { offset: [0x34, 0x40], size: [2], value: [0, 0x40, 0x4009] },
      fault: { what: ['alloc', 'alloc', 'reset', 'loadState', 'enable', 'configRead', 'configWrite'] },
      op: { cmd: [0, 1, 1] },
    },
    phrases: [
      ...bindPhrases,
      ...takenPhrases,
      ...bentPhrases,
      ...lifePhrases,
      ...devicePhrases,
      ...lookPhrases,
      ...lookPhrases,
    ],
    phraseRate: 2,
    points: ['lock', 'config'],
    pointSteps: ['run', 'fault'],
    effectRate: 12,
    holdRate: 10,
  },
};

export const fuzz = byteFuzzer(target);
