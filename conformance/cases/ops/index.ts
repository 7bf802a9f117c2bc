import type { Case } from '../../../src/conformance/case.ts';
import { acknowledgeCases } from './acknowledge.ts';
import { dispatchCases } from './dispatch.ts';
import { helperCases } from './helper.ts';
import { intxCases } from './intx.ts';
import { msiDisableCases } from './msi-disable.ts';
import { msiEnableCases } from './msi-enable.ts';
import { msiHostCases } from './msi-host.ts';
import { msiMessageCases } from './msi-message.ts';
import { msixCheckCases } from './msix-checks.ts';
import { msixDisableCases } from './msix-disable.ts';
import { msixHostCases } from './msix-host.ts';
import { msixResultCases } from './msix-result.ts';
import { overtakenCases } from './overtaken.ts';
import { pirqOwnerCases } from './pirq-owner.ts';

/** Cases of area OPS. */
export const opsCases: readonly Case[] = [
  ...dispatchCases,
  ...msiEnableCases,
  ...msiHostCases,
  ...msiDisableCases,
  ...msixDisableCases,
  ...msixCheckCases,
  ...msixResultCases,
  ...msixHostCases,
  ...pirqOwnerCases,
  ...intxCases,
  ...helperCases,
  ...acknowledgeCases,
  ...overtakenCases,
  ...msiMessageCases,
];
