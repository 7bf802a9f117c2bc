import type { Command } from 'commander';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { ExecutorFailure, ProcessExecutor } from '../executor/process/process-executor.ts';
import { SkippingExecutor } from '../executor/process/skipping-executor.ts';
import { visible } from '../report/visible-text.ts';
import { oneOf } from './choices.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { startLinux } from './linux-choice.ts';
import { type ProcessEdges, processEdges } from './process-edges.ts';
import { executors } from './things.ts';

/** What chooses an executor. */
export interface ExecutorOptions {
  readonly executor: string;
  readonly executorCommand?: string;
  readonly linuxBuild?: string;
  readonly sourceCoverage?: string;
  readonly flaw?: readonly string[];
  readonly hardening?: readonly string[];
  /** `false` after `--no-edges`. */
  readonly edges?: string | false | undefined;
}

export function addExecutorOptions(command: Command): Command {
  return command
    .option('--executor <name>', 'what runs the programs: model, linux or process', 'model')
    .option(
      '--linux-build <name>',
      'for --executor linux: 6.1, 6.1/fast, tree/checked (default: see `list executors`)',
    )
    .option(
      '--executor-command <command>',
      'for --executor process: what starts it, for sh -c (see docs/executor-protocol.md)',
    );
}

/** True when programs run in a process: one of the user's, or the Linux driver in one. @throws UsageError for options that do not go together */
export function usesProcess({
  executor,
  executorCommand,
  flaw,
  hardening,
  linuxBuild,
}: ExecutorOptions): boolean {
  const names = executors.map(({ name }) => name);
  oneOf('--executor', 'executor', executor, names, 'pciback-rig list executors');
  const chosen = executors.find(({ name }) => name === executor);
  if (!chosen?.available)
    throw new UsageError(
      '--executor',
      `'${executor}' is not part of this version`,
      'use model, linux or process',
    );
  if (executor !== 'process' && executorCommand !== undefined)
    throw new UsageError('--executor-command', `the executor is '${executor}'`, 'add --executor process');
  if (executor !== 'linux' && linuxBuild !== undefined)
    throw new UsageError('--linux-build', `the executor is '${executor}'`, 'add --executor linux');
  if (executor === 'model') return false;
  if (executor === 'process' && (executorCommand === undefined || executorCommand.trim() === ''))
    throw new UsageError('--executor', 'it is not said what to start', "add --executor-command 'COMMAND'");
  for (const [option, given] of [
    ['--flaw', flaw],
    ['--hardening', hardening],
  ] as const)
    if (given !== undefined)
      throw new UsageError(option, 'it changes the model, and a process runs', 'leave it out');
  return true;
}

/** Starts the process of the options. @throws UsageError with what it said */
export function startProcess(
  options: ExecutorOptions,
  library: DeviceLibrary,
  profile: string,
  env: Io['env'],
): ProcessExecutor {
  const { executor, executorCommand: command = '' } = options;
  try {
    if (executor === 'linux') return startLinux(options, library, env);
    return new ProcessExecutor({ command, library, profile });
  } catch (error) {
    if (!(error instanceof ExecutorFailure)) throw error;
    const where = executor === 'linux' ? '--executor' : '--executor-command';
    throw new UsageError(where, visible(error.message), 'run it by hand to see why');
  }
}

/** Makes executors, each as new, of one kind. */
export interface ExecutorMaker {
  readonly make: (profile: Profile) => Executor;
  /** Programs that a process refused, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** Edges of a process's backend, where it counts them and they are wanted. */
  readonly counted?: ProcessEdges | undefined;
  /** Ends what was started. */
  close(): void;
}

/** @throws UsageError */
export function executorMaker(
  options: ExecutorOptions,
  library: DeviceLibrary,
  profile: Profile,
  env: Io['env'],
): ExecutorMaker {
  const refused = new Map<string, number>();
  if (!usesProcess(options))
    return { make: (which) => new ModelExecutor(library, which), refused, close() {} };
  const shared = startProcess(options, library, profile.name, env);
  const counted = options.edges === false ? undefined : processEdges(shared);
  return { make: () => new SkippingExecutor(shared, refused), refused, counted, close: () => shared.close() };
}
