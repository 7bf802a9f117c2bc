import type { Io } from '../io.ts';
import { runCli } from '../run.ts';

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Somebody types on standard input. */
  readonly typing?: boolean;
  readonly isTty?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  /** A clock of its own, milliseconds. */
  readonly now?: () => number;
  /** Milliseconds since 1970. */
  readonly date?: () => number;
  /** Where results are left; absent: nowhere, so that no test writes among those of this repository. */
  readonly reports?: string;
  /** The user interrupts as soon as the command can be. */
  readonly interrupted?: boolean;
}

async function* once(value: string | Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield typeof value === 'string' ? Buffer.from(value) : value;
}

/** Runs a command line in surroundings of the test's making. */
export async function rig(argv: readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const {
    stdin = '',
    typing = false,
    isTty = false,
    columns = 80,
    env = {},
    now = () => 0,
    interrupted = false,
    date,
    reports,
  } = around;
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write(text: string): void {
      written[name] += text;
    },
  });
  const source = typeof stdin === 'string' || stdin instanceof Uint8Array ? once(stdin) : stdin;
  const io: Io = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: { isTTY: typing, [Symbol.asyncIterator]: () => source[Symbol.asyncIterator]() },
    isTty,
    columns,
    env,
    now,
    ...(date === undefined ? {} : { date }),
    ...(reports === undefined ? {} : { reports }),
    onInterrupt: (handler) => {
      if (interrupted) handler();
      return () => {};
    },
  };
  return { code: await runCli(argv, io), ...written };
}

/** Rows of `--json` output. @throws when a line is no JSON object */
export function rowsOf({ stdout }: Outcome): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
