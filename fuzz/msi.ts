import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, WITH_MSIX } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { devicePhrases, linePhrases, lostPhrases } from './phrases/device.ts';
import {
  commandPhrases,
  interruptPhrases,
  powerPhrases,
  tablePhrases,
  underwayPhrases,
} from './phrases/requests.ts';

/** Interrupt modes: MSI, MSI-X and the helper of a shared legacy line, in every order. */
export const target: Target = {
  name: 'msi',
  title: 'interrupt modes in every order, with interrupts on shared lines (XSA-157, XSA-43)',
  longest: 12,
  setup: (devices, random) =>
    drawSetup(
      mostly(WITH_MSIX, devices, random),
      1,
      1,
      'connected',
      () => 0,
      { permissive: 8, interruptControl: 4, hostSharesLine: 2 },
      random,
    ),
  vocabulary: {
    kinds: [
      ['op', 30],
      ['interrupt', 6],
      ['lineShared', 1],
      ['toolstack', 2],
      ['fault', 1],
      ['hardware', 1],
    ],
    prefer: {
      op: {
        cmd: [1, 1, 2, 2, 3, 4, 4, 5],
        offset: [4, 4, 2],
        base: ['header', 'header', 'msi', 'msi', 'msix', 'pm'],
        size: [2],
        // control words of the shipped devices with their enable bit among them
        value: [
          0, 2, 3, 4, 6, 7, 0x400, 0x407, 1, 0x81, 0x81, 0x8000, 0x8000, 0x8003, 0x8004, 0xc000, 128, 129,
        ],
      },
      toolstack: { step: ['destroy', 'create'] },
      fault: { what: ['pirq', 'requestIrq', 'enable', 'alloc', 'vector'] },
      // a function that lost decode, or has it again
      hardware: { offset: [4], size: [2], value: [0, 0, 6, 7] },
    },
    phrases: [
      ...commandPhrases,
      ...interruptPhrases,
      ...underwayPhrases,
      ...tablePhrases,
      ...powerPhrases,
      ...devicePhrases,
      ...lostPhrases,
      ...lostPhrases,
      ...linePhrases,
      ...linePhrases,
    ],
    phraseRate: 2,
    points: ['fetch', 'config'],
    pointSteps: ['page', 'interrupt', 'op'],
    effectRate: 16,
    holdRate: 40,
  },
};

export const fuzz = byteFuzzer(target);
