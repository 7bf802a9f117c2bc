import type { ClientCase } from '../../../src/conformance/client/client-case.ts';
import { aerCases } from './aer.ts';
import { connectCases } from './connect.ts';
import { interruptCases } from './interrupts.ts';
import { publishCases } from './publish.ts';
import { requestCases } from './request.ts';
import { resultCases } from './results.ts';
import { scanCases } from './scan.ts';
import { stateCases } from './states.ts';

/** What a frontend does, against a scripted backend. */
export const feClientCases: readonly ClientCase[] = Object.freeze([
  ...publishCases,
  ...requestCases,
  ...resultCases,
  ...interruptCases,
  ...aerCases,
  ...stateCases,
  ...connectCases,
  ...scanCases,
]);
