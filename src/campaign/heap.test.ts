import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { HEAP_FLAG } from './heap.ts';

/** Some tens of megabytes that stay, and garbage that lives long enough to get to the old generation; the peak once it is under way. */
const WORK = `
  const stay = Array.from({ length: 600_000 }, (_, i) => ({ i, list: [i] }));
  const ring = new Array(200_000);
  let peak = 0;
  for (let i = 0; i < 8_000_000; i++) {
    ring[i % ring.length] = { i, list: [i] };
    if (i > 4_000_000 && i % 100_000 === 0) peak = Math.max(peak, process.memoryUsage().heapTotal);
  }
  console.log(peak + 0 * stay.length);
`;

const peakOf = (script: string): number =>
  Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));

it('keeps the heap near what is alive, although it is set while the program runs', () => {
  const set = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('${HEAP_FLAG}');`;
  expect(peakOf(`${set} ${WORK}`)).toBeLessThan(0.75 * peakOf(WORK));
});
