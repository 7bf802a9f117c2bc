import { visible } from './visible-text.ts';

/** Text as a code span, whatever it holds. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const gap = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** What GitHub's runner obeys when it stands at the beginning of a line of a job's log, blanks aside. */
const WORKFLOW_COMMAND = /^(\s*):(?=:)/;

/** Lines as a code block, whatever they hold. The text's own line breaks are kept. */
export function codeBlock(text: string): string {
  const lines = text.replace(/\n+$/, '').split('\n').map(visible);
  const shown = lines.map((line) => line.replace(WORKFLOW_COMMAND, '$1\\x3a')).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** Text in a sentence: what Markdown or HTML would take for its own is escaped. */
export function plainText(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&');
}

/** Backticks in a row. */
function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
