import type { Execution, Executor, Form } from '../../executor/execution.ts';
import type { Program, Setup } from '../../program/program.ts';
import { type AnyTarget, isByteTarget } from '../target.ts';

/** Words that a campaign's thread writes and others read: plain stores of one writer, nothing to wait for. */
export const word = Object.freeze({ busy: 0, beats: 1, executions: 2 });
const WORDS = 3;

/** What a thread is at. */
export interface UnderWay {
  readonly target: string;
  /** The program that runs, or that ran last. */
  readonly program: Program | undefined;
  /** Input of a byte target. */
  readonly input: Uint8Array | undefined;
  /** How many executions it has begun, replays included. */
  readonly beats: number;
}

/**
 * Tells other threads that a campaign goes on. An execution costs two stores: what runs is not written anywhere, since
 * a thread that hangs can still be asked (interrupt.ts).
 */
export class Heartbeat {
  readonly words: Float64Array;
  private target = '';
  private program: Program | undefined;
  private input: Uint8Array | undefined;

  constructor(buffer: SharedArrayBuffer = heartbeatBuffer()) {
    this.words = new Float64Array(buffer);
  }

  get buffer(): SharedArrayBuffer {
    return this.words.buffer as SharedArrayBuffer;
  }

  /** The campaign is about to execute something of this target; replays do not count. */
  readonly begins = (target: string, counts: boolean): void => {
    this.target = target;
    if (counts) this.words[word.executions]++;
  };

  beat(program: Program | undefined, input?: Uint8Array): void {
    this.program = program;
    this.input = input;
    this.words[word.beats]++;
  }

  /** Does a step of the campaign; between steps a thread may take its time. */
  step<T>(work: () => T): T {
    this.words[word.busy] = 1;
    try {
      return work();
    } finally {
      this.words[word.busy] = 0;
    }
  }

  underWay(): UnderWay {
    const { target, program, input } = this;
    return { target, program, input, beats: this.words[word.beats] };
  }
}

export const heartbeatBuffer = (): SharedArrayBuffer =>
  new SharedArrayBuffer(WORDS * Float64Array.BYTES_PER_ELEMENT);

/** The executor, with a beat for each run. */
export class WatchedExecutor implements Executor {
  readonly name: string;
  readonly sees: Executor['sees'];
  private readonly inner: Executor;
  private readonly heartbeat: Heartbeat;

  constructor(inner: Executor, heartbeat: Heartbeat) {
    this.name = inner.name;
    this.sees = inner.sees;
    this.inner = inner;
    this.heartbeat = heartbeat;
  }

  setUp(setup: Setup): boolean {
    return this.inner.setUp?.(setup) ?? false;
  }

  run(program: Program, form: Form): Execution {
    this.heartbeat.beat(program);
    return this.inner.run(program, form);
  }
}

/** Targets of bytes beat for themselves: no executor runs them. */
export const watchedTarget = (target: AnyTarget, heartbeat: Heartbeat): AnyTarget =>
  isByteTarget(target)
    ? {
        name: target.name,
        title: target.title,
        fuzz(bytes) {
          heartbeat.beat(undefined, bytes);
          target.fuzz(bytes);
        },
      }
    : target;
