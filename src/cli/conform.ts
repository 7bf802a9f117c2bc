import type { Command } from 'commander';
import type { Profile } from '../changes/profiles.ts';
import { conformanceDevices } from '../conformance/devices.ts';
import { levels, type Part, parts } from '../conformance/rule.ts';
import type { Subject } from '../conformance/run-case.ts';
import { executorSubject, modelSubject } from '../conformance/subject.ts';
import type { Rules } from '../conformance/suite.ts';
import { tally } from '../conformance/tally.ts';
import type { CaseResult } from '../conformance/verdict.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { visible } from '../report/visible-text.ts';
import { chooseBaseline, type RunOptions } from './campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { failed, showResults, type Taken } from './conform-results.ts';
import { chosenOf, loadSuite, suiteJobs } from './conform-suite.ts';
import { makeConformView, silentConformView } from './conform-view.ts';
import { ExitCode, UsageError } from './errors.ts';
import { addExecutorOptions, type ExecutorOptions, startProcess, usesProcess } from './executor-options.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { both, KeptResults, type ResultsOption, resultsName, withResultsOption } from './kept-results.ts';
import { impliedProfile } from './linux-choice.ts';
import { oneByOne } from './one-by-one.ts';
import { several } from './values.ts';
import { readVectors } from './vector-input.ts';

interface Options extends RunOptions, ExecutorOptions {
  readonly hardening?: readonly string[];
  readonly level?: string;
  readonly vectors?: string;
  readonly results?: ResultsOption;
}

/** Cases between two looks at signals. */
const AT_A_TIME = 64;

/** `conform`: holds a backend against every rule. */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'conform [glob...]',
      summary: 'hold the backend against the documented rules, case by case',
      description:
        'Runs the cases whose id, rule or area fits one of the globs (all without one), each on every device that has ' +
        'what it needs, and the vectors, which name their devices themselves. A case that fails is shown whole: ' +
        'requirement, steps, expected and observed values, page and registers before and after.\n\nVerdicts: PASS; ' +
        'NON-STRICT, a listed safe difference from what Linux does; INFO; SKIP, with the reason; KNOWN, failed as a ' +
        'recorded weakness of the driver has it (corpus/known); FAIL; CRASH, no result; ERROR, the rig itself failed. The rows are kept for `report`: those of a whole run in ' +
        'reports/results/conform.PROFILE.jsonl, those of a part of the suite and of an interrupted run in ....part.jsonl. Exit status: 0 no case failed, 1 one did or host or other guests were ' +
        'not left alone, 78 an ERROR or a broken suite.',
      examples: [
        ['conform', 'every rule on every shipped device'],
        ["conform 'CONF-*' HDR-36 --device server.lspci", 'an area and a rule on your own device'],
        ['conform XB --profile linux-6.12', 'one area, as Linux 6.12 does it'],
        ["conform 'A.*'", 'the vectors of the appendix'],
        ['conform --vectors mine.json', 'vectors of your own'],
        ['conform --level MUST --json', 'for a program'],
      ],
    },
    (call) => conform(call, context.io),
  );
  addExecutorOptions(command)
    .option('--profile <name>', 'behaviour of which driver', DEFAULT_PROFILE)
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option(
      '--device <dump>',
      'device: a shipped name, file, file#address or folder (repeatable; default: all shipped)',
      several,
    )
    .option('--level <level>', `only rules of this level: ${levels.join(', ')}`)
    .option('--vectors <file>', 'run the vectors of this file instead of the suite');
  withResultsOption(command);
}

async function conform({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const profile = chooseProfile(impliedProfile(options, io.env), options.flaw, options.hardening);
  const { library: own, devices } = conformanceDevices(options.device ?? [], io.env);
  const given = options.vectors === undefined ? undefined : readVectors(options.vectors, own, io);
  const suite = given === undefined ? await loadSuite() : { ...given, cases: [], clients: [] };
  const { rules } = suite;
  const jobs = suiteJobs(chosenOf(suite, operands, options.level), devices);
  const { close, subject } = subjectOf(options, given?.library ?? own, profile, io.env);
  const { flaw: flaws = [], hardening: hardenings = [] } = options;
  const kept = new KeptResults(
    options.results,
    {
      name: resultsName('conform', profile.name, [...flaws, ...hardenings], options.executor),
      isPart: operands.length > 0 || options.level !== undefined || given !== undefined,
    },
    io,
  );
  const json = new JsonLines(both(options.json ? io.stdout : undefined, kept));
  const view = options.json ? silentConformView : makeConformView(io, jobs.length);
  let interrupted = false;
  const taken: Taken[] = [];
  try {
    const take = (job: Taken['job']): void => {
      const result = job.run(subject);
      taken.push({ job, result });
      json.row('case', caseRow(result));
      view.took(result, taken.length);
    };
    interrupted = await oneByOne(jobs, io, take, AT_A_TIME);
  } catch (error) {
    kept.abandon();
    close();
    throw error;
  } finally {
    view.close();
  }
  const results = taken.map(({ result }) => result);
  if (!options.json) {
    showResults(taken, rules, subject, io);
    if (interrupted) io.stdout.write(`Interrupted: ${taken.length} of ${jobs.length} were run.\n`);
  }
  const { rules: figures, ...counts } = tally(results, rules);
  json.summary('conform', {
    ...counts,
    rules: { ...figures, reasons: reasonsOf(rules) },
    profile: profile.name,
    flaws,
    hardenings,
    executor: options.executor,
    devices: devices.length,
    globs: operands,
    interrupted,
  });
  kept.end({ interrupted });
  close();
  if (interrupted) return ExitCode.Interrupted;
  if (results.some(({ verdict }) => verdict === 'ERROR')) return ExitCode.RigFailed;
  return results.some(failed) ? ExitCode.Failed : ExitCode.Ok;
}

/** What is held against the rules, and how to be done with it. @throws UsageError */
function subjectOf(
  options: Options,
  library: DeviceLibrary,
  profile: Profile,
  env: Io['env'],
): { subject: Subject; close: () => void } {
  if (!usesProcess(options)) {
    const executor = new ModelExecutor(library, profile);
    return { subject: modelSubject(executor, profile, chooseBaseline(undefined, profile)), close() {} };
  }
  const executor = startProcess(options, library, profile.name, env);
  const { supplies } = executor.hello;
  const unknown = supplies.find((part) => !(parts as readonly string[]).includes(part));
  if (unknown !== undefined)
    throw new UsageError(
      '--executor-command',
      `it says that it supplies '${visible(unknown)}'`,
      `parts are ${parts.join(', ')}`,
    );
  const known = options.executor === 'linux' ? chooseBaseline(undefined, profile) : undefined;
  const subject = executorSubject(executor, new Set(supplies as readonly Part[]), known);
  return { subject, close: () => executor.close() };
}

/** Why rules are not tested, by id. */
const reasonsOf = (rules: Rules): Record<string, string> =>
  Object.fromEntries(
    [...rules.values()].flatMap(({ id, untestable }) => (untestable === undefined ? [] : [[id, untestable]])),
  );

const caseRow = ({ id, rule, level, verdict, containment, device, reason, mismatches }: CaseResult) => ({
  id,
  rule,
  level,
  verdict,
  containment,
  device,
  reason,
  ...(mismatches.length > 0 ? { mismatches } : {}),
});
