import type { Case } from '../../../src/conformance/case.ts';
import { answerCases } from './answers.ts';
import { defaultResultCases } from './default-result.ts';
import { earlyAnswerCases } from './early-answer.ts';
import { killCases } from './kill.ts';
import { recoveryCases } from './recovery.ts';
import { sendingCases } from './sending.ts';
import { sharedBridgeCases } from './shared-bridge.ts';

/** Cases of area AER. */
export const aerCases: readonly Case[] = [
  ...defaultResultCases,
  ...sendingCases,
  ...answerCases,
  ...killCases,
  ...recoveryCases,
  ...sharedBridgeCases,
  ...earlyAnswerCases,
];
