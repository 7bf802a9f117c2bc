import { describe, expect, it } from 'vitest';
import { quoted, visible, visibleCut } from './visible-text.ts';

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
