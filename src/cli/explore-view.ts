import { createLogUpdate } from 'log-update';
import type { Count } from '../campaign/explore/result.ts';
import { visible } from '../report/visible-text.ts';
import type { Io } from './io.ts';
import { Terminal } from './terminal.ts';

/** What an exploration looks like to people while it runs. */
export interface ExploreView {
  /** @param kept units of the journal that are not run again */
  begin(units: number, kept: number, jobs: number): void;
  progress(runner: number, unit: string, programs: number): void;
  result(runner: number, count: Count, violations: number): void;
  close(): void;
}

export const silentExploreView: ExploreView = { begin() {}, progress() {}, result() {}, close() {} };

const PANEL_INTERVAL_MS = 200;
const LINE_INTERVAL_MS = 10_000;

/** A panel on a terminal, a line now and then elsewhere. */
export function makeExploreView(io: Io): ExploreView {
  const terminal = new Terminal(io);
  const panel = io.isTty ? createLogUpdate(io.stdout as NodeJS.WriteStream) : undefined;
  const interval = io.isTty ? PANEL_INTERVAL_MS : LINE_INTERVAL_MS;
  const began = io.now();
  const current = new Map<number, { unit: string; programs: number }>();
  const sums = { units: 0, kept: 0, done: 0, run: 0, violations: 0 };
  let drawn = began;

  function lines(): string[] {
    const seconds = (io.now() - began) / 1000;
    const now = [...current.values()];
    const run = sums.run + now.reduce((sum, { programs }) => sum + programs, 0);
    const rate = seconds > 0 ? Math.round(run / seconds) : 0;
    const toGo = sums.units - sums.kept - sums.done;
    const left = sums.done === 0 ? '' : `, about ${clock((seconds * toGo) / sums.done)} left`;
    return [
      `units ${sums.kept + sums.done} of ${sums.units}`,
      `${run} placements run (${rate}/s)`,
      `${sums.violations} units with violations`,
      `${clock(seconds)} elapsed${left}`,
      ...now.map(({ unit, programs }) => `now ${visible(unit)}, ${programs}`),
    ];
  }

  function draw(): void {
    if (io.now() - drawn < interval) return;
    drawn = io.now();
    if (panel === undefined) terminal.line(lines().slice(0, 4).join(', '));
    else
      panel(
        lines()
          .map((line) => `  ${line}`)
          .join('\n'),
      );
  }

  return {
    begin(units, kept, jobs) {
      sums.units = units;
      sums.kept = kept;
      const again = kept === 0 ? '' : `, ${kept} of them in the journal`;
      terminal.line(`exploring ${units} units${again}, ${jobs} ${jobs === 1 ? 'job' : 'jobs'}`);
    },
    progress(runner, unit, programs) {
      current.set(runner, { unit, programs });
      draw();
    },
    result(runner, { run }, violations) {
      current.delete(runner);
      sums.done++;
      sums.run += run;
      if (violations > 0) sums.violations++;
      draw();
    },
    close() {
      panel?.clear();
      panel?.done();
    },
  };
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
