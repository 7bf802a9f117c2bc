import type { Command } from 'commander';
import { visible } from '../report/visible-text.ts';
import { oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { columns, Terminal } from './terminal.ts';
import { type Kind, kinds, type Thing } from './things.ts';

/** `list`: what there is. */
export function register(program: Command, context: CommandContext): void {
  addCommand(
    program,
    context,
    {
      usage: 'list <what>',
      summary: 'list targets, flaws, rules, devices, executors, profiles, oracles or hardenings',
      description: `WHAT is one of ${Object.keys(kinds).join(', ')}.\nWith PCIBACK_RIG_DEVICES set to a folder of dumps, its devices are listed as well.`,
      examples: [
        ['list targets', 'what `fuzz` can run'],
        ['list flaws --json', 'past bugs with advisory, CVE and fix, for a program'],
        ['list devices', 'names that --device takes'],
      ],
    },
    (call) => list(call, context.io),
  );
}

async function list({ operands: [what = ''], options }: Invocation<object>, io: Io): Promise<ExitCode> {
  oneOf('list', 'kind', what, Object.keys(kinds), 'pciback-rig list --help');
  const kind = kinds[what] as Kind;
  const things = await kind.things(io);
  if (options.json) {
    const json = new JsonLines(io.stdout);
    for (const { fields } of things) json.row(kind.type, fields);
    json.summary('list', { what, count: things.length });
  } else showThings(what, kind, things, new Terminal(io));
  return ExitCode.Ok;
}

function showThings(
  what: string,
  { note, foreign }: Kind,
  things: readonly Thing[],
  terminal: Terminal,
): void {
  if (things.length === 0) terminal.line(`There are no ${what}.`);
  const rows = things.map(({ cells }) => cells.map(visible));
  const used = Math.max(0, ...rows.map((cells) => cells.slice(0, -1).join('  ').length)) + 2;
  if (foreign) for (const cells of rows) cells.push(terminal.rest(cells.pop() ?? '', used));
  for (const line of columns(rows, (cell, column) => (column === 0 ? terminal.style('name', cell) : cell))) {
    terminal.line(line);
  }
  if (note !== undefined && things.length > 0)
    terminal.line(terminal.style('faint', `\n${things.length} ${what}: ${note}`));
}
