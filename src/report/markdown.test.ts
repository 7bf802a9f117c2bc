import { describe, expect, it } from 'vitest';
import { codeBlock, codeSpan, plainText } from './markdown.ts';

describe('foreign text in Markdown', () => {
  it('cannot leave its code span', () => {
    expect(codeSpan('a')).toBe('`a`');
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`x``')).toBe('``` `x`` ```');
    expect(codeSpan('a\nb')).toBe('`a\\x0ab`');
  });

  it('cannot leave its code block', () => {
    expect(codeBlock('one\n```\ntwo\n')).toBe('````text\none\n```\ntwo\n````');
    expect(codeBlock('\x1b[2J')).toBe('```text\n\\x1b[2J\n```');
  });

  it('is no markup in a sentence', () => {
    expect(plainText('<script> [a](b) | # *x*')).toBe('\\<script\\> \\[a\\](b) \\| \\# \\*x\\*');
  });
});
