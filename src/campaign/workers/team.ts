import type { Worker } from 'node:worker_threads';
import type { CampaignEvent, CorpusProgram, Progress } from '../campaign.ts';
import { causeName } from '../cause.ts';
import { corpusId } from '../corpus/entry.ts';
import { identityOf } from '../finding.ts';
import { Arbiter } from './arbiter.ts';
import type { Lost, TeamEvent, TeamProgress } from './event.ts';
import { stuckProblem } from './here.ts';
import { Member } from './member.ts';
import type { WorkerConfig } from './serve.ts';
import { shareOf } from './share.ts';
import { LOOK_EVERY_MS } from './supervisor.ts';
import { teamProgress } from './team-progress.ts';
import { UnionEdges } from './union-edges.ts';
import { eventOf, type FromWorker } from './wire.ts';

/** What all workers have in common; `seed` and `runs` are those of the campaign. */
export type TeamConfig = Omit<WorkerConfig, 'heartbeat' | 'halt'>;

export interface TeamOptions {
  readonly config: TeamConfig;
  readonly jobs: number;
  /** Longest that one execution may take, milliseconds. */
  readonly hangLimit: number;
  /** Edges that the core counts; 0: it does not, or they are not wanted. */
  readonly edgeTotal: number;
  makeWorker(config: WorkerConfig): Worker;
  /** Keeps a program; what it throws ends the campaign. */
  save?(target: string, program: CorpusProgram['program']): void;
  /** Asked now and then; true ends the campaign. */
  stop(): boolean;
}

/** Workers lost, for each job, after which a campaign gives up. */
const MAX_LOST = 8;

/**
 * A campaign in several threads. Each draws from a seed of its own; what one keeps is sent to the others, which judge
 * it for themselves. Findings come together here, and what is written is written here.
 */
export class Team {
  readonly edges: UnionEdges | undefined;
  private readonly options: TeamOptions;
  private readonly halt = new SharedArrayBuffer(4);
  private readonly members: Member[] = [];
  /** Executions of the members that each has replaced. */
  private readonly before: number[];
  private readonly generations: number[];
  /** The last that was heard of members that were lost. */
  private readonly retired: { readonly progress: Progress | undefined }[] = [];
  private readonly arbiter = new Arbiter();
  private readonly kept = new Set<string>();
  /** What replacements begin with. */
  private readonly corpus: CorpusProgram[];
  /** Programs that a thread was lost with: nobody runs them again. */
  private readonly deadly = new Set<string>();
  private readonly queue: TeamEvent[] = [];
  private failure: unknown;
  private loaded: number | undefined;
  private lost = 0;
  private pulsed = 256;
  private wake: () => void = () => {};

  constructor(options: TeamOptions) {
    const { jobs, config, edgeTotal } = options;
    this.options = options;
    this.before = Array.from({ length: jobs }, () => 0);
    this.generations = Array.from({ length: jobs }, () => 0);
    this.corpus = [...config.corpus];
    if (edgeTotal > 0) this.edges = new UnionEdges(edgeTotal);
  }

  progress(): TeamProgress {
    const { options, edges, members, before, arbiter, kept, loaded = 0 } = this;
    const shares = before.map((count, at) => count + (members[at]?.executions ?? 0));
    return teamProgress(
      options.config.targets,
      [...members, ...this.retired],
      shares,
      edges?.map,
      arbiter.counts(),
      loaded + kept.size,
    );
  }

