import { Child } from './child.ts';
import { type Hello, readHello, writeGreeting } from './hello.ts';
import { Message, messageName } from './protocol.ts';
import { SaidTexts } from './texts.ts';
import { ByteReader, ByteWriter, ProtocolError } from './wire.ts';

export interface LinkOptions {
  /** What starts the executor, for `sh -c`. */
  readonly command: string;
  /** Told to the executor, which may heed it. */
  readonly profile?: string;
  /** Longest time for one answer, milliseconds; default 10 000. */
  readonly timeout?: number;
  /** Longest time until it can be talked to, milliseconds; default 30 000. */
  readonly startTimeout?: number;
}

/** The executor cannot be started, or refuses to work: one line that says what, and what it said itself. */
export class ExecutorFailure extends Error {
  override readonly name = 'ExecutorFailure';
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_START_MS = 30_000;

/** A process that has said Hello, and the frames to and from it. It is started again by {@link restart}. */
export class Link {
  readonly hello: Hello;
  /** One for each edge: what the last set-up or program took. A multiple of four, as `EdgeMap` wants it. */
  readonly counters: Uint8ClampedArray;
  /** What it has said so far. */
  readonly said = new SaidTexts();
  /** Requests are written here, then sent by {@link send}. */
  readonly out = new ByteWriter();
  private readonly options: LinkOptions;
  private child: Child;

  /** Starts the process. @throws ExecutorFailure */
  constructor(options: LinkOptions) {
    this.options = options;
    [this.child, this.hello] = start(options);
    this.counters = new Uint8ClampedArray(4 * Math.ceil(this.hello.edges / 4));
  }

  /** Ends the process as it is and starts another. @throws ExecutorFailure */
  restart(): void {
    this.child.drop();
    this.out.take();
    this.said.clear();
    [this.child] = start(this.options);
  }

  /** Ends the process. */
  close(): void {
    this.child.close();
  }

  /** Something was said that nobody asked for. */
  get hasMore(): boolean {
    return this.child.hasMore;
  }

  /** Sends what was written to {@link out}. @throws ChildEnded */
  send(): void {
    this.child.send(this.out.take());
  }

  /** The next frame, which must be of this type. @throws ChildEnded, ProtocolError */
  receive(wanted: Message): ByteReader {
    const [type, from] = this.frame();
    if (type === wanted) return from;
    throw new ProtocolError(`${messageName(type)} where ${messageName(wanted)} was due`);
  }

  /** The next frame. @throws ChildEnded, ProtocolError */
  frame(): [type: number, rest: ByteReader] {
    const frame = this.child.receive();
    const type = frame[0] as number;
    const from = new ByteReader(frame.subarray(1), messageName(type));
    if (type === Message.Failed) throw new ProtocolError(`it gave up: ${from.text()}`);
    return [type, from];
  }
}

function start(options: LinkOptions): [Child, Hello] {
  const { command, profile = '', startTimeout = DEFAULT_START_MS, timeout = DEFAULT_TIMEOUT_MS } = options;
  let child: Child | undefined;
  try {
    child = new Child(command, startTimeout);
    const greeting = new ByteWriter();
    writeGreeting(greeting, { profile });
    child.send(greeting.take());
    const frame = child.receive();
    if (frame[0] === Message.Failed)
      throw new ProtocolError(new ByteReader(frame.subarray(1), 'Failed').text());
    if (frame[0] !== Message.HelloOk)
      throw new ProtocolError(`it begins with ${messageName(frame[0] as number)}, not with HelloOk`);
    const hello = readHello(new ByteReader(frame.subarray(1), 'HelloOk'));
    child.timeout = timeout;
    return [child, hello];
  } catch (error) {
    child?.drop();
    const problem = error instanceof Error ? error.message : String(error);
    throw new ExecutorFailure(`the executor '${command}' does not start: ${problem}`);
  }
}
