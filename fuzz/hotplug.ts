import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { hotplugPhrases, lifePhrases } from './phrases/life.ts';
import { interruptPhrases, lookPhrases } from './phrases/requests.ts';

/** Devices come and go while the guest works. */
export const target: Target = {
  name: 'hotplug',
  title: 'devices come and go while requests run',
  longest: 14,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      3,
      1,
      random.oneIn(2) ? 'bound' : 'connected',
      (device) => (device === 2 ? undefined : 0),
      { passthrough: 3, permissive: 8 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['toolstack', 8],
      ['frontend', 6],
      ['op', 6],
      ['node', 2],
      ['unbind', 1],
      ['bind', 1],
      ['backendNode', 1],
      ['run', 1],
    ],
    prefer: {
      // A number that no device has builds a guest without devices, to which they are then added.
      toolstack: {
        step: ['add', 'remove', 'reap', 'add', 'remove', 'destroy', 'create'],
        device: [0, 1, 2, 7],
      },
      frontend: {
        step: ['service', 'service', 'service', 'reconfiguring', 'enable', 'msi', 'msix', 'connected'],
      },
      node: { name: ['state'], value: ['7', '4', '3'] },
      op: { device: [0, 1, 2] },
      unbind: { device: [0, 1, 2] },
      bind: { device: [0, 1, 2] },
    },
    phrases: [
      ...lifePhrases,
      ...hotplugPhrases,
      ...interruptPhrases,
      ...lookPhrases,
      ...lookPhrases,
      ...lookPhrases,
    ],
    phraseRate: 3,
    points: ['config', 'lock', 'xenstore', 'fetch'],
    pointSteps: ['run', 'node', 'op'],
    effectRate: 6,
    holdRate: 6,
  },
};

export const fuzz = byteFuzzer(target);
