import type { Program } from '../../program/program.ts';
import type { CampaignEvent, Progress } from '../campaign.ts';

/** A thread was lost: its program did not end, or it died. A fault of the rig. */
export interface Lost {
  readonly kind: 'lost';
  readonly worker: number;
  /** `one execution has run for 10 s`, `it ran out of memory` */
  readonly problem: string;
  readonly target: string;
  /** What it was at; undefined when that could not be learnt. */
  readonly program: Program | undefined;
  readonly input: Uint8Array | undefined;
  /** For how long that had run, seconds; null when it is not known. */
  readonly age: number | null;
  /** Executions of that thread, replays included, when it was lost. */
  readonly execution: number;
  /** Another thread goes on in its place. */
  readonly replaced: boolean;
}

export type TeamEvent = CampaignEvent | Lost;

/** What one worker, and those it replaced, did. */
export interface WorkerShare {
  readonly executions: number;
}

export interface TeamProgress extends Progress {
  readonly workers: readonly WorkerShare[];
}

/** Progress of one thread, or of several. */
export type SharedProgress = Progress & Partial<Pick<TeamProgress, 'workers'>>;
