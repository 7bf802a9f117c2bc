import { plainOracle } from '../oracle.ts';
import { deafChannels } from './channel-deaf.ts';
import { earlyEoi } from './early-eoi.ts';
import { endlessTasks } from './endless.ts';
import { eoiOrder } from './eoi-order.ts';
import { eventStorms } from './event-storm.ts';
import { keptLines } from './kept-line.ts';
import { lockWaits } from './lock-wait.ts';
import { missingEoi } from './missing-eoi.ts';
import { shutLines } from './shut-line.ts';
import { unboundedWaits } from './unbounded-wait.ts';
import { floodedQueue } from './watch-queue.ts';

/** Under a hostile guest another party makes no progress, or events are handled without bound. */
export const starvation = plainOracle(
  'starvation',
  'another party makes no progress',
  ['virtual-time', 'locks', 'inspection'],
  (execution) => [
    ...endlessTasks(execution),
    ...eventStorms(execution),
    ...earlyEoi(execution),
    ...missingEoi(execution),
    ...eoiOrder(execution),
    ...deafChannels(execution),
    ...lockWaits(execution),
    ...unboundedWaits(execution),
    ...shutLines(execution),
    ...keptLines(execution),
    ...floodedQueue(execution),
  ],
);
