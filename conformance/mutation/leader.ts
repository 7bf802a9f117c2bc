import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instrument, type Mutant } from './mutants.ts';
import type { Answer, Request } from './protocol.ts';
import { buildTree } from './tree.ts';

/** Workers at a time. */
const WORKERS = 2;
/** A mutant that takes longer goes round in circles. */
const TIMEOUT_MS = 30_000;
const DRY_TIMEOUT_MS = 900_000;

/** A process that runs cases on instrumented code; a new one when it was lost. */
export class Worker {
  private child: ChildProcess | undefined;
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, 'dist', 'conformance', 'mutation', 'worker.js');
  }

  /** @returns null when it did not answer in time */
  ask(request: Request, timeout: number): Promise<Answer | null> {
    this.child ??= fork(this.file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const { child } = this;
    return new Promise((resolve) => {
      const end = (answer: Answer | null): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (answer === null) this.stop();
        resolve(answer);
      };
      const timer = setTimeout(() => end(null), timeout);
      child.once('message', (answer: Answer) => end(answer));
      child.once('exit', () => end(null));
      child.send(request);
    });
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

/** Everything known before the first mutant is switched on. */
export interface Prepared {
  readonly mutants: readonly Mutant[];
  /** Cases by job number. */
  readonly caseOf: readonly string[];
  /** Jobs that reach a mutant, by its id. */
  readonly reaching: ReadonlyMap<string, readonly number[]>;
  /** How many mutants a job reaches: cases that reach little tell most. */
  readonly reachOf: readonly number[];
  /** Runs jobs with a mutant on: those that failed with their reason; null: it went round in circles. */
  try(
    worker: Worker,
    id: string,
    wanted: readonly number[],
    others: readonly number[],
  ): Promise<Failed | null>;
  readonly workers: readonly Worker[];
}

export type Failed = readonly (readonly [job: number, reason: string])[];

/**
 * Instruments the core, runs every case once, and hands over to `work`.
 * @param further files to change as well
 * @throws Error when a case fails unchanged
 */
export async function withMutants(
  root: string,
  work: (prepared: Prepared) => Promise<void>,
  further: readonly string[] = [],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pciback-rig-mutants-'));
  const workers: Worker[] = [];
  try {
    const { mutants, files } = await instrument(root, further);
    buildTree(root, join(folder, 'counting'), files, true);
    buildTree(root, join(folder, 'plain'), files, false);
    const counting = new Worker(join(folder, 'counting'));
    workers.push(counting, ...Array.from({ length: WORKERS }, () => new Worker(join(folder, 'plain'))));
    const dry = await counting.ask({ kind: 'dry' }, DRY_TIMEOUT_MS);
    counting.stop();
    if (dry?.kind !== 'dry') throw new Error('the cases do not run with nothing changed');
    const wrong = dry.jobs.find(({ holds }) => !holds);
    if (wrong !== undefined) throw new Error(`${wrong.id} on ${wrong.device} fails with nothing changed`);
    const reaching = new Map<string, number[]>();
    for (const { job, mutants: reached } of dry.jobs) {
      for (const id of reached) {
        const jobs = reaching.get(id);
        if (jobs === undefined) reaching.set(id, [job]);
        else jobs.push(job);
      }
    }
    await work({
      mutants,
      caseOf: dry.jobs.map(({ id }) => id),
      reaching,
      reachOf: dry.jobs.map((job) => job.mutants.length),
      workers: workers.slice(1),
      try: async (worker, id, wanted, others) => {
        const hitLimit = 100 * (dry.hits[id] ?? 1) + 10_000;
        const answer = await worker.ask({ kind: 'mutant', id, wanted, others, hitLimit }, TIMEOUT_MS);
        return answer?.kind === 'mutant' ? answer.failed : null;
      },
    });
  } finally {
    for (const worker of workers) worker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `src/host/lock.ts:30:5 EqualityOperator: a === b => a !== b` */
export function mutantText({ file, from, mutator, original, replacement }: Mutant): string {
  const change = `${original.slice(0, 60)} => ${replacement.slice(0, 60)}`;
  return `${file}:${from.line}:${from.column} ${mutator}: ${change}`.replace(/\s+/g, ' ');
}
