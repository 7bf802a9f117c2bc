/**
 * One counter for each edge of the core, by id, and how many edges there are. None here: the build puts a module in
 * this one's place in `dist/covered`, where the code of `src/backend` and `src/host` counts (docs/coverage-counters.md).
 */
export const edgeCounters = new Uint8ClampedArray(0);
export const edgeTotal: number = 0;
