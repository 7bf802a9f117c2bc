import { expect, it } from 'vitest';
import { html, lines, trusted } from './markup.ts';

it('escapes every value, in text and in attributes', () => {
  expect(html`<p title="${'"><script>'}">${"<b>&'"}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p>',
  );
});

it('shows what would not be seen', () => {
  expect(html`${'a\u001b[31m\u202eb\nc'}`.text).toBe('a\\x1b[31m\\u{202e}b\\x0ac');
});

it('takes markup as it is, lists one after the other, and leaves out nothing', () => {
  const rows = ['<', trusted('<br>'), 3];
  expect(html`${rows}${undefined}${null}${false}${html`<i>${'&'}</i>`}`.text).toBe('&lt;<br>3<i>&amp;</i>');
});

it('keeps the line breaks of text that has lines', () => {
  expect(lines('a <\n\tb\r\n').text).toBe('a &lt;\n\\x09b\\x0d\n');
});
