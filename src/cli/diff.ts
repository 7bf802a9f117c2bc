import { join } from 'node:path';
import type { Command } from 'commander';
import { Differ } from '../campaign/diff/differ.ts';
import { CHUNK, chunkOf } from '../campaign/diff/series.ts';
import { Tally, type Unexplained } from '../campaign/diff/tally.ts';
import { isByteTarget, type Target } from '../campaign/target.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { ProcessExecutor } from '../executor/process/process-executor.ts';
import { explanations } from '../oracle/differential/explanations/index.ts';
import type { Program } from '../program/program.ts';
import { formatProgram } from '../program/schema.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { chooseDevices } from './campaign-options.ts';
import { chooseProfile, chooseTargets } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { differenceRow, showDiff, summaryOf } from './diff-view.ts';
import { ExitCode, UsageError } from './errors.ts';
import { addExecutorOptions, startProcess, usesProcess } from './executor-options.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { impliedProfile } from './linux-choice.ts';
import { prepareFolder, writing } from './output-place.ts';
import { type ProgramInput, readProgram } from './program-input.ts';
import { Terminal } from './terminal.ts';
import { count, duration, several } from './values.ts';

interface Options {
  readonly executor: string;
  readonly executorCommand?: string;
  readonly linuxBuild?: string;
  readonly profile?: string;
  readonly flaw?: readonly string[];
  readonly device?: readonly string[];
  readonly target?: readonly string[];
  readonly programs?: number;
  readonly from: number;
  readonly time?: number;
  readonly seed: string;
  readonly out: string;
}

const DEFAULT_PROGRAMS = 1000;
const DEFAULT_OUT = 'reports/differences';
const PROGRESS_MS = 10_000;

/** `diff`: the same programs on the model and on another executor. */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'diff [file...]',
      summary: 'run the same programs on the model and on another executor, and compare all that both show',
      description:
        'Programs are those of all targets (or of --target), on all devices, or the files given. Everything that both ' +
        'executors see is compared: page accesses, events, configuration accesses, host calls, locks, lines, xenstore, ' +
        'time, and the state at the end. A difference is explained only by a rule or a named limit whose predicate ' +
        'accepts it and no other (docs/diff.md); every other one is a bug of one of the two: it is made small, written ' +
        'to --out and shown.\n\nA program follows from --seed and its number alone, so --from goes on where an ' +
        'earlier run ended. Exit status: 0 nothing unexplained, 1 something is, 130 interrupted.',
      examples: [
        ['diff', 'a thousand programs on the Linux driver'],
        ['diff --programs 100000 --seed 1 --json', 'for a program'],
        ['diff --programs 50000 --from 50000 --seed 1', 'the second half of those'],
        ['diff --target msi --device server.lspci --time 5m', 'one target, on devices of yours'],
        ['diff reports/differences/Fetch.value-op.json', 'a program again'],
      ],
    },
    (call) => diff(call, context.io),
  );
  addExecutorOptions(command)
    .option('--profile <name>', "behaviour of the model (default: that of the driver's kernel)")
    .option('--flaw <id>', 'put a past bug into the model: would it be noticed? (repeatable)', several)
    .option('--target <name>', 'programs of this target only (repeatable)', several)
    .option('--device <dump>', 'device: a shipped name, file, file#address or folder (repeatable)', several)
    .option('--programs <n>', `how many programs (default: ${DEFAULT_PROGRAMS})`, count('--programs'))
    .option('--from <n>', 'number of the first program', count('--from', { min: 0 }), 0)
    .option('--time <duration>', 'how long, such as 60s or 5m', duration('--time'))
    .option('--seed <text>', 'seed of the programs', '1')
    .option('--out <folder>', 'where programs that differ are written', DEFAULT_OUT);
  // Comparing the model with itself shows nothing.
  command.setOptionValueWithSource('executor', 'linux', 'default');
}

