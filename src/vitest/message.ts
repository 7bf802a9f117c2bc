import { join, relative } from 'node:path';
import { shippedDevices } from '../campaign/device-files.ts';
import { advisoryOf, identityOf } from '../campaign/finding.ts';
import type { FuzzTestFinding, FuzzTestResult } from '../campaign/fuzz-test.ts';
import { portableProgram } from '../campaign/program-devices.ts';
import { formatProgram, type ProgramFile } from '../program/schema.ts';
import { directoryName } from '../report/finding-name.ts';
import { visible } from '../report/visible-text.ts';
import { writeFiles } from '../report/write-files.ts';
import { DEFAULT_PROFILE, type FuzzTest, SEED_VARIABLE } from './options.ts';

/** Longest program shown whole, characters. */
const MAX_PROGRAM = 4000;
/** Longest input of a byte target shown, bytes. */
const MAX_INPUT = 512;

/**
 * What a fuzz test fails with; undefined when it passes. One message for all: what is wrong, the program, and how to
 * run it again. Writes the finding where `writeTo` says so.
 * @param name of the test
 */
export function failureOf(name: string, test: FuzzTest, result: FuzzTestResult): string | undefined {
  const [finding, ...others] = result.findings;
  if (finding !== undefined) return findingText(name, test, result, finding, others);
  const [problem] = result.unstable;
  if (problem !== undefined)
    return rows(`fuzzTest '${visible(name)}': ${visible(problem)}`, [
      ['seed', seedText(result)],
      ['replay', vitestCommand(name, result)],
    ]);
  if (result.stopped)
    return `fuzzTest '${visible(name)}' was stopped after ${result.executions} of ${test.plan.runs} runs`;
  return undefined;
}

function findingText(
  name: string,
  test: FuzzTest,
  result: FuzzTestResult,
  finding: FuzzTestFinding,
  others: readonly FuzzTestFinding[],
): string {
  const { violation, program, knownCase, target, executions, reproduced, runs } = finding;
  const file = written(finding, test);
  const actions = program?.actions.length;
  const advisory = advisoryOf(finding);
  const size = actions === undefined ? '' : `${actions} ${actions === 1 ? 'action' : 'actions'}, `;
  return rows(`fuzzTest '${visible(name)}': ${violation.title}`, [
    ['fingerprint', violation.fingerprint],
    ...(advisory === null ? [] : [['advisory', advisory] as const]),
    ...(violation.detail === '' ? [] : [['seen', visible(violation.detail)] as const]),
    [
      'met by',
      knownCase === null
        ? `target ${target}, in run ${executions} of ${test.plan.runs}`
        : `known case ${visible(here(knownCase))}`,
    ],
    ['seed', seedText(result)],
    [program === undefined ? 'input' : 'program', `${size}reproduced ${reproduced} of ${runs}`],
    ['', file === undefined ? contentText(finding, test) : visible(file)],
    ['replay', replayLine(name, test, result, finding, file)],
    ...others.map(
      (other) =>
        [
          'also',
          `${other.violation.fingerprint} (${visible(here(other.knownCase ?? other.target))})`,
        ] as const,
    ),
  ]);
}

/** A heading with rows below it; texts of several lines are indented. */
function rows(heading: string, facts: readonly (readonly [string, string])[]): string {
  const width = 'fingerprint'.length + 2;
  const lines = facts.map(
    ([title, text]) => `  ${title.padEnd(width)}${text.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`,
  );
  return [heading, ...lines].join('\n');
}

function seedText({ seed, seedFrom }: FuzzTestResult): string {
  const from = {
    environment: `of ${SEED_VARIABLE}`,
    option: `of the options; ${SEED_VARIABLE} overrides it`,
    default: `the default; ${SEED_VARIABLE} overrides it`,
  };
  return `${visible(seed)} (${from[seedFrom]})`;
}

/** Relative to the working directory, where it is below it. */
function here(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The program file of a finding with the profile and flaws it was met under. */
function programFile(
  { violation, program }: FuzzTestFinding,
  { options }: FuzzTest,
): ProgramFile | undefined {
  if (program === undefined) return undefined;
  const { profile, flaws = [] } = options;
  return {
    ...program,
    ...(options.executor === undefined ? { profile: profile ?? DEFAULT_PROFILE } : {}),
    ...(flaws.length === 0 ? {} : { flaws }),
    note: visible(`${violation.fingerprint}: ${violation.title}`),
  };
}

function contentText(finding: FuzzTestFinding, test: FuzzTest): string {
  const file = programFile(finding, test);
  if (file !== undefined) {
    const text = formatProgram(file).trimEnd();
    return text.length <= MAX_PROGRAM
      ? text
      : `${text.slice(0, MAX_PROGRAM)} ...\n(cut; the option writeTo writes it whole)`;
  }
  const input = finding.input ?? new Uint8Array();
  const shown = JSON.stringify(Buffer.from(input.slice(0, MAX_INPUT)).toString('latin1'));
  return input.length <= MAX_INPUT
    ? visible(shown)
    : `${visible(shown)} ...\n(the first ${MAX_INPUT} of ${input.length} bytes; the option writeTo writes it whole)`;
}

/** Writes program or input below `writeTo`; the path of that file, undefined without that option. */
function written(finding: FuzzTestFinding, test: FuzzTest): string | undefined {
  const { writeTo } = test.options;
  if (writeTo === undefined) return undefined;
  const folder = join(writeTo, directoryName(identityOf(finding)));
  const program = programFile(finding, test);
  if (program === undefined) {
    writeFiles(folder, [['input.bin', finding.input ?? new Uint8Array()]]);
    return join(folder, 'input.bin');
  }
  const portable = portableProgram(program, test.library, shippedDevices());
  writeFiles(folder, [...portable.dumps, ['program.json', formatProgram(portable.program)]]);
  return join(folder, 'program.json');
}

/** What repeats it: the command for the program's file, or else the same campaign, by command where that can say it. */
function replayLine(
  name: string,
  test: FuzzTest,
  result: FuzzTestResult,
  { program, knownCase }: FuzzTestFinding,
  file: string | undefined,
): string {
  const { options, plan } = test;
  const named = (options.targets ?? []).filter((target) => typeof target === 'string');
  const ownModel =
    options.executor !== undefined || [...(options.changes ?? []), ...(options.hardenings ?? [])].length > 0;
  const ownTargets = named.length !== (options.targets ?? []).length;
  if (ownModel) return vitestCommand(name, result);
  if (file !== undefined && program !== undefined) return command('repro', file);
  if (ownTargets || knownCase !== null || typeof options.baseline === 'string')
    return vitestCommand(name, result);
  const { profile, flaws = [], devices = [], baseline } = options;
  return command(
    'fuzz',
    ...named,
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...flaws.flatMap((flaw) => ['--flaw', flaw]),
    ...devices.flatMap((device) => ['--device', device]),
    ...(baseline === false ? ['--no-baseline'] : []),
    '--seed',
    result.seed,
    '--runs',
    String(plan.runs),
  );
}

const command = (...words: string[]): string => ['npx', 'pciback-rig', ...words.map(shellWord)].join(' ');

/** A pattern for `vitest -t`: only what a regular expression takes literally is left as it is. */
const vitestCommand = (name: string, { seed }: FuzzTestResult): string =>
  `${SEED_VARIABLE}=${shellWord(seed)} npx vitest run -t ${shellWord(name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))}`;

/** A word for a POSIX shell. */
function shellWord(word: string): string {
  const text = visible(word);
  return /^[\w@%+=:,./#-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
