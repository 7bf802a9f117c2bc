import { spawnSync } from 'node:child_process';
import type { Fence } from './markdown.ts';

/** A command line of a document. */
export interface DocumentedCommand {
  /** Without comments; several lines where the shell needs them. */
  readonly text: string;
  /** From 1, in the document. */
  readonly line: number;
  /** What the document says that it ends with; 0 where it says nothing. */
  readonly status: number;
}

const STATUS = /exit status (\d+)(?! if)/;

/** The command lines of a block of shell text, in order. @throws Error when the last is not whole */
export function commandsOf({ text, line: first }: Fence): DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let pending: string[] = [];
  let comments = '';
  for (const [at, whole] of text.split('\n').entries()) {
    const { code, comment } = splitComment(whole);
    // A comment is about the commands that follow it, up to an empty line.
    if (whole.trim() === '') comments = '';
    comments += ` ${code.trim() === '' ? comment : ''}`;
    if (code.trim() === '') continue;
    pending.push(code.trimEnd());
    const command = pending.join('\n');
    if (!isWhole(command)) continue;
    const said = STATUS.exec(comment) ?? STATUS.exec(comments);
    commands.push({
      text: command.trim(),
      line: first + at - pending.length + 1,
      status: Number(said?.[1] ?? 0),
    });
    pending = [];
  }
  if (pending.length > 0) throw new Error(`line ${first}: not a whole command: ${pending.join(' ')}`);
  return commands;
}

/** A `#` at the beginning of a word and outside of quotes begins a comment. */
function splitComment(line: string): { readonly code: string; readonly comment: string } {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '#' && (at === 0 || /\s/.test(line[at - 1] as string)))
      return { code: line.slice(0, at), comment: line.slice(at + 1) };
  }
  return { code: line, comment: '' };
}

const isWhole = (command: string): boolean =>
  !/\\$/.test(command) && spawnSync('bash', ['-n', '-c', command]).status === 0;
