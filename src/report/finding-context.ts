import type { Finding } from '../campaign/finding.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Execution } from '../executor/execution.ts';
import { differential } from '../oracle/differential/oracle.ts';

/** A run in which a finding was met. */
export interface Sighting {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly seed: string;
  /** Executions of that run before it. */
  readonly executions: number;
}

/** When a finding was met first and last, and in how many runs. */
export interface Seen {
  readonly firstSeen: Sighting;
  readonly lastSeen: Sighting;
  readonly timesSeen: number;
}

/** What a finding's files say about the campaign that met it. */
export interface FindingContext {
  readonly profile: string;
  /** Flaws added to the profile, as ids. */
  readonly flaws: readonly string[];
  /** Hardenings added to the profile, as ids. */
  readonly hardenings?: readonly string[];
  /** Name of the executor. */
  readonly executor: string;
  /** What starts it, of an executor in a process. */
  readonly executorCommand?: string | undefined;
  /** Build of the Linux driver that was asked for: `6.1/checked+xsa-155`. */
  readonly linuxBuild?: string | undefined;
  /** Seed of the campaign. */
  readonly seed: string | undefined;
  /** The finding's directory as the user would name it, for the command that repeats the finding. */
  readonly directory: string;
  /** Devices of the campaign, and those of the corpus. */
  readonly library: DeviceLibrary;
  readonly shipped: DeviceLibrary;
  /**
   * A full run of the finding's program, made last on its executor; absent for byte targets, and where the executor
   * cannot run it again.
   */
  readonly execution: Execution | undefined;
  readonly seen?: Seen;
}

export const PROGRAM_FILE = 'program.json';

/** The generated test. */
export const TEST_FILE = 'repro.test.ts';

/** `linux-6.1 with xsa-155-msix-count, executor model, seed 7` */
export function describeWhere({
  profile,
  flaws,
  hardenings = [],
  executor,
  seed,
}: Pick<FindingContext, 'profile' | 'flaws' | 'hardenings' | 'executor' | 'seed'>): string {
  const changes = [...hardenings, ...flaws];
  const added = changes.length === 0 ? '' : ` with ${changes.join(', ')}`;
  return `${profile}${added}, executor ${executor}${seed === undefined ? '' : `, seed ${seed}`}`;
}

/** Name of a byte target's input: what is fed to the dump parser is a dump. */
export function inputFile({ target }: Finding): string {
  return target.includes('lspci') ? 'input.lspci' : 'input.bin';
}

/** The exact command that repeats a finding. Profile, flaws and hardenings are in the program file. */
export function reproCommand(
  finding: Finding,
  { directory, executor, executorCommand, linuxBuild }: FindingContext,
): string {
  const command = finding.program === undefined ? 'device' : 'repro';
  const file = finding.program === undefined ? inputFile(finding) : PROGRAM_FILE;
  const words = ['npx', 'pciback-rig', command, `${directory.replace(/\/+$/, '')}/${file}`];
  if (finding.program !== undefined && executor !== 'model') words.push('--executor', executor);
  if (finding.program !== undefined && executorCommand !== undefined)
    words.push('--executor-command', executorCommand);
  if (finding.program !== undefined && linuxBuild !== undefined) words.push('--linux-build', linuxBuild);
  if (finding.violation.oracle === differential.name) words.push('--against-model');
  return words.map(shellWord).join(' ');
}

/** A word for a POSIX shell. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
