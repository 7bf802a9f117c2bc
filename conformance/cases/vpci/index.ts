import type { Case } from '../../../src/conformance/case.ts';
import { wholeConnection } from './connection.ts';
import { fullBus } from './full-bus.ts';
import { lookup } from './lookup.ts';
import { placement } from './placement.ts';
import { release } from './release.ts';

/** Cases of area VPCI. */
export const vpciCases: readonly Case[] = [
  ...placement,
  ...fullBus,
  ...lookup,
  ...release,
  ...wholeConnection,
];
