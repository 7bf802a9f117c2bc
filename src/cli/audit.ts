import type { Command } from 'commander';
import {
  Audit,
  type AuditRow,
  type AuditVerdict,
  auditRow,
  auditSubjects,
  auditVerdicts,
  flawsOf,
} from '../campaign/audit.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import { regressLibrary } from '../campaign/regress.ts';
import { type Build, cacheFolder } from '../executor/linux/build/cache.ts';
import { realCommands } from '../executor/linux/build/commands.ts';
import { linuxExecutor, profileOf } from '../executor/linux/linux-executor.ts';
import { visible } from '../report/visible-text.ts';
import { buildTree } from './build-linux.ts';
import { unknownName } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { chooseBuild, nameOfBuild } from './linux-choice.ts';
import { oneByOne } from './one-by-one.ts';
import { columns, Terminal } from './terminal.ts';

interface Options {
  readonly tree?: string;
  readonly linuxBuild?: string;
  readonly version?: string;
}

/** `audit`: every attack against the user's own driver. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'audit [advisory...]',
      summary: 'run every known attack against a Linux driver of yours',
      description:
        'Builds the driver of a kernel tree (as `build linux --tree` does; what that needs is not got in passing), runs ' +
        'the attack of each past bug (corpus/regress) against it, and says of each advisory whether the driver is ' +
        'probably vulnerable to it: whether an oracle that notices the bug fires for another reason than a weakness that ' +
        'every driver of that version has. SKIP, with the reason, is what was in the hypervisor, in the kernel around the ' +
        'driver, or has no attack. Probably, because an attack may miss a bug that a patch has moved.\n\nExit status: 0 ' +
        'probably vulnerable to nothing, 1 to something.',
      examples: [
        ['audit --tree ~/linux', 'your own checkout'],
        ['audit --linux-build 6.12/checked XSA-155 XSA-157', 'two advisories, against a build there is'],
        ['audit --tree ~/linux --json', 'for a program'],
      ],
    },
    (call) => audit(call, context.io),
  )
    .option('--tree <folder>', 'kernel tree, or folder of the driver')
    .option('--version <version>', 'kernel of the headers (default: the nearest to the tree)')
    .option('--linux-build <name>', 'a build there is, instead of a tree (default: the checked one)');
}

async function audit({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const subjects = chooseSubjects(operands);
  const build = chooseDriver(options, io);
  const library = regressLibrary();
  const profile = profileOf(build);
  const executor = linuxExecutor({ build, library, cache: cacheFolder(io.env) });
  const rows: AuditRow[] = [];
  const json = options.json ? new JsonLines(io.stdout) : undefined;
  const terminal = new Terminal(io);
  if (json === undefined)
    terminal.line(`${visible(nameOfBuild(build))}: ${visible(build.source)}, headers of ${build.headers}`);
  let interrupted = false;
  try {
    const runner = new Audit(executor, library, profile, knownWeaknesses(profile));
    interrupted = await oneByOne(subjects, io, ({ advisory, rows: catalogueRows }) => {
      const row = auditRow(
        advisory,
        catalogueRows,
        flawsOf(catalogueRows).map((flaw) => runner.of(flaw)),
      );
      rows.push(row);
      json?.row('case', { ...row });
    });
  } finally {
    executor.close();
  }
  const count = (wanted: AuditVerdict): number => rows.filter(({ verdict }) => verdict === wanted).length;
  const byVerdict = Object.fromEntries(auditVerdicts.map((verdict) => [verdict, count(verdict)]));
  if (json !== undefined)
    json.summary('audit', { build: nameOfBuild(build), cases: rows.length, byVerdict, interrupted });
  else show(rows, terminal);
  if (interrupted) return ExitCode.Interrupted;
  return count('vulnerable') > 0 ? ExitCode.Failed : ExitCode.Ok;
}

/** @throws UsageError */
function chooseDriver({ linuxBuild, tree, version }: Options, io: Io): Build {
  if (tree === undefined) {
    if (version !== undefined)
      throw new UsageError('--version', 'it chooses the headers for a tree', 'add --tree DIR');
    return chooseBuild(linuxBuild === undefined ? {} : { linuxBuild }, io.env);
  }
  if (linuxBuild !== undefined)
    throw new UsageError('--linux-build', 'a tree is named as well', 'leave one of the two out');
  const builds = buildTree(tree, version === undefined ? {} : { version }, io, realCommands);
  const checked = builds.find(({ variant }) => variant === 'checked');
  if (checked === undefined) throw new Error('a tree was built without its checked variant');
  return checked;
}

/** @throws UsageError for what is no advisory of the catalogue */
function chooseSubjects(names: readonly string[]): ReturnType<typeof auditSubjects> {
  const all = auditSubjects();
  const wanted = names.map((name) => name.toLowerCase());
  const has = (subject: (typeof all)[0], name: string): boolean =>
    subject.rows.some((row) => [row.row, ...row.ids].some((id) => id.toLowerCase() === name));
  for (const [at, name] of wanted.entries())
    if (!all.some((subject) => has(subject, name)))
      throw unknownName(
        'audit',
        'advisory',
        names[at] as string,
        all.map(({ advisory }) => advisory),
        'pciback-rig regress --catalogue',
      );
  return all.filter((subject) => wanted.length === 0 || wanted.some((name) => has(subject, name)));
}

/** Characters of a title in the table; `--json` has all of it. */
const MOST_TITLE = 48;

const words: Readonly<Record<AuditVerdict, string>> = {
  vulnerable: 'probably VULNERABLE',
  'not vulnerable': 'probably not vulnerable',
  SKIP: 'SKIP',
};

function show(rows: readonly AuditRow[], terminal: Terminal): void {
  const table = columns(
    [
      ['advisory', 'verdict', 'what', 'evidence'],
      ...rows.map(({ advisory, evidence, title, verdict }) => [
        advisory,
        words[verdict],
        title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 3)}...` : title,
        visible(evidence),
      ]),
    ],
    (cell, column, row) => {
      if (row === 0) return terminal.style('heading', cell);
      if (column === 0) return terminal.style('name', cell);
      return cell === words.vulnerable ? terminal.style('bad', cell) : cell;
    },
  );
  for (const line of table) terminal.line(line);
  terminal.line();
  const bad = rows.filter(({ verdict }) => verdict === 'vulnerable');
  const judged = rows.filter(({ verdict }) => verdict !== 'SKIP').length;
  if (bad.length === 0)
    terminal.line(terminal.style('good', `Probably vulnerable to none of the ${judged} that were judged.`));
  for (const { advisory } of bad) terminal.line(terminal.style('bad', `probably vulnerable to ${advisory}`));
}
