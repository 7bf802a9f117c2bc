import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, WITH_MSIX } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { commandPhrases, countFlips, interruptPhrases, tablePhrases } from './phrases/requests.ts';

/** Changes words of the request while the backend processes it. */
export const target: Target = {
  name: 'double-fetch',
  title: 'the request changes while it is processed (XSA-155)',
  longest: 6,
  setup: (devices, random) =>
    drawSetup(
      mostly(WITH_MSIX, devices, random),
      1,
      1,
      'connected',
      () => 0,
      { permissive: 4, passthrough: 6, interruptControl: 8 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['op', 12],
      ['page', 1],
    ],
    prefer: {
      op: { cmd: [0, 1, 2, 3, 4, 4, 4, 5], value: [0, 1, 2, 3, 7, 127, 128, 129, 0xffff], devfn: [0] },
      page: {
        field: [
          'op.value',
          'op.value',
          'op.value',
          'op.cmd',
          'op.offset',
          'op.size',
          'op.devfn',
          'op.bus',
          'op.domain',
          'op.msix_entries[0]',
          'op.msix_entries[1]',
        ],
        width: [4, 4, 2],
        how: ['set', 'set', 'xor'],
        value: [0, 1, 2, 3, 4, 5, 7, 0x10, 100, 128, 129, 200, 0xffff, 0x80000000, 0xffffffff],
      },
    },
    phrases: [...commandPhrases, ...interruptPhrases, ...tablePhrases],
    phraseRate: 6,
    interruptions: countFlips,
    points: ['fetch'],
    pointSteps: ['page'],
    effectRate: 2,
    holdRate: 40,
  },
};

export const fuzz = byteFuzzer(target);
