/** Takes text: a stream of the process, or a test's buffer. */
export interface Output {
  write(text: string): unknown;
}

/** Gives bytes or text; `isTTY` when somebody types there. */
export interface Input extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean | undefined;
}

/** The outside world of a command: everything a command may touch besides files. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  /** Standard output is a terminal: progress and colours make sense. */
  readonly isTty: boolean;
  /** Width of the terminal, characters; 80 when unknown. */
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Wall clock, milliseconds; for durations shown to people. */
  now(): number;
  /** Milliseconds since 1970, for files that people and other programs read; absent: the system's. */
  date?(): number;
  /** Folder where commands leave results unless told otherwise; absent: only where an option names a file. */
  readonly reports?: string;
  /** The command line, without the interpreter and the script. */
  readonly argv?: readonly string[];
  /**
   * Calls `handler` when the user interrupts (Ctrl-C) or the system ends the process; it then goes on until the
   * command ends by itself. A second interrupt ends it at once.
   * @returns takes the handler away again
   */
  onInterrupt(handler: () => void): () => void;
}
