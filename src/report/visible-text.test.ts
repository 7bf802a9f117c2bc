import { describe, expect, it, test } from 'vitest';
import { quoted, visible, visibleCut, visibleJson } from './visible-text.ts';

describe('foreign text', () => {
  it('shows controls, escapes, bidi marks, zero-width characters and halves of pairs', () => {
    expect(visible('a\n\x1b[31mb\x7f\x85')).toBe('a\\x0a\\x1b[31mb\\x7f\\x85');
    expect(visible('\u202eabc\u200b\u2028\ud800')).toBe('\\u{202e}abc\\u{200b}\\u{2028}\\u{d800}');
  });

  it('leaves what can be seen as it is', () => {
    expect(visible('Gerät 0000:01:00.0 – 日本 🙂')).toBe('Gerät 0000:01:00.0 – 日本 🙂');
  });

  it('cannot end its quotes or fake an escape', () => {
    expect(quoted('a" = "b')).toBe('"a\\" = \\"b"');
    expect(quoted('\\x0a')).toBe('"\\\\x0a"');
    expect(quoted('7\n')).toBe('"7\\x0a"');
  });

  it('is cut by what is shown', () => {
    expect(visibleCut('\x00\x00\x00', 8)).toBe('\\x00\\...');
    expect(visibleCut('short', 8)).toBe('short');
  });
});

test.each([
  ['plain text, ümläut, 漢字 and emoji 🙂', 'plain text, ümläut, 漢字 and emoji 🙂'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['\u009b31m', '\\x9b31m'],
  ['two\nlines\r\ttab\u0007\u007f', 'two\\x0alines\\x0d\\x09tab\\x07\\x7f'],
  ['\u202eevil\u202c', '\\u{202e}evil\\u{202c}'],
  ['\u2066x\u2069\u200e\u200b\ufeff', '\\u{2066}x\\u{2069}\\u{200e}\\u{200b}\\u{feff}'],
  ['a\u2028b', 'a\\u{2028}b'],
  ['\u{e0041}tag', '\\u{e0041}tag'],
  ['half \ud800', 'half \\u{d800}'],
])('%j is shown', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('cutting counts characters and never cuts one', () => {
  expect(visibleCut('abcdef', 6)).toBe('abcdef');
  expect(visibleCut('abcdefg', 6)).toBe('abc...');
  expect(visibleCut('🙂🙂🙂🙂🙂', 4)).toBe('🙂...');
});

test('JSON keeps its meaning and shows nothing dangerous', () => {
  const value = { name: 'a\u202e\u009b\u{e0041}\u007f"\\\n é🙂' };
  const json = visibleJson(JSON.stringify(value));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toMatch(/^[ -~é🙂]*$/u);
});
