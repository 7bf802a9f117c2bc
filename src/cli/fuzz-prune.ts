import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { targets } from '../../fuzz/index.ts';
import { feed } from '../campaign/byte-input.ts';
import type { LoadedCorpus } from '../campaign/corpus/load.ts';
import { type MinimizedCorpus, minimizeCorpus } from '../campaign/corpus/minimize.ts';
import { Reach } from '../campaign/corpus/reach.ts';
import type { Judge } from '../campaign/judge.ts';
import { isByteTarget } from '../campaign/target.ts';
import { PROGRAM_FILE } from '../report/finding-context.ts';
import { type FiledFinding, readFindings, updateFinding } from '../report/finding-states.ts';
import { judgeMaker } from './campaign-options.ts';
import { warn } from './corpus-place.ts';
import { ExitCode, reportError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { writing } from './output-place.ts';
import { profileOfProgram, readProgram } from './program-input.ts';
import { Terminal } from './terminal.ts';

/** A finding that was run again. */
interface Pruned {
  readonly finding: FiledFinding;
  readonly state: FiledFinding['state'];
  readonly reproduced: boolean;
}

/** `fuzz --mode prune`: a minimal corpus, and the findings of the folder run again. */
export function prune(
  { findings: folder, json }: { readonly findings: string; readonly json?: true },
  corpus: LoadedCorpus | undefined,
  makeJudge: () => Judge,
  io: Io,
): ExitCode {
  const { findings, warnings } = readFindings(folder);
  for (const warning of warnings) warn(warning, io);
  const pruned = findings.flatMap((finding) => again(finding, io) ?? []);
  for (const { finding, state } of pruned) {
    if (state !== finding.state) writing(finding.directory, () => updateFinding(finding, { state }));
  }
  const minimized = corpus && minimizeOnDisk(corpus, makeJudge);
  const count = (wanted: FiledFinding['state']): number =>
    pruned.filter(({ state }) => state === wanted).length;
  const reopened = pruned.filter(
    ({ finding, state }) => finding.state === 'fixed' && state === 'reopened',
  ).length;
  const summary = {
    mode: 'prune',
    findings: { total: pruned.length, reproduced: pruned.filter((one) => one.reproduced).length },
    fixed: count('fixed'),
    reopened,
    corpus:
      corpus === undefined || minimized === undefined
        ? null
        : { before: corpus.entries.length, after: minimized.kept.length, features: minimized.features },
  };
  if (json) {
    const out = new JsonLines(io.stdout);
    for (const { finding, state, reproduced } of pruned) {
      const { identity, directory, state: was } = finding;
      out.row('finding', { fingerprint: identity, state, was, reproduced, directory });
    }
    out.summary('fuzz', summary);
  } else {
    const terminal = new Terminal(io);
    for (const { finding, state } of pruned) terminal.line(`${state.padEnd(9)} ${finding.identity}`);
    if (summary.corpus !== null)
      terminal.line(
        `corpus: ${summary.corpus.after} of ${summary.corpus.before} programs show the same ${summary.corpus.features} features`,
      );
    terminal.line(
      `findings: ${summary.findings.total} run again, ${summary.findings.reproduced} reproduced, ${summary.fixed} fixed, ${reopened} reopened`,
    );
  }
  return reopened > 0 ? ExitCode.Finding : ExitCode.Ok;
}

/** Minimizes a corpus where it is: what is superfluous is deleted, files that cannot be used are left. */
export function minimizeOnDisk(
  { entries }: Pick<LoadedCorpus, 'entries'>,
  makeJudge: () => Judge,
): MinimizedCorpus {
  const judge = makeJudge();
  const minimized = minimizeCorpus(entries, () => new Reach(judge));
  for (const { file } of minimized.dropped) writing(file, () => rmSync(file));
  return minimized;
}

/** Undefined, after a warning, when it cannot be run. */
function again(finding: FiledFinding, io: Io): Pruned | undefined {
  const reproduced = reproduces(finding, io);
  if (typeof reproduced === 'string') {
    warn({ file: finding.directory, problem: reproduced }, io);
    return undefined;
  }
  const { state: was } = finding;
  const state = reproduced ? (was === 'fixed' ? 'reopened' : was) : 'fixed';
  return { finding, state, reproduced };
}

/** Whether a finding still shows, under the profile of its program file; a text: why that cannot be said. */
function reproduces(
  { directory, oracle, fingerprint, files, target }: FiledFinding,
  io: Io,
): boolean | string {
  const file = join(directory, PROGRAM_FILE);
  if (!existsSync(file)) return inputThrows(directory, files, target);
  let problem = '';
  try {
    const input = readProgram(file, io);
    const judge = judgeMaker(input.library, profileOfProgram(input, {}))();
    return judge
      .judge(input.program)
      .some((violation) => violation.oracle === oracle && violation.fingerprint === fingerprint);
  } catch (error) {
    const note = (text: string): void => {
      problem += text;
    };
    reportError(error, { ...io, stderr: { write: note } });
    return problem.trim().replace(/^pciback-rig: /, '');
  }
}

function inputThrows(directory: string, files: readonly string[], name: string): boolean | string {
  const target = targets.filter(isByteTarget).find((one) => one.name === name);
  const input = files.find((one) => one.startsWith('input.'));
  if (target === undefined || input === undefined || !existsSync(join(directory, input)))
    return 'it has neither a program nor an input';
  return feed(target, readFileSync(join(directory, input))) !== undefined;
}
