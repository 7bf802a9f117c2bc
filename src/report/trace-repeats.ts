/** One line of a trace before it is laid out. */
export interface TraceLine {
  /** Microseconds since the program began. */
  readonly time: number;
  /** Who acts: `worker dom1`, `interrupt`. */
  readonly who: string;
  readonly depth: number;
  readonly text: string;
  /** What has to be the same for the line to count as a repetition; by default the text. */
  readonly key?: string;
  /** Something from outside begins here; groups are cut before such lines where there is one. */
  readonly start?: true;
  /** Headings stand alone and are never repetitions. */
  readonly heading?: true;
}

/** Longest group of lines that is looked for, and how often it must follow itself to be folded. */
const LONGEST = 40;
const FEWEST = 4;
/** What comes so long after the line before it, in microseconds, is told anew. */
const PAUSE_USEC = 1_000_000;

/** Folds groups of lines that repeat themselves: the first is kept, a line tells how often the same follows. */
export function foldRepeats(lines: readonly TraceLine[]): TraceLine[] {
  const ids = identify(lines);
  const folded: TraceLine[] = [];
  for (let i = 0; i < lines.length; ) {
    const { period, times } = bestRepeat(ids, i);
    const skip = times < FEWEST ? 1 : toStart(lines, i, period);
    if (skip > 0) {
      folded.push(...lines.slice(i, i + skip));
      i += skip;
      continue;
    }
    const end = i + period * times;
    folded.push(...lines.slice(i, i + period), foldedLine(lines, end - period, end, times - 1));
    i = end;
  }
  return folded;
}

/** Equal numbers for equal lines without a long pause between them; every heading has its own. */
function identify(lines: readonly TraceLine[]): number[] {
  const known = new Map<string, number>();
  return lines.map(({ time, who, depth, text, key = text, heading }, index) => {
    if (heading) return -1 - index;
    if (time - (lines[index - 1]?.time ?? time) >= PAUSE_USEC) known.clear();
    const full = `${who}\n${depth}\n${key}`;
    const id = known.get(full) ?? index;
    known.set(full, id);
    return id;
  });
}

/** The group beginning at `at` whose repetitions cover most lines; the shortest of those. */
function bestRepeat(ids: readonly number[], at: number): { period: number; times: number } {
  let best = { period: 1, times: 1 };
  for (let period = 1; period <= LONGEST && at + period < ids.length; period++) {
    if (ids[at] !== ids[at + period]) continue;
    let length = 0;
    while (at + period + length < ids.length && ids[at + length] === ids[at + period + length]) length++;
    const times = 1 + Math.floor(length / period);
    if (times >= FEWEST && times * period > best.times * best.period) best = { period, times };
  }
  return best;
}

/** Lines before the first of the group that begins something; 0 when the group begins there, or nowhere. */
function toStart(lines: readonly TraceLine[], at: number, period: number): number {
  const start = lines.slice(at, at + period).findIndex((line) => line.start);
  return Math.max(0, start);
}

/** `... the 15 lines above 254 times more (last: copy of the request: ...)` */
function foldedLine(lines: readonly TraceLine[], from: number, to: number, more: number): TraceLine {
  const last = lines[to - 1] as TraceLine;
  const varying = lines.slice(from, to).find(({ key }) => key !== undefined);
  const tail = varying === undefined ? '' : ` (last: ${varying.text})`;
  const what = to - from === 1 ? 'the line above' : `the ${to - from} lines above`;
  return { time: last.time, who: '', depth: last.depth, text: `... ${what} ${more} times more${tail}` };
}
