import { describe, expect, test } from 'vitest';
import { conventional, failure, header, plain } from '../testing/dump-text.ts';
import { parseDump } from './parse.ts';

describe('annotations', () => {
  const annotated = (...lines: string[]) =>
    [header, ...lines.map((line) => `# pciback-rig: ${line}`), ...conventional].join('\n');

  test('say what lspci cannot', () => {
    const text = annotated(
      'irq 300',
      'region 0 io address=0xc000 size=32',
      'region 6 rom size=0x800 prefetch 64bit',
      'writable 0004: 07 05',
      'w1c 0007: f9',
      'power-on 0004: 00 04',
    );
    const [fn] = parseDump(text, 'a').functions;
    expect(fn?.irq).toBe(300);
    expect(fn?.regions).toEqual([
      { index: 0, kind: 'io', address: 0xc000, size: 32, is64: false, prefetchable: false },
      { index: 6, kind: 'rom', address: 0, size: 2048, is64: true, prefetchable: true },
    ]);
    expect([
      fn?.masks?.writable[4],
      fn?.masks?.writable[5],
      fn?.masks?.w1c[7],
      fn?.masks?.w1c.length,
    ]).toEqual([7, 5, 0xf9, 256]);
    expect([fn?.powerOn?.[4], fn?.powerOn?.[5], fn?.powerOn?.[0]]).toEqual([0, 4, 0x22]);
  });

  test('unknown ones are skipped with a warning', () => {
    expect(parseDump(annotated('colour blue'), 'a').warnings).toEqual([
      { line: 2, text: "unknown annotation 'colour' skipped" },
    ]);
  });

  test.each([
    ['region 13 mem size=1'],
    ['region 0 port size=1'],
    ['region 0 mem size=99999999999999999999'],
    ['region 0 mem colour=blue'],
    ['writable'],
    ['writable 0010: zz'],
    ['w1c ffff: 00'],
    ['irq many'],
    ['vf-of 99'],
    ['vf-of 01:00.0 x'],
    ['machine -1'],
  ])('%s is malformed', (line) => {
    expect(failure(annotated(line))).toMatchObject({ line: 2 });
  });

  test('need a function', () => {
    expect(failure(`# pciback-rig: irq 3\n${plain}`).problem).toMatch(/before any function/);
  });
});
