import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Missed {
  readonly file: string;
  readonly what: string;
  readonly reason: string;
}

const root = new URL('../../', import.meta.url);
const missed = JSON.parse(readFileSync(new URL('missed.json', import.meta.url), 'utf8')) as readonly Missed[];

it('lists what the suites do not reach, each once and with a reason', () => {
  expect(missed.length).toBeGreaterThan(0);
  expect(new Set(missed.map(({ file, what }) => `${file} ${what}`)).size).toBe(missed.length);
  for (const { file, reason } of missed) {
    expect(existsSync(new URL(file, root)), file).toBe(true);
    expect(reason, file).not.toBe('');
  }
});

it('names lines that are still there', () => {
  const gone = missed.filter(({ file, what }) => !readFileSync(new URL(file, root), 'utf8').includes(what));
  expect(gone).toEqual([]);
});
