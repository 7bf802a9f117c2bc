import type { Case } from '../../../src/conformance/case.ts';
import { acknowledge } from './acknowledge.ts';
import { affinityCases } from './affinity.ts';
import { channels } from './channels.ts';
import { delivery } from './delivery.ts';
import { flood } from './flood.ts';
import { outcome } from './outcome.ts';
import { queue } from './queue.ts';
import { spurious } from './spurious.ts';
import { statistics } from './statistics.ts';
import { storm } from './storm.ts';
import { stormEois } from './storm-eoi.ts';
import { unbind } from './unbind.ts';

/** Cases of area EOI. */
export const eoiCases: readonly Case[] = [
  ...delivery,
  ...acknowledge,
  ...outcome,
  ...spurious,
  ...queue,
  ...statistics,
  ...flood,
  ...unbind,
  ...storm,
  ...stormEois,
  ...channels,
  ...affinityCases,
];
