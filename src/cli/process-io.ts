import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';

const DEFAULT_COLUMNS = 80;

/** The process's own streams, environment, clock and signals. */
export function processIo(): Io {
  const { stdout, stderr, stdin } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endWhenNobodyReads);
  return {
    stdout,
    stderr,
    stdin,
    isTty: stdout.isTTY === true,
    columns: stdout.columns ?? DEFAULT_COLUMNS,
    env: process.env,
    reports: 'reports',
    argv: process.argv.slice(2),
    now: () => performance.now(),
    onInterrupt,
  };
}

/** `pciback-rig list rules | head`: the reader has gone, so there is nothing left to say. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(ExitCode.Ok);
}

function onInterrupt(handler: () => void): () => void {
  let interrupted = false;
  const listener = (): void => {
    if (interrupted) process.exit(ExitCode.Interrupted);
    interrupted = true;
    handler();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
