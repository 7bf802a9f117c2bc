import { edgeCounters, edgeTotal } from './edge-counters.ts';

export interface EdgeOptions {
  /** Tell apart how often an edge was taken: once, twice, 3, 4-7, 8-15, 16-31, 32-127 times, or more. */
  readonly buckets: boolean;
}

/** The counters of a core that counts, and the edges they have shown so far. */
export class EdgeMap {
  /** Edges there are. */
  readonly total: number;
  /** Edges that some execution took. */
  covered = 0;
  private readonly counters: Uint8ClampedArray;
  /** The counters, four at a time. */
  private readonly words: Uint32Array;
  /** What was seen of each counter: all bits without buckets, else a bit for each. */
  private readonly seen: Uint32Array;
  private readonly buckets: boolean;

  /** @throws RangeError unless the counters' length is a multiple of four */
  constructor(counters: Uint8ClampedArray, total: number, { buckets }: EdgeOptions = { buckets: false }) {
    this.counters = counters;
    this.words = new Uint32Array(counters.buffer, counters.byteOffset, counters.length / 4);
    this.seen = new Uint32Array(this.words.length);
    this.total = total;
    this.buckets = buckets;
  }

  /** Forgets what was counted since; to be called before an execution. */
  clear(): void {
    this.words.fill(0);
  }

  /** Takes in what was counted since {@link clear}; how many edges, or buckets of edges, it is the first to show. */
  add(): number {
    const { words, seen, buckets } = this;
    let fresh = 0;
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number;
      if (word === 0) continue;
      const marks = buckets ? bucketMarks(word) : word;
      if ((marks & ~(seen[at] as number)) !== 0) fresh += this.addWord(at, marks);
    }
    return fresh;
  }

  /** What was counted since {@link clear}, kept. */
  counts(): Uint8ClampedArray {
    return this.counters.slice();
  }

  /** Was an edge taken by any execution? */
  isCovered(id: number): boolean {
    return seenByte(this.seen, id) !== 0;
  }

  private addWord(at: number, marks: number): number {
    let fresh = 0;
    for (let byte = 0; byte < 32; byte += 8) {
      const mark = (marks >>> byte) & 0xff;
      const seen = ((this.seen[at] as number) >>> byte) & 0xff;
      if ((mark & ~seen) === 0) continue;
      fresh++;
      if (seen === 0) this.covered++;
      this.seen[at] = (this.seen[at] as number) | ((this.buckets ? mark : 0xff) << byte);
    }
    return fresh;
  }
}

/** The edges of this build's core, or undefined when it does not count. */
export function edgesOfBuild(options?: EdgeOptions): EdgeMap | undefined {
  return edgeTotal === 0 ? undefined : new EdgeMap(edgeCounters, edgeTotal, options);
}

const seenByte = (seen: Uint32Array, id: number): number =>
  ((seen[id >> 2] as number) >>> ((id & 3) * 8)) & 0xff;

/** Smallest count of each bucket but the first (0). */
const BUCKETS = [1, 2, 3, 4, 8, 16, 32, 128] as const;

/** By count, a bit for its bucket. */
const marks = Uint8Array.from({ length: 256 }, (_, count) =>
  count === 0 ? 0 : 1 << BUCKETS.findLastIndex((least) => count >= least),
);

/** The same for four counts at once. */
const bucketMarks = (word: number): number =>
  (marks[word & 0xff] as number) |
  ((marks[(word >>> 8) & 0xff] as number) << 8) |
  ((marks[(word >>> 16) & 0xff] as number) << 16) |
  ((marks[word >>> 24] as number) << 24);
