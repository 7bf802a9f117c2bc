import { codeOf, functionAt, type Span } from './c-text.ts';
import type { Edit } from './edit.ts';

/** Edits of one function of one file. */
export interface Change {
  readonly file: string;
  readonly function: string;
  readonly edits: readonly Edit[];
  /** Definitions of our own that the function needs; in front of the whole file's first function that is changed. */
  readonly needs?: string;
}

/** How a past bug is put back into the driver's own files: identifiers and text of ours, nothing of the kernel's. */
export interface Rewrite {
  /** The model's flaw that it stands for. */
  readonly flaw: string;
  readonly changes: readonly Change[];
  /** In what it is not the past bug as it was, where it is not. */
  readonly note?: string;
}

/** The driver's files are not as a rewrite expects: one line with flaw, file, function and what is missing. */
export class RewriteError extends Error {
  override readonly name = 'RewriteError';
}

interface Place extends Span {
  readonly text: string;
}

/**
 * Puts past bugs into source files.
 * @param sources texts by file name
 * @returns the files that changed, by name; each line stays on its number
 * @throws RewriteError when a function is not there, or not as many places as there must be
 */
export function rewritten(
  sources: ReadonlyMap<string, string>,
  rewrites: readonly Rewrite[],
): Map<string, string> {
  const result = new Map<string, string>();
  for (const { changes, flaw } of rewrites) {
    for (const change of changes) {
      const { file } = change;
      const text = result.get(file) ?? sources.get(file);
      if (text === undefined) throw new RewriteError(`${flaw}: the driver has no file ${file}`);
      result.set(file, changed(text, change, flaw));
    }
  }
  return result;
}

function changed(text: string, { edits, file, function: name, needs }: Change, flaw: string): string {
  const code = codeOf(text);
  const found = functionAt(code, name);
  if (found === undefined) throw new RewriteError(`${flaw}: ${file} has no function ${name}`);
  const places: Place[] = edits.flatMap((edit) => {
    const spans = edit.find(code, found.body);
    if (spans.length !== edit.times) throw new RewriteError(missing(flaw, file, name, edit, spans.length));
    return spans.map((span) => ({ ...span, text: edit.becomes(text.slice(span.from, span.to)) }));
  });
  if (needs !== undefined) {
    const from = beginOf(code, found.name.from);
    places.push({ from, to: from, text: `${needs} ` });
  }
  places.sort((a, b) => b.from - a.from);
  return places.reduce(replaced, text);
}

function missing(flaw: string, file: string, name: string, { times, what }: Edit, found: number): string {
  const reason =
    found === 0
      ? 'this tree already lacks what the past bug lacked, or does it in another way'
      : 'this tree does it in another way';
  return `${flaw}: ${file}: ${name} must have ${what} ${count(times)} and has it ${count(found)}: ${reason}`;
}

const count = (times: number): string =>
  times === 1 ? 'once' : times === 0 ? 'not at all' : `${times} times`;

/** Lines keep their numbers: as many as there were. */
function replaced(text: string, { from, to, text: now }: Place): string {
  const lines = (part: string): number => part.split('\n').length - 1;
  const lost = lines(text.slice(from, to)) - lines(now);
  return text.slice(0, from) + now + '\n'.repeat(Math.max(0, lost)) + text.slice(to);
}

/** Beginning of the definition that a name is part of: behind what ends before it. */
function beginOf(code: string, name: number): number {
  const before = Math.max(code.lastIndexOf('}', name), code.lastIndexOf(';', name)) + 1;
  return before + (/^\s*/.exec(code.slice(before))?.[0].length ?? 0);
}
