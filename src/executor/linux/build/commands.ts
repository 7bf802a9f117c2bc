import { execFileSync } from 'node:child_process';

/** Runs programs; tests give one of their own. */
export interface Commands {
  /** What a program printed. @throws CommandError */
  run(program: string, args: readonly string[], cwd?: string): string;
  readonly isRoot: boolean;
}

/** A program that was not there, or said no. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly isMissing: boolean;

  constructor(line: string, problem: string, isMissing: boolean) {
    super(`${line}: ${problem}`);
    this.isMissing = isMissing;
  }
}

/** Longest time for one program, milliseconds: a download over a slow line. */
const TIMEOUT_MS = 30 * 60_000;

export const realCommands: Commands = {
  isRoot: process.getuid?.() === 0,
  run(program, args, cwd) {
    try {
      return execFileSync(program, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 1 << 26,
        timeout: TIMEOUT_MS,
        env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
        ...(cwd === undefined ? {} : { cwd }),
      });
    } catch (error) {
      const { stderr, message, code } = error as { stderr?: string; message: string; code?: string };
      const said = (stderr ?? '').trim().split('\n').at(-1) ?? '';
      throw new CommandError([program, ...args].join(' '), said || message, code === 'ENOENT');
    }
  },
};

/** What it printed, or undefined when it could not be run or failed. */
export function tryRun(commands: Commands, program: string, args: readonly string[]): string | undefined {
  try {
    return commands.run(program, args);
  } catch {
    return undefined;
  }
}
