import type { Case } from '../../../src/conformance/case.ts';
import { addressCases } from './addresses.ts';
import { grantCases } from './grants.ts';
import { handlerCases } from './handlers.ts';
import { lifetimeCases } from './lifetime.ts';
import { strayHandlerCases } from './stray-handlers.ts';

/** Cases of area SYS. */
export const sysCases: readonly Case[] = [
  ...addressCases,
  ...handlerCases,
  ...grantCases,
  ...lifetimeCases,
  ...strayHandlerCases,
];
