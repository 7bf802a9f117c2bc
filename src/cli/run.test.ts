import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rig } from './testing/fake-io.ts';

const usage = /^pciback-rig: [^\n]+: [^\n]+; [^\n]+\n$/;

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']], [['help', 'help']]])(
    '%j shows every command',
    async (argv) => {
      const { code, stdout, stderr } = await rig(argv);
      expect([code, stderr]).toEqual([0, '']);
      for (const name of ['device', 'list', 'doctor']) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    },
  );

  test('every command has --help with examples, and --json', async () => {
    const { stdout } = await rig(['--help']);
    const names = [...(stdout.split('Commands:')[1]?.matchAll(/^ {2}([a-z]+) /gm) ?? [])].map(
      (match) => match[1] as string,
    );
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      const help = await rig([name, '--help']);
      expect([name, help.code, help.stderr]).toEqual([name, 0, '']);
      expect(help.stdout).toContain('--json');
      expect(help.stdout).toMatch(/Examples:\n {2}\$ .*pciback-rig/);
      expect((await rig(['help', name])).stdout).toBe(help.stdout);
    }
  });

  test('the help fits the terminal', async () => {
    const { stdout } = await rig(['device', '--help'], { isTty: true, columns: 60 });
    for (const line of stdout.split('Examples:')[0]?.split('\n') ?? [])
      expect(line.length).toBeLessThanOrEqual(60);
  });

  test('the version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await rig(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await rig(['-V'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    // Behind a command it is the command's: a version of the kernel.
    expect(await rig(['build', 'linux', '--version', '5.10'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('mistakes: exactly one line on standard error, 2, nothing on standard output', () => {
  test.each([
    [['lst'], "there is no command 'lst'; did you mean 'list'? see"],
    [['lst', '--help'], "did you mean 'list'?"],
    [['help', 'devise'], "did you mean 'device'?"],
    [[''], "there is no command ''"],
    [['--jsn', 'list'], "there is no option '--jsn'"],
    [
      ['device', '--jsom', 'x'],
      "device: there is no option '--jsom'; did you mean '--json'? see `pciback-rig device --help`",
    ],
    [['device', '--profile'], 'needs a value'],
    [['device', '--profile', 'hardend', 'x'], "did you mean 'hardened'?"],
    [['device', '--flaw', 'xsa-120-comand', 'x'], "did you mean 'xsa-120-command'?"],
    [['list'], 'list: it needs a WHAT; see `pciback-rig list --help`'],
    [['list', 'target'], "did you mean 'targets'?"],
    [['list', 'targets', 'flaws'], 'more operands than it takes'],
    [['doctor', 'now'], 'more operands than it takes'],
    [['\u001b[2J'], "there is no command '\\x1b[2J'"],
  ])('%j', async (argv, part) => {
    const { code, stdout, stderr } = await rig(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(usage);
    expect(stderr).toContain(part);
  });
});

test('a fault of our own: one line, 78', async () => {
  const failing = {
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw new TypeError('broken');
    },
  };
  const { code, stdout, stderr } = await rig(['device', '-'], { stdin: failing });
  expect([code, stdout]).toEqual([78, '']);
  expect(stderr).toMatch(/^pciback-rig: internal error: TypeError: broken; [^\n]*report[^\n]*\n$/);
});

test('the script begins with a line for the shell', () => {
  expect(readFileSync('src/cli/main.ts', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
