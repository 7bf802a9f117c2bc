import { EdgeMap } from '../edges.ts';

/** What any worker took of the core's edges, as a map of the main thread's. */
export class UnionEdges {
  readonly map: EdgeMap;
  private readonly counters: Uint8ClampedArray;

  constructor(total: number) {
    this.counters = new Uint8ClampedArray(Math.ceil(total / 4) * 4);
    this.map = new EdgeMap(this.counters, total);
  }

  /** @param covered a byte for each edge, not 0 where it was taken */
  add(covered: Uint8Array): void {
    this.counters.set(covered);
    this.map.add();
  }
}
