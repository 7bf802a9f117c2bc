import type { Command } from 'commander';
import { targets } from '../../fuzz/index.ts';
import { rediscover } from '../campaign/rediscover.ts';
import { accountForCatalogue, Regress, type RegressResult } from '../campaign/regress.ts';
import type { Flaw } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { flawsNamed } from '../changes/profiles.ts';
import { flawNames, oneOf, unknownName } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { both, KeptResults, type ResultsOption, withResultsOption } from './kept-results.ts';
import { oneByOne } from './one-by-one.ts';
import { regressLinux } from './regress-linux.ts';
import { columns, Terminal } from './terminal.ts';
import { count } from './values.ts';

interface Options {
  readonly rediscover?: number;
  readonly seed: string;
  readonly catalogue?: true;
  readonly results?: ResultsOption;
  readonly executor: string;
  readonly linuxBuild?: string;
}

/** `regress`: would every past advisory be noticed if it came back? */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'regress [id...]',
      summary: 'put every past bug back and see it caught, and silence without it',
      description:
        'For each past bug (or those named, by id or group): its attack in corpus/regress is run with the bug put back ' +
        'into the hardened profile and must be detected by the oracles it names, must find nothing without it, and a ' +
        'well-behaved guest must notice no difference. Every row of the catalogue of security history is accounted for: by ' +
        'past bugs, hardenings, another row, a policy check, or a reason.\n\nExit status: 0 all is so, 1 something is not.',
      examples: [
        ['regress', 'the whole matrix'],
        ['regress xsa-155 xsa-157', 'two advisories'],
        ['regress xsa-155 --rediscover 20000', 'and how long a campaign from nothing takes to find it'],
        ['regress --catalogue', 'every advisory and fix there was, and what stands for it'],
        ['regress --executor linux', 'on builds of the real driver, each with one past bug put back'],
        ['regress --json', 'for a program'],
      ],
    },
    (call) => regress(call, context.io),
  );
  command
    .option(
      '--rediscover <runs>',
      'look for each by a campaign from an empty corpus too, this long',
      count('--rediscover'),
    )
    .option('--seed <text>', 'seed of those campaigns', '1')
    .option('--executor <name>', 'what runs the attacks: model or linux', 'model')
    .option('--linux-build <name>', 'for --executor linux: 6.1, 6.12, tree')
    .option('--catalogue', 'run nothing: list the rows of the catalogue and what stands for each');
  withResultsOption(command);
}

/** A row of the matrix. */
interface Row extends RegressResult {
  readonly executions: number | null;
  readonly seconds: number | null;
}

