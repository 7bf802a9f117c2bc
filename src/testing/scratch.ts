import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';

const make = (): string => mkdtempSync(join(tmpdir(), 'pciback-rig-test-'));
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/**
 * A folder for all tests of the file or `describe` that asks for it; it goes with the last of them. Not for a suite that may be
 * skipped: vitest calls nothing at its end.
 */
export function scratchFolder(): string {
  const folder = make();
  afterAll(() => remove(folder));
  return folder;
}

/** Another folder for each test, which goes with it. @param use is told where it is, before the test */
export function scratchFolders(use: (folder: string) => void): void {
  let folder: string;
  beforeEach(() => {
    folder = make();
    use(folder);
  });
  afterEach(() => remove(folder));
}
