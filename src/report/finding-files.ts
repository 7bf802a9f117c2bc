import { causeName } from '../campaign/cause.ts';
import { advisoryOf, type Finding, identityOf } from '../campaign/finding.ts';
import { type PortableProgram, portableProgram } from '../campaign/program-devices.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { formatProgram } from '../program/schema.ts';
import { type FindingContext, inputFile, PROGRAM_FILE, reproCommand, TEST_FILE } from './finding-context.ts';
import { describeFinding } from './finding-description.ts';
import { findingTest } from './finding-test.ts';
import { renderTrace } from './trace.ts';
import { type FetchSeen, findTwoFetches } from './two-fetches.ts';
import { visible } from './visible-text.ts';

export { directoryName } from './finding-name.ts';
export type { FindingContext };

/** Version of `finding.json`. */
export const FINDING_VERSION = 1;

/** Longest note in a program file. */
const NOTE_LENGTH = 4000;

/**
 * The files of a finding's directory, by name, in the order in which they are read best: `description.md`,
 * `program.json` (or the input of a byte target), a test that runs it, `trace.txt`, dumps of devices that are not shipped, `finding.json`.
 * @throws RangeError when the campaign's library lacks a device of the program
 */
export function findingFiles(finding: Finding, context: FindingContext): Map<string, string | Uint8Array> {
  const { library, shipped } = context;
  const portable = finding.program && portableProgram(finding.program, library, shipped);
  const rest = new Map<string, string | Uint8Array>([
    ...(portable === undefined ? [] : programFiles(finding, portable, context)),
    ...(finding.input === undefined ? [] : [[inputFile(finding), finding.input] as const]),
    ...(portable === undefined ? [] : [[TEST_FILE, findingTest(finding, context)] as const]),
    ...(context.execution === undefined ? [] : [['trace.txt', renderTrace(context.execution)] as const]),
  ]);
  const names = ['description.md', ...rest.keys(), 'finding.json'];
  return new Map([
    ['description.md', describeFinding({ ...finding, program: portable?.program }, context, names.slice(1))],
    ...rest,
    ['finding.json', findingJson(finding, context, names)],
  ]);
}

/** The program, able to run anywhere, and the dumps it needs beside it. */
function programFiles(
  { violation }: Finding,
  { program, dumps }: PortableProgram<Program>,
  { profile, flaws, hardenings = [] }: FindingContext,
): [string, string][] {
  const note = visible(`${violation.fingerprint}: ${violation.title}`).slice(0, NOTE_LENGTH);
  const file = {
    ...program,
    profile,
    ...(flaws.length > 0 ? { flaws } : {}),
    ...(hardenings.length > 0 ? { hardenings } : {}),
    note,
  };
  return [[PROGRAM_FILE, formatProgram(file)], ...dumps];
}

function findingJson(finding: Finding, context: FindingContext, files: readonly string[]): string {
  const { violation, state, known, target, executions, reproduced, runs, alsoSeen, program } = finding;
  const { profile, flaws, hardenings = [], executor, seed, execution } = context;
  const fetches = execution === undefined ? undefined : findTwoFetches(execution, violation);
  const content = {
    format: 'pciback-rig finding',
    version: FINDING_VERSION,
    ...violationJson(violation),
    identity: identityOf(finding),
    advisory: advisoryOf(finding),
    cause: causeName(finding.cause) || null,
    state,
    known,
    target,
    profile,
    flaws,
    hardenings,
    executor,
    seed,
    executions,
    reproduced,
    runs,
    ...context.seen,
    actions: program?.actions.length,
    crash: execution?.crash ?? undefined,
    fetches: fetches?.shown.map(fetchJson),
    alsoSeen: alsoSeen.map(violationJson),
    command: reproCommand(finding, context),
    files,
  };
  return findingText(content);
}

/** The text of a `finding.json`. */
export function findingText(content: object): string {
  return `${escapeInvisible(JSON.stringify(content, null, 2))}\n`;
}

function violationJson({ fingerprint, oracle, title, detail, rules }: Violation): object {
  return { fingerprint, oracle, title, detail, rules };
}

function fetchJson({ number, offset, bytes, field, value, site }: FetchSeen): object {
  return { fetch: number, offset, bytes, field, value, site };
}

/** Characters that would not be seen, escaped as JSON has it: a parser gets them back. */
function escapeInvisible(json: string): string {
  return json.replace(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\x7f-\x9f]/gu, (char) => {
    let escaped = '';
    for (let i = 0; i < char.length; i++) escaped += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}
