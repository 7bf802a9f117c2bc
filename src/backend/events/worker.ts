import type { Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { doOneOp, tryOneOp } from '../operations/do-one-op.ts';
import { lateEoi } from './late-eoi.ts';

/**
 * Does the worker serve another request in this run? As long as one is posted, without limit (EVT-10, 21).
 * @param served requests served in this run, at least 1
 */
export function workerContinues(connection: Connection, _served: number): boolean {
  return connection.driver.seams.testOpPending(connection);
}

/** End of a run: the EOI, for an event that led to a request (EVT-10). */
export function workerEnds(connection: Connection): void {
  lateEoi(connection, false);
}

/**
 * The worker: serves requests, strictly one after another (EVT-10, 11). `OP_ACTIVE` is set when it starts; each
 * served request clears it. A disconnect during it lets the request in hand complete (EVT-24).
 * @returns null when the run is over; the rest of it when it came to a pause
 */
export function doOp(connection: Connection): Steps | null {
  const { seams } = connection.driver;
  const rest = tryOneOp(connection);
  if (rest !== null || seams.workerContinues(connection, 1)) return goOn(connection, rest);
  seams.workerEnds(connection);
  return null;
}

/** The run from its first pause on. @param rest of the first request; null when another one follows it */
function* goOn(connection: Connection, rest: Steps | null): Steps {
  const { seams } = connection.driver;
  if (rest !== null) yield* rest;
  let continues = rest === null || seams.workerContinues(connection, 1);
  for (let served = 2; continues; served++) {
    yield undefined;
    yield* doOneOp(connection);
    continues = seams.workerContinues(connection, served);
  }
  seams.workerEnds(connection);
}
