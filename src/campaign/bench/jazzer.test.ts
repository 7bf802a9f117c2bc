import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../../testing/scratch.ts';
import { findJazzer } from './jazzer.ts';

let folder: string;
let core: string;
scratchFolders((made) => {
  folder = made;
  core = join(folder, 'node_modules', '@jazzer.js', 'core');
});

function install(text: string): void {
  mkdirSync(join(core, 'dist'), { recursive: true });
  writeFileSync(join(core, 'package.json'), JSON.stringify({ main: 'dist/core.js' }));
  writeFileSync(join(core, 'dist', 'core.js'), text);
}

describe('looking for Jazzer.js', () => {
  it('finds one that loads, beside it its command', async () => {
    install('exports.startFuzzing = () => {};');
    expect(await findJazzer([join(folder, 'any.js')])).toEqual({ cli: join(core, 'dist', 'cli.js') });
  });

  it('says why one does not load, without where it is', async () => {
    install("throw new Error('libc.so.6: version GLIBC_9 not found (required by ' + __filename + ')');");
    expect(await findJazzer([join(folder, 'any.js')])).toEqual({
      reason: 'Jazzer.js does not load: libc.so.6: version GLIBC_9 not found',
    });
  });

  it('says when there is none', async () => {
    expect(await findJazzer([join(folder, 'any.js')])).toEqual({
      reason: expect.stringMatching(/not installed/),
    });
  });
});
