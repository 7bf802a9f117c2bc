import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch.ts';
import { MAX_DUMP_BYTES, readDumpStream, readDumpText } from './dump-text.ts';

const folder = scratchFolder();

test('a file is read whole, over several chunks', () => {
  const file = join(folder, 'long');
  const text = 'é0123456789abcdef\n'.repeat(200_000);
  writeFileSync(file, text);
  expect(readDumpText(file)).toBe(text);
});

test('a file of 100 MB is refused at once', () => {
  const file = join(folder, 'huge');
  writeFileSync(file, '');
  truncateSync(file, 100_000_000);
  const begin = performance.now();
  expect(() => readDumpText(file)).toThrow(`${file}: it is larger than 64 MiB; `);
  expect(performance.now() - begin).toBeLessThan(1000);
});

test('an endless stream is refused at the limit, and left', async () => {
  let given = 0;
  let left = false;
  async function* endless(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for (;;) {
        given += 1 << 20;
        yield new Uint8Array(1 << 20);
      }
    } finally {
      left = true;
    }
  }
  await expect(readDumpStream(endless(), 'standard input')).rejects.toThrow(
    'standard input: it is larger than 64 MiB',
  );
  expect(given).toBeLessThanOrEqual(MAX_DUMP_BYTES + (2 << 20));
  expect(left).toBe(true);
});

test('a stream of text and of bytes, characters cut by chunks', async () => {
  async function* parts(): AsyncGenerator<Uint8Array | string, void, void> {
    const bytes = Buffer.from('é!');
    yield 'a';
    yield bytes.subarray(0, 1);
    yield bytes.subarray(1);
  }
  expect(await readDumpStream(parts(), 'x')).toBe('aé!');
});