async function regress({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const chosen = chooseFlaws(operands);
  if (isOnLinux(options)) return regressLinux(chosen, operands.length > 0, options, io);
  const terminal = new Terminal(io);
  const accounts = accountForCatalogue();
  if (options.catalogue) {
    if (operands.length > 0)
      throw new UsageError('--catalogue', 'it lists every row and takes no ids', 'leave one of the two out');
    if (!options.json) {
      showCatalogue(accounts, terminal);
      return ExitCode.Ok;
    }
    const json = new JsonLines(io.stdout);
    catalogueRows(accounts, json);
    json.summary('regress', { catalogue: accounts.figures });
    return ExitCode.Ok;
  }
  const kept = new KeptResults(options.results, { name: 'regress', isPart: operands.length > 0 }, io);
  const json = new JsonLines(both(options.json ? io.stdout : undefined, kept));
  const rows: Row[] = [];
  let interrupted = false;
  try {
    if (!options.json) terminal.line(`replaying ${chosen.length} known cases`);
    const runner = new Regress();
    interrupted = await oneByOne(chosen, io, (flaw) => {
      const row = { ...runner.of(flaw), ...found(flaw, options, io) };
      rows.push(row);
      json.row('case', rowFields(row));
    });
  } catch (error) {
    kept.abandon();
    throw error;
  }
  const failed = rows.filter(({ problem }) => problem !== null).length;
  const { figures } = accounts;
  if (!options.json) {
    showMatrix(rows, failed, terminal);
    if (operands.length === 0) terminal.line(figuresLine(figures));
  }
  if (operands.length === 0) catalogueRows(accounts, json);
  const passed = rows.length - failed;
  json.summary('regress', { cases: rows.length, passed, failed, interrupted, catalogue: figures });
  kept.end({ interrupted });
  if (interrupted) return ExitCode.Interrupted;
  return failed > 0 ? ExitCode.Failed : ExitCode.Ok;
}

function found(flaw: Flaw, { rediscover: runs, seed }: Options, io: Io): Pick<Row, 'executions' | 'seconds'> {
  if (runs === undefined) return { executions: null, seconds: null };
  const began = io.now();
  const executions = rediscover(flaw, targets, seed, runs);
  return { executions, seconds: executions === null ? null : (io.now() - began) / 1000 };
}

/** @throws UsageError for options that do not go together */
function isOnLinux({ catalogue, executor, linuxBuild, rediscover }: Options): boolean {
  oneOf('--executor', 'executor', executor, ['model', 'linux'], 'pciback-rig regress --help');
  if (executor === 'model') {
    if (linuxBuild === undefined) return false;
    throw new UsageError('--linux-build', "the executor is 'model'", 'add --executor linux');
  }
  for (const [option, given] of [
    ['--catalogue', catalogue],
    ['--rediscover', rediscover],
  ] as const)
    if (given !== undefined) throw new UsageError(option, 'it is about the model', 'leave --executor out');
  return true;
}

/** @throws UsageError for a name that is neither an id nor a group */
function chooseFlaws(names: readonly string[]): Flaw[] {
  for (const name of names) {
    if (flawsNamed(name).length === 0)
      throw unknownName('regress', 'flaw', name, flawNames(), 'pciback-rig list flaws');
  }
  return flaws.filter(({ id, group }) => names.length === 0 || names.includes(id) || names.includes(group));
}

const rowFields = (row: Row) => ({
  id: row.flaw.id,
  advisory: row.flaw.advisory,
  detected: row.detected,
  silentWhenFixed: row.silentWhenFixed,
  benignWorks: row.benignWorks,
  oracle: row.flaw.oracles.join(', '),
  executionsToDetect: row.executions,
  secondsToDetect: row.seconds,
  fingerprints: row.fingerprints,
  problem: row.problem,
});

function showMatrix(rows: readonly Row[], failed: number, terminal: Terminal): void {
  const yes = (holds: boolean): string => (holds ? 'yes' : 'NO');
  const timed = rows.some(({ executions }) => executions !== null);
  const heading = [
    'flaw',
    'advisory',
    'detected',
    'silent',
    'benign',
    ...(timed ? ['executions'] : []),
    'oracle',
  ];
  const cells = rows.map(({ flaw, detected, silentWhenFixed, benignWorks, executions }) => [
    flaw.id,
    flaw.advisory,
    yes(detected),
    yes(silentWhenFixed),
    yes(benignWorks),
    ...(timed ? [executions === null ? '-' : String(executions)] : []),
    flaw.oracles.join(', '),
  ]);
  const table = columns([heading, ...cells], (cell, column, row) => {
    if (row === 0) return terminal.style('heading', cell);
    if (column === 0) return terminal.style('name', cell);
    return cell === 'NO' ? terminal.style('bad', cell) : cell;
  });
  for (const line of table) terminal.line(line);
  terminal.line();
  for (const { flaw, problem } of rows) if (problem !== null) terminal.line(`${flaw.id}: ${problem}`);
  if (failed === 0)
    terminal.line(terminal.style('good', `All ${rows.length} would be noticed, and nothing else is.`));
  else terminal.line(terminal.style('bad', `${failed} of ${rows.length} are not as they should be.`));
}

type Accounts = ReturnType<typeof accountForCatalogue>;

function catalogueRows({ rows }: Accounts, json: JsonLines): void {
  for (const account of rows) json.row('catalogue', { ...account });
}

const figuresLine = ({ rows, byFlaw, byHardening, alias, policy, outOfScope }: Accounts['figures']): string =>
  `${rows} catalogue rows: ${byFlaw} by past bugs, ${byHardening} by hardenings, ${alias} the same as another row, ` +
  `${policy} by policy checks, ${outOfScope} out of scope; all accounted for.`;

function showCatalogue({ rows, figures }: Accounts, terminal: Terminal): void {
  const cells = rows.map(({ row, ids, title, by, standsFor, reason }) => [
    row,
    ids[0] ?? '-',
    title,
    [by === 'out of scope' ? by : standsFor.join(', '), ...(reason === null ? [] : [reason])]
      .filter((text) => text !== '')
      .join(': '),
  ]);
  const table = columns([['row', 'id', 'what', 'stands for it'], ...cells], (cell, column, row) => {
    if (row === 0) return terminal.style('heading', cell);
    return column === 0 ? terminal.style('name', cell) : cell;
  });
  for (const line of table) terminal.line(line);
  terminal.line();
  terminal.line(figuresLine(figures));
}
