import type { Case } from '../../../src/conformance/case.ts';
import { behindControlCases } from './behind-control.ts';
import { controlCases } from './control.ts';
import { controlWriteCases } from './control-write.ts';
import { dwordWriteCases } from './dword-write.ts';
import { exclusiveTypeCases } from './exclusive-types.ts';
import { interruptTypeCases } from './interrupt-types.ts';
import { listHeaderCases } from './list-header.ts';
import { listWalkCases } from './list-walk.ts';
import { lookupCases } from './lookup.ts';
import { lostTrackCases } from './lost-track.ts';
import { maskedWholeCases } from './masked-whole.ts';
import { pmRegisterCases } from './pm-registers.ts';
import { pmStateRequestCases } from './pm-state-request.ts';
import { pmWriteCases } from './pm-write.ts';
import { powerExceptionCases } from './power-exceptions.ts';
import { powerStateCases } from './power-states.ts';
import { rawControlCases } from './raw-control.ts';
import { vpdCases } from './vpd.ts';
import { wakingCases } from './waking.ts';

/** Cases of area CAP. */
export const capCases: readonly Case[] = [
  ...lookupCases,
  ...listWalkCases,
  ...listHeaderCases,
  ...pmRegisterCases,
  ...pmWriteCases,
  ...pmStateRequestCases,
  ...powerStateCases,
  ...powerExceptionCases,
  ...vpdCases,
  ...controlCases,
  ...behindControlCases,
  ...dwordWriteCases,
  ...rawControlCases,
  ...controlWriteCases,
  ...exclusiveTypeCases,
  ...interruptTypeCases,
  ...lostTrackCases,
  ...maskedWholeCases,
  ...wakingCases,
];
