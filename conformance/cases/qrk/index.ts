import type { Case } from '../../../src/conformance/case.ts';
import { bridgeIdCases } from './bridge-ids.ts';
import { fieldCases } from './field.ts';
import { lifetimeCases } from './lifetime.ts';
import { listingCases } from './listing.ts';
import { overlapCases } from './overlap.ts';
import { syntaxCases } from './syntax.ts';

/** Cases of area QRK. */
export const qrkCases: readonly Case[] = [
  ...syntaxCases,
  ...fieldCases,
  ...overlapCases,
  ...lifetimeCases,
  ...listingCases,
  ...bridgeIdCases,
];
