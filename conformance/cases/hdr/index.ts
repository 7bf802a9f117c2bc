import type { Case } from '../../../src/conformance/case.ts';
import { barFieldCases } from './bar-fields.ts';
import { barFixedCases } from './bar-fixed.ts';
import { barPartCases } from './bar-parts.ts';
import { barRestoreCases } from './bar-restore.ts';
import { barSizingCases } from './bar-sizing.ts';
import { barValueCases } from './bar-values.ts';
import { commandDecodeCases } from './command-decode.ts';
import { commandEchoCases } from './command-echo.ts';
import { commandIntxCases } from './command-intx.ts';
import { commandInvalidateCases } from './command-invalidate.ts';
import { commandMasterCases } from './command-master.ts';
import { commandPermissiveCases } from './command-permissive.ts';
import { commandViewCases } from './command-view.ts';
import { enablingCases } from './enabling.ts';
import { identityCases } from './identity.ts';
import { romEnabledCases } from './rom-enabled.ts';
import { sizingModeCases } from './sizing-mode.ts';
import { smallRegisterCases } from './small-registers.ts';

/** Cases of area HDR. */
export const hdrCases: readonly Case[] = [
  ...barFieldCases,
  ...barFixedCases,
  ...barPartCases,
  ...barRestoreCases,
  ...barSizingCases,
  ...barValueCases,
  ...commandDecodeCases,
  ...commandEchoCases,
  ...commandIntxCases,
  ...commandInvalidateCases,
  ...commandMasterCases,
  ...commandPermissiveCases,
  ...commandViewCases,
  ...enablingCases,
  ...identityCases,
  ...sizingModeCases,
  ...smallRegisterCases,
  ...romEnabledCases,
];
