import type { Case } from '../../../src/conformance/case.ts';
import { controlCases } from './control.ts';
import { debugAndBridgeCases } from './debug-and-bridges.ts';
import { interruptCases } from './interrupts.ts';
import { modeCases } from './modes.ts';

/** Cases of area DOC. */
export const docCases: readonly Case[] = [
  ...interruptCases,
  ...modeCases,
  ...debugAndBridgeCases,
  ...controlCases,
];
