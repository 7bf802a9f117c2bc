import type { Command } from 'commander';
import { visible } from '../report/visible-text.ts';
import { addCommand, type CommandContext } from './command.ts';
import { type Check, checkMachine } from './doctor-checks.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { type Style, Terminal } from './terminal.ts';

const labels: Readonly<Record<Check['state'], { text: string; style: Style }>> = Object.freeze({
  ok: { text: 'yes', style: 'good' },
  missing: { text: 'no', style: 'warning' },
  'not-yet': { text: 'not yet', style: 'faint' },
});

/** `doctor`: what this machine can run. Never fails: what is missing is told, with the command that brings it. */
export function register(program: Command, { io, finish }: CommandContext): void {
  addCommand(
    program,
    { io, finish },
    {
      usage: 'doctor',
      summary: 'tell what this machine can run, and the command that enables the rest',
      examples: [
        ['doctor', 'look at this machine'],
        ['doctor --json', 'the same for a program'],
      ],
    },
    ({ options }) => {
      const checks = checkMachine(io.env);
      if (options.json) tell(checks, new JsonLines(io.stdout));
      else show(checks, io);
      return ExitCode.Ok;
    },
  );
}

function tell(checks: readonly Check[], json: JsonLines): void {
  for (const { name, title, state, detail, enable } of checks)
    json.row('check', { name, title, state, detail, enable });
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  json.summary('doctor', {
    checks: checks.length,
    ok: count('ok'),
    missing: count('missing'),
    notYet: count('not-yet'),
  });
}

function show(checks: readonly Check[], io: Io): void {
  const terminal = new Terminal(io);
  const width = Math.max(...checks.map(({ title }) => title.length));
  for (const { title, state, detail, enable } of checks) {
    const { text, style } = labels[state];
    terminal.line(`${title.padEnd(width)}  ${terminal.style(style, text.padEnd(7))}  ${visible(detail)}`);
    if (enable !== null)
      terminal.line(`${' '.repeat(width)}           $ ${terminal.style('name', visible(enable))}`);
  }
}
