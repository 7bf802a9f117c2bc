import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { EACH_MODE, mostly } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import {
  bothTypesPhrases,
  commandPhrases,
  controlPhrases,
  interruptPhrases,
  underwayPhrases,
} from './phrases/requests.ts';

/** The enables of INTx, MSI and MSI-X in configuration space, with and without root's opt-in. */
export const target: Target = {
  name: 'interrupt-control',
  title: 'interrupt enables in configuration space, with and without the opt-in',
  longest: 16,
  setup: (devices, random) => {
    const modes = { permissive: 8, interruptControl: random.oneIn(2) ? 0 : 1 };
    return drawSetup(mostly(EACH_MODE, devices, random), 1, 1, 'connected', () => 0, modes, random);
  },
  vocabulary: {
    kinds: [
      ['op', 30],
      ['sysfs', 1],
      ['toolstack', 2],
      ['hardware', 1],
    ],
    prefer: {
      op: {
        cmd: [1, 1, 1, 1, 1, 1, 0, 2, 3, 4, 5],
        device: [0],
        base: ['header', 'header', 'msi', 'msix'],
        offset: [2, 4],
        size: [2],
        // the control words with their enable or a bit too many; COMMAND with INTX_DISABLE
        value: [0, 2, 0x81, 0x81, 0xa1, 0x8004, 0x800e, 0x400, 0x402],
      },
      sysfs: { attribute: ['allow_interrupt_control'], value: ['{device}'], device: [0] },
      toolstack: { step: ['destroy', 'create'], device: [0] },
      fault: { what: ['configRead', 'configWrite'] },
      // a function that lost decode, or has it again
      hardware: { device: [0], offset: [4], size: [2], value: [0, 6] },
    },
    // what the target is about twice as often
    phrases: [
      ...commandPhrases,
      ...interruptPhrases,
      ...controlPhrases,
      ...controlPhrases,
      ...underwayPhrases,
      ...bothTypesPhrases,
      ...bothTypesPhrases,
    ],
    phraseRate: 2,
    points: ['config'],
    pointSteps: ['op', 'fault'],
    effectRate: 40,
    holdRate: 60,
  },
};

export const fuzz = byteFuzzer(target);
