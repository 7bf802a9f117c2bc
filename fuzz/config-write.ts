import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { devicePhrases, lostPhrases } from './phrases/device.ts';
import { lifePhrases } from './phrases/life.ts';
import { commandPhrases, powerPhrases, sizingPhrases } from './phrases/requests.ts';

/** Reads and writes configuration space anywhere, in every mode, up to the return of the device. */
export const target: Target = {
  name: 'config-write',
  title: 'configuration space: any offset, size and value, in every mode (XSA-120, XSA-157)',
  longest: 16,
  setup: (devices, random) =>
    drawSetup(
      mostly(TELLING, devices, random),
      1,
      1,
      'connected',
      () => 0,
      { permissive: 4, interruptControl: 5, passthrough: 6 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['op', 40],
      ['toolstack', 2],
      ['sysfs', 1],
      ['parameter', 1],
      ['hardware', 2],
      ['fault', 1],
      ['vanish', 1],
    ],
    prefer: {
      op: { cmd: [0, 1, 1, 1], devfn: [0, 0, 0, 0x100] },
      toolstack: { step: ['destroy', 'create', 'offline'] },
      // COMMAND, a BAR, and where the list of capabilities begins
      hardware: { device: [0], offset: [4, 0x10, 0x34, 0x34] },
      fault: { what: ['configRead', 'configWrite', 'enable', 'reset', 'loadState'] },
      sysfs: { attribute: ['quirks', 'permissive', 'allow_interrupt_control'] },
    },
    phrases: [
      ...commandPhrases,
      ...powerPhrases,
      ...sizingPhrases,
      ...lifePhrases,
      ...devicePhrases,
      ...lostPhrases,
      ...lostPhrases,
    ],
    phraseRate: 4,
    points: ['config'],
    pointSteps: ['hardware', 'op', 'fault'],
    effectRate: 12,
    holdRate: 60,
  },
};

export const fuzz = byteFuzzer(target);
