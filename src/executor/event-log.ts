import type { Clock } from '../platform/clock.ts';
import type { Ev, Recorder } from '../platform/recorder.ts';
import type { Scheduler } from '../platform/scheduler.ts';

/** Numbers per record: code, virtual time, task, a, b, c, d, e. */
export const STRIDE = 8;

/** One record in readable form. */
export interface LogRecord {
  readonly code: Ev;
  /** Microseconds of virtual time. */
  readonly time: number;
  /** Id of the task that was running; 0 outside tasks. */
  readonly task: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
}

/** A table of record kinds, 1 for those given: lets a pass over all records skip at once what it does not want. */
export function kindTable(...codes: Ev[]): Uint8Array {
  const table = new Uint8Array(KINDS);
  for (const code of codes) table[code] = 1;
  return table;
}

/** Above every record code. */
const KINDS = 64;
/** Records there is room for at first. */
const FIRST_RECORDS = 4096;
/** Most records one execution may leave; a longer one is cut and marked. */
const MAX_RECORDS = 1 << 18;
/** Texts remembered from one execution to the next. */
const MAX_KNOWN_TEXTS = 4096;

/** A text, and its id in the execution that used it last. */
interface KnownText {
  id: number;
  execution: number;
}

/** Everything one execution reported, as flat numbers: appending allocates nothing. */
export class EventLog implements Recorder {
  /** Records in order, {@link STRIDE} numbers each; only the first `length` records are valid. */
  data = new Float64Array(FIRST_RECORDS * STRIDE);
  /** The code of each record once more, close together: for passes that look for a few kinds. */
  codes = new Uint8Array(FIRST_RECORDS);
  length = 0;
  /** True when records were dropped because the log was full. */
  truncated = false;
  wordByWord = false;
  /** Texts of this execution by id, in the order of their first use; only the first `textCount` are valid. */
  private readonly texts: string[] = [''];
  private textCount = 1;
  private readonly knownTexts = new Map<string, KnownText>();
  private execution = 0;
  /** Records of each kind, by code: tells at once that there is nothing of a kind to look for. */
  readonly counts = new Uint32Array(KINDS);
  private clock: Pick<Clock, 'now'> = { now: 0 };
  private scheduler: Pick<Scheduler, 'current'> = { current: undefined };

  /** Empties the log and ties it to the machine whose time and task it stamps. */
  begin(clock: Clock, scheduler: Scheduler, wordByWord: boolean): void {
    this.clock = clock;
    this.scheduler = scheduler;
    this.length = 0;
    this.truncated = false;
    this.counts.fill(0);
    this.wordByWord = wordByWord;
    this.textCount = 1;
    this.execution++;
    if (this.knownTexts.size > MAX_KNOWN_TEXTS) this.knownTexts.clear();
  }

  /**
   * Makes room for what another process recorded: `count` records, which the caller checks and writes to {@link data},
   * {@link codes} and {@link counts} (all 0 now), and the texts with ids 1, 2, ...
   */
  open(count: number, texts: readonly string[], truncated: boolean): void {
    while (this.codes.length < count) if (!this.grow(Number.POSITIVE_INFINITY)) break;
    this.length = count;
    this.truncated = truncated;
    this.counts.fill(0);
    this.execution++;
    for (let i = 0; i < texts.length; i++) this.texts[i + 1] = texts[i] as string;
    this.textCount = texts.length + 1;
  }

  emit(code: Ev, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    let at = this.length * STRIDE;
    if (at >= this.data.length && !this.grow()) return;
    const { codes, counts, data } = this;
    const task = this.scheduler.current;
    codes[this.length++] = code;
    (counts[code] as number)++;
    data[at++] = code;
    data[at++] = this.clock.now;
    data[at++] = task === undefined ? 0 : task.id;
    data[at++] = a;
    data[at++] = b;
    data[at++] = c;
    data[at++] = d;
    data[at] = e;
  }

  /** True when there are records of this kind. */
  has(code: Ev): boolean {
    return this.counts[code] !== 0;
  }

  text(value: string): number {
    let known = this.knownTexts.get(value);
    if (known === undefined) {
      known = { id: 0, execution: -1 };
      this.knownTexts.set(value, known);
    }
    if (known.execution === this.execution) return known.id;
    known.id = this.textCount++;
    known.execution = this.execution;
    this.texts[known.id] = value;
    return known.id;
  }

  /** Text behind an id; empty for 0. */
  textOf(id: number): string {
    return id < this.textCount ? (this.texts[id] ?? '') : '';
  }

  /** The greatest id that {@link text} gave out; 0 none. */
  get lastText(): number {
    return this.textCount - 1;
  }

  record(index: number): LogRecord {
    const at = index * STRIDE;
    const [code, time, task, a, b, c, d, e] = this.data.subarray(at, at + STRIDE) as unknown as number[];
    return { code: code as Ev, time, task, a, b, c, d, e } as LogRecord;
  }

  *records(): Generator<LogRecord, void, void> {
    for (let i = 0; i < this.length; i++) yield this.record(i);
  }

  /** All records as they lie in {@link data}; valid until the next execution. */
  values(): Float64Array {
    return this.data.subarray(0, this.length * STRIDE);
  }

  /** True when it has just these records, as {@link values} gave them in another execution. */
  holds(values: Float64Array): boolean {
    const { data } = this;
    if (values.length !== this.length * STRIDE) return false;
    for (let i = 0; i < values.length; i++) if (!Object.is(values[i], data[i])) return false;
    return true;
  }

  /** A copy that outlives the next execution. */
  snapshot(): EventLog {
    const copy = new EventLog();
    copy.data = this.data.slice(0, this.length * STRIDE);
    copy.codes = this.codes.slice(0, this.length);
    copy.length = this.length;
    copy.truncated = this.truncated;
    copy.counts.set(this.counts);
    for (const text of this.texts.slice(1, this.textCount)) copy.text(text);
    return copy;
  }

  private grow(limit = MAX_RECORDS): boolean {
    if (this.codes.length >= limit) {
      this.truncated = true;
      return false;
    }
    const larger = new Float64Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
    const moreCodes = new Uint8Array(this.codes.length * 2);
    moreCodes.set(this.codes);
    this.codes = moreCodes;
    return true;
  }
}
