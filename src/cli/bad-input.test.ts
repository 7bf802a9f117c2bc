import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { scratchFolders } from '../testing/scratch.ts';
import { makeFolders } from './output-place.ts';
import { rig } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const good = `{
  "format": "pciback-rig program",
  "version": 1,
  "profile": "linux-6.1",
  "flaws": ["xsa-155-msix-count"],
  "setup": {"topology":"vpci","guests":1,"devices":[{"name":"e1000e","guest":0}],"start":"connected"},
  "actions": [
    {"do":"op","cmd":0,"offset":4,"size":2},
    {"do":"op","cmd":0}
  ]
}
`;
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
/** The one line on standard error, without the program and the folder. */
async function complaint(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await rig(words);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  return stderr.replace('pciback-rig: ', '').replaceAll(`${folder}/`, '').trimEnd();
}

describe.each(['repro', 'minimize'])('%s tells the line of', (command) => {
  test.each([
    ['a comma too many', good.replace('[\n', '[,\n'), '7: this is not JSON'],
    ['a file cut off', good.slice(0, 200), '6: this is not JSON'],
    ['an unknown field', good.replace('"cmd":0}', '"cmd":0,"x":1}'), '9: actions[1]: Unrecognized key: "x"'],
    ['an unknown field above', good.replace('"version"', '"bogus": 0,\n"version"'), '3: the whole file: Unr'],
    ['a number out of range', good.replace('"cmd":0}', '"cmd":-1}'), '9: actions[1].cmd: '],
    ['a field that is missing', good.replace(',"cmd":0}', '}'), '9: actions[1].cmd: '],
    ['an unknown device', good.replace('e1000e', 'e1000f'), "6: 'e1000f': there is no shipped device"],
    ['a dump that is not there', good.replace('e1000e', 'x.lspci'), '6: '],
    ['a guest too many', good.replace('"guest":0', '"guest":1'), "6: setup.devices[0]: 'e1000e' is given to"],
    ['an unknown profile', good.replace('linux-6.1', 'linux-7'), "4: there is no profile 'linux-7'"],
    ['an unknown flaw', good.replace('msix-count', 'nosuch'), "5: there is no flaw 'xsa-155-nosuch'"],
  ])('%s', async (_what, text, line) => {
    expect(await complaint(command, put('p.json', text))).toContain(`p.json:${line}`);
    expect(readdirSync(folder)).toEqual(['p.json']);
  });

  test.each([
    ['an empty file', '', 'the file is empty'],
    ['a binary file', '{\0}', 'this is a binary file'],
    ['a huge file', ' '.repeat(17 << 20), 'the file is larger than 16 MiB'],
  ])('%s: none', async (_what, text, line) => {
    expect(await complaint(command, put('p.json', text))).toContain(`p.json: ${line}`);
  });

  it('a name that is empty, or a folder: none', async () => {
    expect(await complaint(command, '')).toContain("'': there is no such file");
    expect(await complaint(command, folder)).toContain('this is a folder');
  });
});

it('a flaw of the command line is not blamed on the file', async () => {
  expect(await complaint('repro', put('p.json', good), '--flaw', 'nosuch')).toMatch(/^--flaw: /);
});

it('a byte order mark is no mistake', async () => {
  expect((await rig(['repro', put('p.json', `\ufeff${good}`), '--runs', '1'])).code).not.toBe(2);
});

describe('--baseline', () => {
  it('tells file and line', async () => {
    const text = '{"format": "pciback-rig baseline",\n"version": 1,\n"profile": 7,\n"known": []}';
    expect(await complaint('fuzz', '--baseline', put('b.json', text))).toContain('b.json:3: profile: ');
    expect(await complaint('fuzz', '--baseline', put('b.json', '{\n]'))).toContain('b.json:2: ');
    expect(await complaint('fuzz', '--baseline', folder)).toContain('this is a folder');
  });
});

describe('a place that cannot be written', () => {
  const place = (): string => join(put('plain', 'x'), 'below', 'findings');

  it('is told of before the campaign begins', async () => {
    const line = await complaint('fuzz', '--runs', '5', '--findings', place());
    expect(line).toContain('plain/below/findings: it cannot be written (');
    expect(await complaint('fuzz', '--findings', put('plain', 'x'))).toContain(
      'plain: it cannot be written (',
    );
    expect(await complaint('fuzz', '--findings', '')).toContain('--findings: the name is empty');
    expect(readFileSync(join(folder, 'plain'), 'utf8')).toBe('x');
  });

  it('is told of by minimize', async () => {
    const file = put(
      'p.json',
      good
        .replace('"cmd":0,"offset":4,"size":2', '"cmd":1,"offset":4,"size":2,"value":327')
        .replace('"cmd":0}', '"cmd":0,"offset":4,"size":1}'),
    );
    expect(await complaint('minimize', file, '--output', folder)).toContain('this is a folder');
    expect(await complaint('minimize', file, '--output', '')).toContain('--output: the name is empty');
    expect(await complaint('minimize', file, '--output', place())).toContain(
      'findings: it cannot be written (',
    );
    expect(readdirSync(folder).sort()).toEqual(['p.json', 'plain']);
  });

  it('does not keep the rig for ever where the system says nonsense', () => {
    makeFolders(join(folder, 'a', 'b'));
    makeFolders(join(folder, 'a', 'b'));
    expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
    mkdirSync(join(folder, 'c'));
    if (process.platform === 'linux')
      expect(() => makeFolders('/proc/nosuch/below')).toThrow(/ENOENT|EACCES/);
  });
});
