import type { Case } from '../../../src/conformance/case.ts';
import { bindingCases } from './binding.ts';
import { hidingCases } from './hiding.ts';
import { parameterCases } from './parameters.ts';
import { powerCases } from './power.ts';
import { releaseCases } from './release.ts';
import { moreReturningCases, returningCases } from './returning.ts';

/** Cases of area STUB. */
export const stubCases: readonly Case[] = [
  ...parameterCases,
  ...hidingCases,
  ...bindingCases,
  ...returningCases,
  ...moreReturningCases,
  ...powerCases,
  ...releaseCases,
];
