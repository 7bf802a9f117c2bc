import type { Case } from '../../../src/conformance/case.ts';
import { gsi } from './gsi.ts';
import { history } from './history.ts';
import { msixOrder } from './msix-order.ts';
import { resetNotice } from './reset-notice.ts';
import { same } from './same.ts';

/** Cases of area CHG. */
export const chgCases: readonly Case[] = [...same, ...resetNotice, ...gsi, ...msixOrder, ...history];
