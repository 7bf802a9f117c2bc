import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Build, cacheFolder, keyOf, knownBuilds, once, remember } from './cache.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'rig-cache-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

describe('the folder', () => {
  it('is the own one, else of XDG, else of the home', () => {
    const XDG_CACHE_HOME = '/x';
    expect(cacheFolder({ PCIBACK_RIG_CACHE: '/own', XDG_CACHE_HOME, HOME: '/h' })).toBe('/own');
    expect(cacheFolder({ PCIBACK_RIG_CACHE: '', XDG_CACHE_HOME, HOME: '/h' })).toBe('/x/pciback-rig');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe('/h/.cache/pciback-rig');
  });
});

describe('a key', () => {
  it('follows the C files, their names and the texts, and nothing else', () => {
    mkdirSync(join(cache, 'd'));
    const write = (name: string, text: string) => writeFileSync(join(cache, 'd', name), text);
    const key = (...texts: string[]) => keyOf([join(cache, 'd')], texts);
    write('a.c', '1');
    const first = key('flags');
    write('a.o', 'anything');
    expect(key('flags')).toBe(first);
    expect(key('other flags')).not.toBe(first);
    write('a.c', '2');
    expect(key('flags')).not.toBe(first);
  });
});

describe('a folder made once', () => {
  it('is there whole or not at all', () => {
    const fail = () =>
      once(cache, 'b', (folder) => {
        writeFileSync(join(folder, 'half'), '');
        throw new Error('broken off');
      });
    expect(fail).toThrow('broken off');
    expect(readdirSync(cache)).toEqual([]);
    const made = once(cache, 'b', (folder) => writeFileSync(join(folder, 'whole'), ''));
    expect(existsSync(join(made, 'whole'))).toBe(true);
    once(cache, 'b', () => {
      throw new Error('made a second time');
    });
  });
});

describe('builds', () => {
  const build = (program: string): Build => ({
    kernel: '6.1',
    variant: 'fast',
    headers: '6.1',
    source: 'linux-source-6.1 1',
    key: 'k',
    program,
  });

  it('are known while their program is there; what else lies about is passed over', () => {
    const program = join(cache, 'program');
    remember(cache, build(program));
    expect(knownBuilds({ PCIBACK_RIG_CACHE: cache })).toEqual([]);
    writeFileSync(program, '');
    writeFileSync(join(cache, 'linux-x-y.json'), '{');
    writeFileSync(join(cache, 'linux-z-y.json'), '{"kernel": 1}');
    expect(knownBuilds({ PCIBACK_RIG_CACHE: cache })).toEqual([build(program)]);
    expect(knownBuilds({ PCIBACK_RIG_CACHE: join(cache, 'nowhere') })).toEqual([]);
  });
});
