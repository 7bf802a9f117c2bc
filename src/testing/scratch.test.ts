import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchFolders } from './scratch.ts';

const gone: string[] = [];
afterAll(() => {
  expect(gone).toHaveLength(3);
  expect(gone.filter(existsSync)).toEqual([]);
});

describe('a folder for many tests', () => {
  const folder = scratchFolder();
  it('is there', () => {
    writeFileSync(join(folder, 'left'), '');
    gone.push(folder);
  });
  it('keeps what the one before left', () => {
    expect(existsSync(join(folder, 'left'))).toBe(true);
  });
});

describe('a folder for each test', () => {
  let folder: string;
  scratchFolders((made) => {
    folder = made;
  });
  it.each([1, 2])('is empty (%i)', () => {
    expect(existsSync(join(folder, 'left'))).toBe(false);
    writeFileSync(join(folder, 'left'), '');
    gone.push(folder);
  });
});
