import { expect, test } from 'vitest';
import type { Io } from './io.ts';
import { columns, Terminal, wantsColour } from './terminal.ts';

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('terminal %s with %j: colours %s', (isTty, env, colour) => {
  expect(wantsColour({ isTty, env })).toBe(colour);
});

function terminal(isTty: boolean, width = 40): { terminal: Terminal; text(): string } {
  let text = '';
  const io = {
    isTty,
    columns: width,
    env: {},
    stdout: { write: (part: string) => (text += part) },
  } as unknown as Io;
  return { terminal: new Terminal(io), text: () => text };
}

test('styles are escapes on a terminal, and nothing elsewhere', () => {
  expect(terminal(true).terminal.style('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(terminal(true).terminal.style('bad', '')).toBe('');
  expect(terminal(false).terminal.style('bad', 'x')).toBe('x');
});

test('foreign text is cut to the rest of a line on a terminal only', () => {
  const long = 'n'.repeat(100);
  expect(terminal(true, 60).terminal.rest(long, 20)).toBe(`${'n'.repeat(37)}...`);
  expect(terminal(false).terminal.rest(long, 20)).toBe(long);
  expect(terminal(false).terminal.rest('\u001b'.repeat(5000), 0).length).toBeLessThan(500);
});

test('columns line up, whatever the paint', () => {
  const rows = [
    ['a', 'bbb', 'c'],
    ['aaaa', 'b', ''],
  ];
  expect(columns(rows)).toEqual(['a     bbb  c', 'aaaa  b']);
  expect(columns(rows, (cell, column) => (column === 0 ? `<${cell}>` : cell))).toEqual([
    '<a>     bbb  c',
    '<aaaa>  b',
  ]);
  expect(columns([])).toEqual([]);
});
