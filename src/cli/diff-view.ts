import type { Tally } from '../campaign/diff/tally.ts';
import { explanations } from '../oracle/differential/explanations/index.ts';
import { renderProgram } from '../report/program-text.ts';
import { visible } from '../report/visible-text.ts';
import type { Shown } from './diff.ts';
import type { Fields } from './json.ts';
import { columns, type Terminal } from './terminal.ts';

/** What a comparison came to. */
export interface DiffTotals {
  readonly tally: Tally;
  readonly seed: string;
  /** Number of the program that would be next. */
  readonly next: number;
  readonly executor: string;
  readonly restarts: number;
}

/** Row `difference` of `--json`. */
export function differenceRow({ difference, file, index, pair, programs, smallest }: Shown): Fields {
  const { fingerprint, left, observable, right, rule } = difference;
  return {
    program: smallest,
    observable,
    left,
    right,
    rule,
    fingerprint,
    programs,
    index,
    file,
    leftEvents: pair.left,
    rightEvents: pair.right,
  };
}

/** Fields of the summary. */
export function summaryOf({ executor, next, restarts, seed, tally }: DiffTotals): Fields {
  const unexplained = [...tally.unexplained.values()].reduce((sum, { programs }) => sum + programs, 0);
  return {
    programs: tally.programs,
    observables: tally.observables,
    explained: tally.explained,
    unexplained,
    kinds: tally.unexplained.size,
    refused: Object.fromEntries(tally.refused),
    devices: tally.devices.size,
    executor,
    seed,
    next,
    restarts,
  };
}

/** All of it for people: unexplained differences, the table of explanations, one sentence. */
export function showDiff(terminal: Terminal, totals: DiffTotals, shown: readonly Shown[]): void {
  const { executor, tally } = totals;
  for (const one of shown) {
    const { fingerprint, left, right } = one.difference;
    terminal.line(`${terminal.style('bad', 'unexplained')}  ${fingerprint}  (${one.programs} programs)`);
    terminal.line(`    model ${terminal.rest(visible(left), 10)}`);
    terminal.line(`    ${executor} ${terminal.rest(visible(right), 10)}`);
    terminal.line(renderProgram(one.smallest));
    for (const [name, lines] of [
      ['model', one.pair.left],
      [executor, one.pair.right],
    ] as const) {
      terminal.line(`    ${name}`);
      for (const line of lines) terminal.line(`      ${terminal.rest(visible(line), 6)}`);
    }
    terminal.line(`    again: pciback-rig diff ${visible(one.file)}`);
    terminal.line();
  }
  const rows = explanations.map(({ id, kind, title }) => [
    id,
    kind,
    String(tally.byRule.get(id) ?? 0),
    title,
  ]);
  for (const line of columns([['explanation', 'kind', 'differences', 'what'], ...rows])) terminal.line(line);
  for (const [reason, programs] of tally.refused) terminal.line(`not run: ${programs} (${visible(reason)})`);
  const kinds = tally.unexplained.size;
  terminal.line(
    terminal.style(
      kinds === 0 ? 'good' : 'bad',
      `${tally.programs} programs on ${tally.devices.size} devices, ${tally.observables} observables: ${tally.explained} differences explained, ${kinds} kinds unexplained.`,
    ),
  );
}
