import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../campaign/package-root.ts';
import type { Action } from '../../program/program.ts';
import { growingCount, program } from '../../report/testing/run.ts';

/** What somebody may put where a text can be, each against another reader; `\n` where a text may have lines. */
export const ATTACKS = Object.freeze({
  terminal: '\x1b[31mred\x1b]0;title\x07\x9b2J\r\b\x7f',
  order: 'a\u202egnp.exe\u2066\u200b\ufeff\u2028\u2029',
  markup: '</title></td>]]>--><script>alert(1)</script><img src=x onerror=alert(1)>&lt;',
  workflow: '\n::error::owned\n  ::add-mask::x\n::set-output name=a::b%0A%0D\n##[error]x ##vso[task.x]',
  expression: '$' + '{{ secrets.X }} $(touch owned) `id` $HOME',
  markdown: '\n# owned\n| a | b |\n[x](javascript:1) ![y](//e.example) @all ```\n> <b>',
  quotes: `"'\\'"\\\n\`\${x}*/ // `,
  formula: '\n=cmd|calc!A0\n+1\n-1\n@SUM(A1)',
  tap: '\nnot ok 9 owned\nBail out!\nend_of_record',
  half: '\ud800',
} as const);

/** All of them in one. */
export const HOSTILE_TEXT = Object.values(ATTACKS).join(' ');

/** Parts of it that fit, so that each attack is somewhere. */
const pieces = (length: number): string[] => Object.values(ATTACKS).map((text) => text.slice(0, length));

/** Programs of hostile texts: an attack of XSA-155 among nodes, attributes and paths that root and guest wrote. */
export const hostileProgram = program([
  ...growingCount.actions,
  ...pieces(64).flatMap((value): Action[] => [
    { do: 'node', guest: 0, name: value.slice(0, 32), value },
    { do: 'backendNode', guest: 0, name: value.slice(0, 32), value },
    { do: 'sysfs', attribute: 'quirks', value },
    { do: 'sysfs', attribute: 'permissive', value },
    { do: 'moduleParameter', name: value.slice(0, 32), value },
    { do: 'xenstore', guest: 0, by: 'dom0', access: 'write', path: `{frontend}/${value}`, value },
  ]),
]);

/** A dump whose every text is hostile, and which loads: C0 controls are refused, others are not. */
export function hostileDump(): string {
  const text = readFileSync(join(packageRoot(), 'corpus/devices/e1000e.lspci'), 'utf8');
  const line = HOSTILE_TEXT.replace(/\p{Cc}/gu, (char) => (char < '\x80' ? ' ' : char));
  return text
    .replace(/^(01:00\.0 ).*$/m, `$1${line.replaceAll('$', '$$$$')}`)
    .replace(/^\tSubsystem: .*$/m, `\tSubsystem: ${line.replaceAll('$', '$$$$')}`)
    .replace(/^\tKernel.*$/m, `\tKernel driver in use: ${line.replaceAll('$', '$$$$')}`);
}
