import { createLogUpdate } from 'log-update';
import type { CampaignEvent, Progress } from '../campaign/campaign.ts';
import { type Again, advisoryOf, type Finding, identityOf } from '../campaign/finding.ts';
import type { SharedProgress, TeamEvent } from '../campaign/workers/event.ts';
import { visible } from '../report/visible-text.ts';
import type { Io } from './io.ts';
import { Terminal } from './terminal.ts';

/** What a campaign looks like to people: a live panel on a terminal, plain lines elsewhere. */
export interface FuzzView {
  event(event: TeamEvent): void;
  /** Called often; draws at its own pace. */
  tick(progress: SharedProgress): void;
  close(): void;
}

/** How long the campaign goes on, for the remaining time. */
export interface Limit {
  readonly milliseconds: number | undefined;
  readonly runs: number | undefined;
}

const PANEL_INTERVAL_MS = 200;
const LINE_INTERVAL_MS = 10_000;

/** Shows nothing: for `--json`, whose rows are written elsewhere. */
export const silentView: FuzzView = { event() {}, tick() {}, close() {} };

export function makeView(io: Io, limit: Limit): FuzzView {
  return io.isTty ? new PanelView(io, limit) : new LineView(io, limit);
}

/** Findings above, a panel that is drawn anew below. */
class PanelView implements FuzzView {
  private readonly io: Io;
  private readonly limit: Limit;
  private readonly terminal: Terminal;
  private readonly began: number;
  private drawn = 0;
  private readonly panel: ReturnType<typeof createLogUpdate>;

  constructor(io: Io, limit: Limit) {
    this.io = io;
    this.limit = limit;
    this.terminal = new Terminal(io);
    this.began = io.now();
    this.panel = createLogUpdate(io.stdout as NodeJS.WriteStream);
  }

  event(event: TeamEvent): void {
    if (event.kind === 'finding') {
      this.panel.clear();
      this.terminal.line(findingLine(event, this.terminal));
    } else if (event.kind === 'replay') {
      this.panel.clear();
      this.terminal.line(replayLine(event.cases));
    } else if (event.kind === 'load') {
      this.panel.clear();
      this.terminal.line(loadLine(event));
    } else if (event.kind === 'again') {
      this.panel.clear();
      this.terminal.line(againLine(event, this.terminal));
    } else if (event.kind === 'error') {
      this.panel.clear();
      this.terminal.line(this.terminal.style('bad', visible(event.problem)));
    } else if (event.kind === 'lost') this.panel.clear();
  }

  tick(progress: SharedProgress): void {
    const now = this.io.now();
    if (now - this.drawn < PANEL_INTERVAL_MS) return;
    this.drawn = now;
    const elapsed = (now - this.began) / 1000;
    const { findings } = progress;
    this.panel(
      [
        `  executions  ${progress.executions}  (${rateText(progress, elapsed)})   target ${progress.target}`,
        `  coverage    ${edgesText(progress)}${progress.features} features, fetch points ${progress.fetchPoints} reached, ${progress.flippedPoints} with a change placed at them`,
        `  corpus      ${progress.corpus} programs`,
        `  findings    ${findings.new} new, ${findings.known} known weaknesses met`,
        `  time        ${clock(elapsed)} elapsed${remaining(this.limit, progress, elapsed)}`,
      ].join('\n'),
    );
  }

  close(): void {
    this.panel.clear();
    this.panel.done();
  }
}

/** A line now and then, and one for each finding. */
class LineView implements FuzzView {
  private readonly io: Io;
  private readonly limit: Limit;
  private readonly terminal: Terminal;
  private readonly began: number;
  private printed: number;

  constructor(io: Io, limit: Limit) {
    this.io = io;
    this.limit = limit;
    this.terminal = new Terminal(io);
    this.began = io.now();
    this.printed = this.began;
  }

  event(event: TeamEvent): void {
    if (event.kind === 'finding') this.terminal.line(findingLine(event, this.terminal));
    else if (event.kind === 'replay') this.terminal.line(replayLine(event.cases));
    else if (event.kind === 'load') this.terminal.line(loadLine(event));
    else if (event.kind === 'again') this.terminal.line(againLine(event, this.terminal));
    else if (event.kind === 'error') this.terminal.line(visible(event.problem));
  }

  tick(progress: SharedProgress): void {
    const now = this.io.now();
    if (now - this.printed < LINE_INTERVAL_MS) return;
    this.printed = now;
    const elapsed = (now - this.began) / 1000;
    this.terminal.line(
      `#${progress.executions} PULSE exec/s ${rate(progress.executions, elapsed)}${sharesText(progress, elapsed)} ${edgesText(progress)}features ${progress.features} corpus ${progress.corpus} ` +
        `fetch points ${progress.flippedPoints}/${progress.fetchPoints} new ${progress.findings.new} known ${progress.findings.known} ` +
        `elapsed ${clock(elapsed)}${remaining(this.limit, progress, elapsed)}`,
    );
  }

  close(): void {}
}

/** `edges 310 of 2504, `, or nothing when they are not counted. */
export const edgesText = ({ edges }: Progress): string =>
  edges === null ? '' : `edges ${edges.covered} of ${edges.total}, `;

const replayLine = (cases: number): string => `replaying ${cases} known cases`;

const loadLine = ({ programs, kept, features }: Extract<CampaignEvent, { kind: 'load' }>): string =>
  `going on with a corpus of ${programs} programs: ${kept} are used, which show ${features} features`;

const againLine = ({ identity, violation }: Again, terminal: Terminal): string =>
  `${terminal.style('warning', 'again')}    ${identity}  ${terminal.style('faint', visible(violation.title))}`;

/** `FINDING double-fetch/op.value/...: XSA-155: title (3 actions, reproduced 20 of 20)` */
export function findingLine(finding: Finding, terminal: Terminal): string {
  const { state, violation, program, reproduced, runs } = finding;
  const title = visible(violation.title);
  if (state === 'known') {
    return `${terminal.style('faint', 'known')}    ${violation.fingerprint}  ${terminal.style('faint', title)}`;
  }
  const size =
    program === undefined
      ? 'input'
      : `${program.actions.length} action${program.actions.length === 1 ? '' : 's'}`;
  const advisory = advisoryOf(finding);
  const matched = advisory === null ? '' : `${advisory}: `;
  const word = state === 'reopened' ? 'REOPENED' : 'FINDING';
  return `${terminal.style('bad', word)}  ${identityOf(finding)}  ${matched}${title} (${size}, reproduced ${reproduced} of ${runs})`;
}

/** `1700/s`; of several workers `1700/s: 850 + 850` */
export const rateText = (progress: SharedProgress, seconds: number): string =>
  `${rate(progress.executions, seconds)}/s${sharesText(progress, seconds).replace(' (', ': ').replace(')', '')}`;

/** ` (850 + 850)`, or nothing for one. */
function sharesText({ workers = [] }: SharedProgress, seconds: number): string {
  if (workers.length < 2) return '';
  return ` (${workers.map(({ executions }) => rate(executions, seconds)).join(' + ')})`;
}

/** Whole executions per second so far. */
export function rate(executions: number, seconds: number): number {
  return seconds > 0 ? Math.round(executions / seconds) : 0;
}

function remaining(limit: Limit, progress: Progress, elapsed: number): string {
  if (limit.milliseconds !== undefined)
    return `, ${clock(Math.max(0, limit.milliseconds / 1000 - elapsed))} remaining`;
  if (limit.runs === undefined || progress.executions === 0) return '';
  return `, about ${clock(((limit.runs - progress.executions) * elapsed) / progress.executions)} remaining`;
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
