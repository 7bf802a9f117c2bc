import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../testing/scratch.ts';
import { writeFileAtomically, writeFiles } from './write-files.ts';

let folder = '';
scratchFolders((made) => {
  folder = made;
});

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

describe('a directory of files', () => {
  it('is made with what is above it, and nothing else', () => {
    writeFiles(
      join(folder, 'findings', 'one'),
      new Map<string, string | Uint8Array>([
        ['a.md', 'text'],
        ['b.bin', Uint8Array.of(0, 255)],
      ]),
    );
    expect(readdirSync(join(folder, 'findings'))).toEqual(['one']);
    expect(readdirSync(join(folder, 'findings', 'one')).sort()).toEqual(['a.md', 'b.bin']);
    expect(read('findings', 'one', 'a.md')).toBe('text');
    expect([...readFileSync(join(folder, 'findings', 'one', 'b.bin'))]).toEqual([0, 255]);
  });

  it('is not there at all when writing one of its files fails', () => {
    const bad = [
      ['a.md', 'text'],
      ['b.md', Symbol('no content') as unknown as string],
    ] as const;
    expect(() => writeFiles(join(folder, 'one'), bad)).toThrow(TypeError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that exists keeps the files it had besides', () => {
    mkdirSync(join(folder, 'one'));
    writeFileSync(join(folder, 'one', 'notes.md'), 'mine');
    writeFileSync(join(folder, 'one', 'a.md'), 'old');
    writeFiles(join(folder, 'one'), [['a.md', 'new']]);
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['a.md', 'notes.md']);
    expect([read('one', 'a.md'), read('one', 'notes.md')]).toEqual(['new', 'mine']);
  });

  it.each(['', '.', '..', 'a/b', '../a', 'a\\b', 'a\0'])('takes no file called %j', (name) => {
    expect(() =>
      writeFiles(join(folder, 'one'), [
        ['ok', ''],
        [name, ''],
      ]),
    ).toThrow(RangeError);
    expect(existsSync(join(folder, 'one'))).toBe(false);
  });
});

describe('one file', () => {
  it('keeps its old content when it cannot be replaced', () => {
    writeFileAtomically(join(folder, 'a'), 'old');
    expect(() => writeFileAtomically(join(folder, 'a'), Symbol('no content') as unknown as string)).toThrow(
      TypeError,
    );
    expect(read('a')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves no temporary file when the place is taken by a directory', () => {
    mkdirSync(join(folder, 'a'));
    expect(() => writeFileAtomically(join(folder, 'a'), 'text')).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
