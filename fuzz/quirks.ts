import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { widthPhrases } from './phrases/requests.ts';

/** Fields that root added, under accesses that cover, cut and enclose them. */
export const target: Target = {
  name: 'quirks',
  title: 'fields that root added, accessed with every width',
  longest: 14,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      1,
      1,
      'connected',
      () => 0,
      { permissive: 4, passthrough: 6 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['op', 10],
      ['sysfs', 4],
    ],
    prefer: {
      op: {
        cmd: [0, 0, 1],
        device: [0],
        base: ['header'],
        offset: [4, 4, 4, 0x10],
        size: [4, 2, 2, 1],
        // bits of COMMAND's two bytes, reserved ones among them
        value: [0x8003, 0xffff, 0x402, 0xffffffff],
      },
      sysfs: {
        attribute: ['quirks'],
        device: [0],
        value: [
          '{device}-5:1:0',
          '{device}-5:1:0',
          '{device}-11:1:0',
          '{device}-11:2:0',
          '{device}-41:1:F0',
          '{device}-6:2:F900',
        ],
      },
    },
    phrases: [...widthPhrases],
    phraseRate: 4,
    points: [],
    pointSteps: [],
    effectRate: 1,
    holdRate: 100,
  },
};

export const fuzz = byteFuzzer(target);
