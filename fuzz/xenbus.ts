import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { lifePhrases, refusedPhrases } from './phrases/life.ts';
import { lookPhrases } from './phrases/requests.ts';

/** The connection: states in any order, missing and malformed keys, bad grants and channels, races with the worker. */
export const target: Target = {
  name: 'xenbus',
  title: 'connection states, keys, grants and channels in any order (XSA-331, XSA-349)',
  longest: 14,
  setup: (devices, random) => {
    const start = random.oneIn(3) ? 'bound' : 'connected';
    return drawSetup(
      mostly(TELLING, devices, random),
      random.oneIn(3) ? 2 : 1,
      1,
      start,
      () => 0,
      { passthrough: 4 },
      random,
    );
  },
  vocabulary: {
    kinds: [
      ['toolstack', 6],
      ['frontend', 6],
      ['node', 6],
      ['op', 4],
      ['grant', 2],
      ['channel', 2],
      ['backendNode', 3],
      ['notify', 2],
      ['run', 2],
      ['fault', 2],
    ],
    prefer: {
      toolstack: { step: ['create', 'create', 'destroy', 'offline', 'remove', 'add', 'reap'] },
      frontend: {
        step: [
          'publish',
          'publish',
          'publish',
          'connected',
          'connected',
          'scan',
          'service',
          'close',
          'close',
          'restart',
        ],
      },
      fault: { what: ['xenstoreConflict', 'xenstoreWrite', 'grantMap', 'channelBind', 'alloc'] },
      op: { cmd: [0, 1, 2, 4, 99] },
    },
    phrases: [...lifePhrases, ...refusedPhrases, ...lookPhrases],
    phraseRate: 4,
    points: ['xenstore', 'lock', 'wait', 'fetch', 'notify'],
    pointSteps: ['run', 'node', 'op', 'notify', 'page', 'fault'],
    effectRate: 4,
    holdRate: 5,
  },
};

export const fuzz = byteFuzzer(target);
