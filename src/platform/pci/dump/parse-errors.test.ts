import { describe, expect, test } from 'vitest';
import { conventional, endpoint, failure, header, plain } from '../testing/dump-text.ts';
import { decodeDump } from './decode.ts';
import { parseDump } from './parse.ts';

describe('errors name place, problem and remedy', () => {
  const cut = (lines: number) => [header, ...conventional.slice(0, lines)].join('\n');
  const swap = (line: number, text: string) =>
    [header, ...conventional.map((l, i) => (i === line ? text : l))].join('\n');

  test.each([
    ['empty', '', 0, /empty/],
    ['blank', ' \n\t\n', 0, /empty/],
    ['other text', 'Dear all,\n00:15 is too early for me.\n', 0, /no PCI function/],
    ['a list of functions', '00:03.0 Ethernet\n00:04.0 VGA\n', 1, /no configuration bytes/],
    ['bytes without an address', conventional.join('\n'), 1, /before the line with the address/],
    ['a cut line', `${cut(8)}\n80: 00 01 02`, 10, /3 bytes instead of 16/],
    ['a cut offset', `${cut(8)}\n80:`, 10, /0 bytes instead of 16/],
    ['a line too long', swap(2, `${conventional[2]} 00`), 4, /17 bytes instead of 16/],
    ['a cut function', cut(10), 11, /cut off after 0xa0 of 0x100/],
    ['a cut function before another', `${cut(5)}\n${plain}`, 6, /cut off after 0x50 of 0x100/],
    [
      'a cut extended space',
      ['00:01.0 x', ...endpoint.slice(0, 100)].join('\n'),
      101,
      /cut off after 0x640 of 0x1000/,
    ],
    ['a missing line', swap(5, ''), 8, /0x50 to 0x5f are missing/],
    ['a line twice', swap(5, conventional[4] as string), 7, /0x40 come twice/],
    [
      'a second function without address',
      `${plain}${conventional.join('\n')}`,
      18,
      /another function without/,
    ],
    [
      'a letter for a digit',
      swap(5, (conventional[5] as string).replace(' 00', ' o0')),
      7,
      /'o0 00 .*' is no hex byte/,
    ],
    ['a damaged byte', swap(5, `${(conventional[5] as string).slice(0, -2)}zz`), 7, /'zz' is no hex byte/],
    [
      'more than 4096 bytes',
      ['00:01.0 x', ...endpoint, `1000: ${conventional[0]?.slice(4)}`].join('\n'),
      258,
      /more than 4096/,
    ],
    ['NUL characters', `${header}\n\u0000\u0000`, 2, /binary \(character 0x00\)/],
  ])('%s', (_, text, line, problem) => {
    const error = failure(text);
    expect(error.problem).toMatch(problem);
    expect(error.line).toBe(line);
    expect(error.remedy).not.toBe('');
    expect(error.message).toBe(
      `a.lspci${error.line > 0 ? `:${error.line}` : ''}: ${error.problem}; ${error.remedy}`,
    );
    expect(error.message).not.toContain('\n');
  });

  test('functions without bytes beside others are left out with one warning', () => {
    const { functions, warnings } = parseDump(`00:01.0 a\n00:02.0 b\n${plain}`, 'a');
    expect(functions).toHaveLength(1);
    expect(warnings).toEqual([{ line: 1, text: '2 function(s) without bytes left out, the first here' }]);
  });

  test('binary files and UTF-16 are told', () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
    expect(failure(decodeDump(png, 'a.lspci')).problem).toMatch(/binary/);
    expect(() => decodeDump(new Uint8Array([0xff, 0xfe, 0x30, 0]), 'a')).toThrow(/UTF-16/);
    expect(decodeDump(new TextEncoder().encode(plain), 'a')).toBe(plain);
  });

  test('huge texts and lines are refused at once', () => {
    const began = performance.now();
    expect(failure('x'.repeat(64 * 1024 * 1024 + 1)).problem).toMatch(/larger than 64 MiB/);
    expect(failure(`${header}\n${'0'.repeat(64 * 1024 + 1)}`)).toMatchObject({
      line: 2,
      problem: expect.stringMatching(/64 KiB/),
    });
    expect(() => decodeDump(new Uint8Array(64 * 1024 * 1024 + 1), 'a')).toThrow(/64 MiB/);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('time grows no faster than the text', () => {
    const lines = [
      'Region 0: Memory at '.repeat(3000),
      '[size='.repeat(9000),
      ' '.repeat(65000),
      '0'.repeat(65000),
      '00:'.repeat(20000),
    ];
    const text = [header, ...lines, ...lines, ...conventional].join('\n');
    const began = performance.now();
    expect(parseDump(text, 'a').functions).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
