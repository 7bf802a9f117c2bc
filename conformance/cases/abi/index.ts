import type { Case } from '../../../src/conformance/case.ts';
import { aerSlotCases } from './aer-slot.ts';
import { flagBitCases } from './flag-bits.ts';
import { flagCases } from './flags.ts';
import { magicCases } from './magic.ts';
import { numberCases } from './numbers.ts';
import { slotCases } from './slot.ts';
import { storeCases } from './stores.ts';

/** Cases of area ABI. */
export const abiCases: readonly Case[] = [
  ...slotCases,
  ...storeCases,
  ...flagCases,
  ...flagBitCases,
  ...numberCases,
  ...aerSlotCases,
  ...magicCases,
];
