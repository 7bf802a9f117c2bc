import { dirname, join } from 'node:path';
import { shippedDevices } from '../campaign/device-files.ts';
import { type Again, type Consequence, type Finding, identityOf } from '../campaign/finding.ts';
import type { Lost, TeamEvent } from '../campaign/workers/event.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import type { Sighting } from '../report/finding-context.ts';
import { directoryName, findingFiles } from '../report/finding-files.ts';
import { type FiledFinding, type FindingsFolder, updateFinding } from '../report/finding-states.ts';
import { visible } from '../report/visible-text.ts';
import { writeFileAtomically, writeFiles } from '../report/write-files.ts';
import { dateOf } from './fuzz-journal.ts';
import { lostFields, lostLine, writeLost } from './fuzz-lost.ts';
import type { FuzzOptions } from './fuzz-mode.ts';
import { againRow, eventFields, findingRow, summaryFields, type Totals } from './fuzz-rows.ts';
import { showSummary } from './fuzz-summary.ts';
import type { FuzzView } from './fuzz-view.ts';
import type { Io } from './io.ts';
import type { JsonLines } from './json.ts';
import { writing } from './output-place.ts';

/** What comes of a campaign's events: rows or lines, and files. */
export class Session {
  readonly findings: Finding[] = [];
  readonly seenBefore: Again[] = [];
  readonly consequences: Consequence[] = [];
  /** Threads that were lost. */
  readonly lost: Lost[] = [];
  errors = 0;
  private readonly options: FuzzOptions & { readonly json?: boolean };
  private readonly profile: Profile;
  private readonly library: DeviceLibrary;
  private readonly makeExecutor: (profile: Profile) => Executor;
  private readonly shipped = shippedDevices();
  private readonly seed: string;
  private readonly view: FuzzView;
  private readonly rows: JsonLines;
  private readonly filed: FindingsFolder;
  private readonly io: Io;

  constructor(
    options: FuzzOptions & { readonly json?: boolean },
    profile: Profile,
    library: DeviceLibrary,
    makeExecutor: (profile: Profile) => Executor,
    seed: string,
    view: FuzzView,
    rows: JsonLines,
    filed: FindingsFolder,
    io: Io,
  ) {
    this.options = options;
    this.profile = profile;
    this.library = library;
    this.makeExecutor = makeExecutor;
    this.seed = seed;
    this.view = view;
    this.rows = rows;
    this.filed = filed;
    this.io = io;
  }

  take(event: TeamEvent): void {
    if (event.kind === 'lost') {
      this.takeLost(event);
      return;
    }
    if (event.kind === 'finding') this.takeFinding(event);
    else if (event.kind === 'again') this.takeAgain(event);
    else if (event.kind === 'error') this.errors++;
    else if (event.kind === 'consequence') this.consequences.push(event);
    this.view.event(event);
    if (event.kind === 'finding' || event.kind === 'again') return;
    this.rows.row('event', eventFields(event));
  }

  /** How it went over time and the summary: to the files, and to the screen or the stream. */
  finish(totals: Totals, io: Io): void {
    const summary = summaryFields(totals);
    const file = join(dirname(this.options.findings), 'fuzz-summary.json');
    const text = `${JSON.stringify({ command: 'fuzz', ...summary }, null, 2)}\n`;
    writing(file, () => writeFileAtomically(file, text));
    this.rows.row('event', { kind: 'series', points: totals.series });
    this.rows.summary('fuzz', summary);
    if (!this.options.json) showSummary(totals, io);
  }

  /** On disk before it is announced. */
  private takeFinding(finding: Finding): void {
    this.findings.push(finding);
    const directory = finding.state === 'known' ? null : this.write(finding);
    this.rows.row('finding', findingRow(finding, directory));
  }

  /** A fault of the rig: told on standard error, whatever the output is. */
  private takeLost(lost: Lost): void {
    this.lost.push(lost);
    const { options, profile, library, shipped } = this;
    const directory = writeLost(lost, { options, profile: profile.name, library, shipped });
    this.rows.row('event', lostFields(lost, directory));
    this.view.event(lost);
    this.io.stderr.write(`pciback-rig: ${visible(lostLine(lost, directory))}\n`);
  }

  /** A finding of the folder that was met once more: that is noted there. */
  private takeAgain(again: Again): void {
    this.seenBefore.push(again);
    const earlier = this.earlier(again.identity);
    if (earlier === undefined) return;
    this.rows.row('finding', againRow(again, earlier));
    const lastSeen = this.sighting(again.executions);
    writing(earlier.directory, () =>
      updateFinding(earlier, { lastSeen, timesSeen: (earlier.timesSeen ?? 1) + 1 }),
    );
  }

  private earlier(identity: string): FiledFinding | undefined {
    return this.filed.findings.find((finding) => finding.identity === identity);
  }

  private sighting(executions: number): Sighting {
    return { time: new Date(dateOf(this.io)).toISOString(), seed: this.seed, executions };
  }

  private write(finding: Finding): string {
    const earlier = this.earlier(identityOf(finding));
    const lastSeen = this.sighting(finding.executions);
    const directory = join(this.options.findings, directoryName(identityOf(finding)));
    const { program } = finding;
    const files = findingFiles(finding, {
      profile: this.profile.name,
      flaws: this.options.flaw ?? [],
      hardenings: this.options.hardening ?? [],
      executor: this.options.executor,
      executorCommand: this.options.executorCommand,
      linuxBuild: this.options.linuxBuild,
      seed: this.seed,
      directory,
      library: this.library,
      shipped: this.shipped,
      seen: {
        firstSeen: earlier?.firstSeen ?? lastSeen,
        lastSeen,
        timesSeen: (earlier?.timesSeen ?? 0) + 1,
      },
      execution: program === undefined ? undefined : this.makeExecutor(this.profile).run(program, 'full'),
    });
    writing(directory, () => writeFiles(directory, files));
    return directory;
  }
}