  /** Runs until the options end it; yields what happens, and `undefined` now and then. */
  async *run(): AsyncGenerator<TeamEvent | undefined, void, void> {
    const { jobs, config } = this.options;
    if (config.known.length > 0) yield { kind: 'replay', cases: config.known.length };
    const timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    try {
      for (let index = 0; index < jobs; index++) this.begin(index);
      for (;;) {
        const isOver = this.isOver();
        for (let event = this.queue.shift(); event !== undefined; event = this.queue.shift()) yield event;
        if (this.failure !== undefined) throw this.failure;
        if (isOver) return;
        yield undefined;
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          if (this.queue.length > 0) resolve();
        });
      }
    } finally {
      clearInterval(timer);
      await Promise.all(this.members.map((member) => member.end()));
    }
  }

  private isOver(): boolean {
    return this.failure !== undefined || this.members.every(({ isDone }) => isDone);
  }

  private begin(index: number): void {
    const { options, generations, before, halt, deadly } = this;
    const member = new Member();
    const share = shareOf(options.config, this.corpus, {
      index,
      jobs: options.jobs,
      generation: generations[index] as number,
      done: before[index] as number,
      isDeadly: (program) => deadly.has(corpusId(program)),
    });
    this.members[index] = member;
    member.begin((heartbeat) => options.makeWorker({ ...share, heartbeat, halt }), {
      message: (message) => this.guarded(() => this.take(index, message)),
      died: (problem) => this.guarded(() => this.replace(index, problem, null)),
    });
  }

  /** What fails here fails the campaign, not the event loop. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure ??= error;
    }
    this.wake();
  }

  private look(): void {
    const now = performance.now();
    this.guarded(() => {
      if (this.options.stop()) this.stopAll();
      for (const [index, member] of this.members.entries()) {
        const age = member.look(now, this.options.hangLimit);
        if (age >= this.options.hangLimit) this.replace(index, stuckProblem(age), age);
      }
    });
  }

  private stopAll(): void {
    Atomics.store(new Int32Array(this.halt), 0, 1);
  }

  private take(index: number, message: FromWorker): void {
    const member = this.members[index] as Member;
    if (message.kind === 'keep') this.keep(index, message.kept);
    else if (message.kind === 'event') this.event(eventOf(message.event));
    else if (message.kind === 'status') {
      member.progress = message.progress;
      if (message.covered !== undefined) this.edges?.add(message.covered);
      this.pulse();
    }
  }

  /** On disk before it counts, or is told to anybody. */
  private keep(from: number, kept: CorpusProgram): void {
    const id = `${kept.target}/${corpusId(kept.program)}`;
    if (this.kept.has(id)) return;
    this.options.save?.(kept.target, kept.program);
    this.kept.add(id);
    this.corpus.push(kept);
    for (const [index, member] of this.members.entries())
      if (index !== from) member.tell({ kind: 'arrive', program: kept });
  }

  private event(event: CampaignEvent): void {
    // Each worker's own: the team has one of each.
    if (event.kind === 'replay' || event.kind === 'pulse') return;
    if (event.kind === 'load') {
      if (this.loaded === undefined)
        this.queue.push({ ...event, programs: this.options.config.corpus.length });
      this.loaded ??= event.kept;
    } else if (event.kind === 'finding' || event.kind === 'again' || event.kind === 'consequence') {
      const told = this.arbiter.take(event);
      if (told === undefined) return;
      this.queue.push(told);
      if (told.kind !== 'finding' || told.state === 'known') return;
      const finding = {
        identity: identityOf(told),
        cause: causeName(told.cause) || null,
        state: 'new',
      } as const;
      for (const member of this.members) member.tell({ kind: 'announced', finding });
      if (this.options.config.stopOnFirst) this.stopAll();
    } else if (event.kind === 'new') {
      const { executions, corpus } = this.progress();
      this.queue.push({ ...event, executions, corpus });
    } else this.queue.push(event);
  }

  private pulse(): void {
    const progress = this.progress();
    if (progress.executions < this.pulsed * 2) return;
    this.pulsed = 2 ** Math.floor(Math.log2(progress.executions));
    this.queue.push({ kind: 'pulse', progress });
  }

  /** A thread that is lost is told with what it was at, and another goes on. */
  private replace(index: number, problem: string, age: number | null): void {
    const member = this.members[index] as Member;
    const { underWay } = member;
    void member.end();
    this.lost++;
    const program = underWay?.program;
    if (program !== undefined) this.deadly.add(corpusId(program));
    const isStopping = Atomics.load(new Int32Array(this.halt), 0) !== 0;
    const isHopeless = member.beats === 0 || this.lost > MAX_LOST * this.options.jobs;
    const event: Lost = {
      kind: 'lost',
      worker: index,
      problem,
      target: underWay?.target ?? '',
      program,
      input: underWay?.input,
      age: age === null ? null : age / 1000,
      execution: member.beats,
      replaced: !isHopeless && !isStopping,
    };
    this.queue.push(event);
    this.before[index] = (this.before[index] as number) + member.executions;
    this.retired.push({ progress: member.progress });
    this.generations[index] = (this.generations[index] as number) + 1;
    if (isHopeless) {
      this.failure ??= new Error(`worker ${index} cannot go on: ${problem}`);
      return;
    }
    const gone = new Member();
    gone.isDone = true;
    this.members[index] = gone;
    if (!isStopping) this.begin(index);
  }
}
