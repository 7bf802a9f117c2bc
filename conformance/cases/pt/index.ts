import type { Case } from '../../../src/conformance/case.ts';
import { addresses } from './addresses.ts';
import { choice } from './choice.ts';
import { lists } from './lists.ts';
import { lockedListCases } from './locked-list.ts';
import { passthroughRoots } from './roots.ts';

/** Cases of area PT. */
export const ptCases: readonly Case[] = [
  ...addresses,
  ...lists,
  ...passthroughRoots,
  ...choice,
  ...lockedListCases,
];
