import type { Case } from '../../../src/conformance/case.ts';
import { aerCases } from './aer.ts';
import { aerTimeoutCases } from './aer-timeout.ts';
import { aerWakeCases } from './aer-wake.ts';
import { bindingCases } from './binding.ts';
import { completionCases } from './completion.ts';
import { decisionCases } from './decision.ts';
import { idleDecisionCases } from './decision-idle.ts';
import { disconnectCases } from './disconnect.ts';
import { handlerCases } from './handler.ts';
import { helperCases } from './helper.ts';
import { lookupCases } from './lookup.ts';
import { pointCases } from './points.ts';
import { replyCases } from './reply.ts';
import { requestCases } from './request.ts';
import { serialCases } from './serial.ts';
import { workerCases } from './worker.ts';

/** Cases of area EVT. */
export const evtCases: readonly Case[] = [
  ...handlerCases,
  ...bindingCases,
  ...decisionCases,
  ...idleDecisionCases,
  ...workerCases,
  ...serialCases,
  ...completionCases,
  ...requestCases,
  ...lookupCases,
  ...helperCases,
  ...replyCases,
  ...aerCases,
  ...aerWakeCases,
  ...aerTimeoutCases,
  ...disconnectCases,
  ...pointCases,
];