async function diff({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const { flaw, ...chosen } = options;
  if (!usesProcess(chosen))
    throw new UsageError('--executor', 'the model would be compared with itself', 'use linux or process');
  const profile = chooseProfile(impliedProfile(options, io.env), flaw, []);
  const inputs = operands.map((file) => readProgram(file, io));
  const { library: devices } = chooseDevices(options.device, io);
  const library = inputs.length === 0 ? devices : libraryOf(inputs);
  const targets = chooseTargets(options.target ?? []).filter((one): one is Target => !isByteTarget(one));
  if (targets.length === 0)
    throw new UsageError('--target', 'it makes no programs', 'see `pciback-rig list targets`');
  writing(options.out, () => prepareFolder(options.out));
  const right = startProcess(chosen, library, profile.name, io.env);
  const tally = new Tally();
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  const began = io.now();
  try {
    const differ = new Differ(new ModelExecutor(library, profile), right, explanations);
    const source =
      inputs.length > 0
        ? [inputs.map(({ program: { actions, setup } }) => ({ setup, actions }))]
        : chunks(
            targets,
            devices.names(),
            options,
            () => options.time !== undefined && io.now() - began >= options.time,
          );
    const progress = progressLine(io, options, tally, began);
    let index = inputs.length > 0 ? 0 : options.from;
    for (const programs of source) {
      let at = 0;
      for (const compared of differ.all(programs)) tally.add(programs[at] as Program, index + at++, compared);
      index += programs.length;
      progress();
      await new Promise((resolve) => setImmediate(resolve));
      if (interrupted) break;
    }
    report(differ, tally, { ...options, next: index }, right, io);
  } finally {
    release();
    right.close();
  }
  if (interrupted) return ExitCode.Interrupted;
  return tally.unexplained.size > 0 ? ExitCode.Failed : ExitCode.Ok;
}

/** Programs from `--from` on, chunk by chunk. */
function* chunks(
  targets: readonly Target[],
  devices: readonly string[],
  { from, programs, seed, time }: Options,
  isOver: () => boolean,
): Generator<Program[], void, void> {
  const end = from + (programs ?? (time === undefined ? DEFAULT_PROGRAMS : Number.POSITIVE_INFINITY));
  for (let at = from; at < end && !isOver(); ) {
    const chunk = Math.floor(at / CHUNK);
    const list = chunkOf(targets, devices, seed, chunk).map(({ program }) => program);
    const part = list.slice(at - chunk * CHUNK, Math.min(CHUNK, end - chunk * CHUNK));
    yield part;
    at += part.length;
  }
}

/** Each unexplained difference made small and written, then all of it told. */
function report(
  differ: Differ,
  tally: Tally,
  run: { readonly seed: string; readonly out: string; readonly next: number; readonly json?: true },
  right: ProcessExecutor,
  io: Io,
): void {
  const json = run.json ? new JsonLines(io.stdout) : undefined;
  const found = [...tally.unexplained.values()].sort((a, b) => b.programs - a.programs || a.index - b.index);
  const shown = found.map((one) => smallest(differ, one, run.out));
  for (const one of shown) json?.row('difference', differenceRow(one));
  for (const explanation of explanations) {
    const differences = tally.byRule.get(explanation.id) ?? 0;
    const { id, kind, rule, title } = explanation;
    json?.row('explanation', { id, rule, kind, title, differences });
  }
  const told = { tally, seed: run.seed, next: run.next, executor: right.name, restarts: right.restarts };
  if (json === undefined) showDiff(new Terminal(io), told, shown);
  else json.summary('diff', summaryOf(told));
}

/** An unexplained difference in its smallest program, with what both sides did around it. */
export interface Shown extends Unexplained {
  readonly file: string;
  readonly smallest: Program;
  readonly pair: { readonly left: readonly string[]; readonly right: readonly string[] };
}

function smallest(differ: Differ, one: Unexplained, out: string): Shown {
  const small = differ.minimise(one.program, one.difference.fingerprint);
  const file = join(
    out,
    `${one.difference.fingerprint.replace(/^differential\//, '').replaceAll('/', '-')}.json`,
  );
  writing(file, () =>
    writeFileAtomically(file, formatProgram({ ...small, note: one.difference.fingerprint })),
  );
  return { ...one, file, smallest: small, pair: differ.around(small) };
}

const libraryOf = (inputs: readonly ProgramInput[]): DeviceLibrary => {
  const all = inputs.flatMap(({ library }) => library.names().flatMap((name) => library.get(name) ?? []));
  return new DeviceLibrary([...new Map(all.map((device) => [device.name, device])).values()]);
};

/** A line now and then, on standard error with `--json`. */
function progressLine(io: Io, { json }: { json?: true }, tally: Tally, began: number): () => void {
  let last = began;
  return () => {
    const now = io.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    const line = `${tally.programs} programs, ${tally.explained} differences explained, ${tally.unexplained.size} kinds unexplained\n`;
    (json ? io.stderr : io.stdout).write(line);
  };
}
