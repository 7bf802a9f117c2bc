import { Command } from 'commander';
import { expect, it } from 'vitest';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { npmCommand } from './npm-command.ts';

async function told(words: readonly string[], action: () => ExitCode = () => ExitCode.Failed) {
  let stderr = '';
  const io = { env: {}, stderr: { write: (text: string) => (stderr += text) } } as unknown as Io;
  const parser = new Command('x').option('--runs <n>').exitOverride();
  parser.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  const main = (given: readonly string[]): ExitCode => {
    parser.parse([...given], { from: 'user' });
    return action();
  };
  const code = await npmCommand('mutants:x', main, words, io);
  return { code, stderr };
}

it('exits with what the script says', async () => {
  expect(await told([])).toEqual({ code: ExitCode.Failed, stderr: '' });
});

it('is done when help was shown', async () => {
  expect(await told(['--help'])).toEqual({ code: ExitCode.Ok, stderr: '' });
});

it('says a wrong option in one line that names the script', async () => {
  const { code, stderr } = await told(['--rums']);
  expect(code).toBe(ExitCode.Usage);
  expect(stderr).toMatch(
    /^pciback-rig: mutants:x: unknown option '--rums'.*; see npm run mutants:x -- --help\n$/s,
  );
});

it('says bad input and its own faults as every command does', async () => {
  const bad = await told([], () => {
    throw new UsageError('a.json', 'is empty', 'write something');
  });
  expect(bad).toEqual({ code: ExitCode.Usage, stderr: 'pciback-rig: a.json: is empty; write something\n' });
  const broken = await told([], () => {
    throw new TypeError('no');
  });
  expect([broken.code, broken.stderr.includes('internal error: TypeError: no')]).toEqual([
    ExitCode.RigFailed,
    true,
  ]);
});
