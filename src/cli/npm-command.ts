import { ExitCode, reportError, UsageError } from './errors.ts';
import type { Io } from './io.ts';

type Main = (words: readonly string[]) => ExitCode | Promise<ExitCode>;

/**
 * Runs what an npm script stands for; its errors are told as those of `pciback-rig` are.
 * @param name of the script: `coverage:merged`
 * @returns what to exit with
 */
export async function npmCommand(
  name: string,
  main: Main,
  words: readonly string[],
  io: Io,
): Promise<ExitCode> {
  try {
    return await main(words);
  } catch (error) {
    return tell(name, error, io);
  }
}

function tell(name: string, error: unknown, io: Io): ExitCode {
  const { code, message } = error as { code?: unknown; message: string };
  if (code === 'commander.helpDisplayed') return ExitCode.Ok;
  if (typeof code !== 'string' || !code.startsWith('commander.')) return reportError(error, io);
  const what = message.replace(/^error: /, '');
  return reportError(new UsageError(name, what, `see npm run ${name} -- --help`), io);
}
