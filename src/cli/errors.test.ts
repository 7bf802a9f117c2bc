import { describe, expect, test } from 'vitest';
import { DeviceChoiceError } from '../campaign/device-choice-error.ts';
import { DumpError } from '../platform/pci/dump/error.ts';
import { ExitCode, reportError, UsageError } from './errors.ts';
import type { Io } from './io.ts';

function report(error: unknown, env: Io['env'] = {}): { code: number; stderr: string } {
  let stderr = '';
  const io = { env, stderr: { write: (text: string) => (stderr += text) } } as unknown as Io;
  return { code: reportError(error, io), stderr };
}

test('the exit statuses are those of the design', () => {
  expect(Object.values(ExitCode)).toEqual([0, 1, 2, 77, 78, 130]);
});

describe("the user's mistakes: one line, 2", () => {
  test.each([
    [
      new UsageError('--time', "'x' is no duration", 'write one like 60s'),
      "--time: 'x' is no duration; write one like 60s",
    ],
    [
      new DumpError('a.lspci', 12, 'the line is cut off', 'paste it whole'),
      'a.lspci:12: the line is cut off; paste it whole',
    ],
    [new DumpError('a.lspci', 0, 'the dump is empty', 'make one'), 'a.lspci: the dump is empty; make one'],
    [
      new DeviceChoiceError('e1000f', 'there is no such device', 'see the list', 'e1000f', [
        'e1000e',
        'nvme',
      ]),
      "e1000f: there is no such device; did you mean 'e1000e'? see the list",
    ],
  ])('%s', (error, line) => {
    expect(report(error)).toEqual({ code: 2, stderr: `pciback-rig: ${line}\n` });
  });

  test('names cannot smuggle escapes or lines in', () => {
    const { stderr } = report(new UsageError('a\u001b[2J\nb.lspci', 'bad\u202e', 'mend it'));
    expect(stderr).toBe('pciback-rig: a\\x1b[2J\\x0ab.lspci: bad\\u{202e}; mend it\n');
  });
});

describe('our own: one line, 78', () => {
  test.each([
    [new TypeError('x is\nnot a function')],
    ['thrown text'],
    [undefined],
    [new Error('y'.repeat(10_000))],
  ])('%s', (error) => {
    const { code, stderr } = report(error);
    expect(code).toBe(78);
    expect(stderr).toMatch(/^pciback-rig: internal error: [^\n]{1,600}; [^\n]*please report it[^\n]*\n$/);
    expect(stderr).not.toContain('    at ');
  });

  test('the trace is there for who asks', () => {
    expect(report(new Error('x'), { PCIBACK_RIG_TRACE: '1' }).stderr).toContain('    at ');
  });
});
