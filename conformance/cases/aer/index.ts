import type { Case } from '../../../src/conformance/case.ts';
import { answerCases } from './answers.ts';
import { defaultResultCases } from './default-result.ts';
import { killAndRecoveryCases } from './kill-and-recovery.ts';
import { sendingCases } from './sending.ts';

/** Cases of area AER. */
export const aerCases: readonly Case[] = [
  ...defaultResultCases,
  ...sendingCases,
  ...answerCases,
  ...killAndRecoveryCases,
];
