import type { Case } from '../../../src/conformance/case.ts';
import { bindingCases } from './binding.ts';
import { blockedReturnCases } from './blocked-return.ts';
import { boundCases } from './bound.ts';
import { expressCases } from './express.ts';
import { goneOrShortCases } from './gone-or-short.ts';
import { hideCases } from './hide.ts';
import { leftOnCases } from './left-on.ts';
import { matchingCases } from './matching.ts';
import { otherDriverCases } from './other-drivers.ts';
import { parameterCases } from './parameters.ts';
import { powerCases } from './power.ts';
import { releaseCases } from './release.ts';
import { returningCases } from './returning.ts';
import { unbindCases } from './unbind.ts';
import { whatStaysCases } from './what-stays.ts';

/** Cases of area STUB. */
export const stubCases: readonly Case[] = [
  ...parameterCases,
  ...matchingCases,
  ...hideCases,
  ...bindingCases,
  ...boundCases,
  ...returningCases,
  ...whatStaysCases,
  ...leftOnCases,
  ...powerCases,
  ...blockedReturnCases,
  ...releaseCases,
  ...unbindCases,
  ...goneOrShortCases,
  ...expressCases,
  ...otherDriverCases,
];
