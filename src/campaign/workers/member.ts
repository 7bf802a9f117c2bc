import type { Worker } from 'node:worker_threads';
import type { Progress } from '../campaign.ts';
import { heartbeatBuffer, type UnderWay, word } from './heartbeat.ts';
import { interruptWorkers } from './interrupt.ts';
import { makeWatch } from './watch.ts';
import type { FromWorker, ToWorker } from './wire.ts';

/** An execution that has taken this long is asked for, lest its thread dies of it, milliseconds. */
const ASK_AFTER_MS = 500;

export interface MemberEvents {
  message(message: FromWorker): void;
  /** The thread is gone, and had not said that it is done. */
  died(problem: string): void;
}

/** One worker as the main thread sees it. */
export class Member {
  readonly heartbeat = heartbeatBuffer();
  progress: Progress | undefined;
  isDone = false;
  private readonly words = new Float64Array(this.heartbeat);
  private readonly watch = makeWatch(this.words);
  private worker: Worker | undefined;
  private asked = -1;
  private answer: UnderWay | undefined;
  private isGone = false;

  begin(makeWorker: (heartbeat: SharedArrayBuffer) => Worker, events: MemberEvents): void {
    const worker = makeWorker(this.heartbeat);
    this.worker = worker;
    let problem = '';
    worker.on('message', (message: FromWorker) => {
      if (this.isGone) return;
      if (message.kind === 'under-way') this.answer = message.underWay;
      else if (message.kind === 'failed') {
        problem = message.problem;
        this.answer = message.underWay;
      } else {
        if (message.kind === 'done') this.isDone = true;
        events.message(message);
      }
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      problem = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it ran out of memory' : String(error);
    });
    worker.on('exit', (code) => {
      if (this.isGone || this.isDone) return;
      this.isGone = true;
      events.died(problem === '' || problem === 'it ended' ? `it ended with status ${code}` : problem);
    });
  }

  get executions(): number {
    return this.words[word.executions] as number;
  }

  get beats(): number {
    return this.words[word.beats] as number;
  }

  /** What it was at when it last said so; undefined when it has gone on since. */
  get underWay(): UnderWay | undefined {
    return this.answer?.beats === this.beats ? this.answer : undefined;
  }

  tell(message: ToWorker): void {
    if (!this.isDone && !this.isGone) this.worker?.postMessage(message);
  }

  /** Age of its execution, milliseconds; one that is late is asked for. */
  look(now: number, limit: number): number {
    if (this.isDone || this.isGone) return 0;
    const age = this.watch(now);
    if (age >= Math.min(ASK_AFTER_MS, limit / 4) && this.asked !== this.beats) {
      this.asked = this.beats;
      interruptWorkers();
    }
    return age;
  }

  /** Ends it, whatever it does; nothing is heard of it any more. */
  async end(): Promise<void> {
    this.isGone = true;
    await this.worker?.terminate();
  }
}
