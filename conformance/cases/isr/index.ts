import type { Case } from '../../../src/conformance/case.ts';
import { controlCases } from './control.ts';
import { givenUpCases } from './given-up.ts';
import { installCases } from './install.ts';
import { interruptCases } from './interrupt.ts';
import { nobodyCases } from './nobody.ts';
import { resetCases } from './reset.ts';
import { bridgeResetCases } from './reset-bridge.ts';
import { sharingCases } from './sharing.ts';

/** Cases of area ISR. */
export const isrCases: readonly Case[] = [
  ...controlCases,
  ...installCases,
  ...interruptCases,
  ...sharingCases,
  ...resetCases,
  ...bridgeResetCases,
  ...nobodyCases,
  ...givenUpCases,
];
