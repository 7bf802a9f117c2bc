/** C source as its rewrites see it: where functions, calls, conditions and assignments are. No parser: names and brackets. */

/** A range of a source text: `from` up to but without `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The text with comments, strings and preprocessor lines blanked, length and lines unchanged: what is found in it is
 * code, at the same place in the text.
 */
export function codeOf(text: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, blank)
    .replace(/^[ \t]*#(?:\\\r?\n|[^\n])*/gm, blank);
}

/** Place behind the bracket that closes the one at `at`; undefined where none does. */
export function behindBracket(code: string, at: number): number | undefined {
  const open = code[at] as string;
  const close = ({ '(': ')', '{': '}', '[': ']' } as Readonly<Record<string, string>>)[open];
  let depth = 0;
  for (let i = at; i < code.length; i++) {
    if (code[i] === open) depth++;
    else if (code[i] === close && --depth === 0) return i + 1;
  }
  return undefined;
}

/** Every place where a whole word stands, or one of several: `a|b`. */
export function wordsAt(code: string, words: string, { from, to }: Span): Span[] {
  return [...code.slice(from, to).matchAll(new RegExp(`\\b(?:${words})\\b`, 'g'))].map(
    ({ 0: { length }, index }) => ({ from: from + index, to: from + index + length }),
  );
}

/** Body of a function's definition, braces included, and where its name stands; undefined: it is not defined here. */
export function functionAt(code: string, name: string): { body: Span; name: Span } | undefined {
  for (const word of wordsAt(code, name, { from: 0, to: code.length })) {
    const open = skipBlanks(code, word.to);
    if (code[open] !== '(') continue;
    const behind = behindBracket(code, open);
    if (behind === undefined) continue;
    const brace = skipBlanks(code, behind);
    if (code[brace] !== '{') continue;
    const end = behindBracket(code, brace);
    if (end !== undefined) return { body: { from: brace, to: end }, name: word };
  }
  return undefined;
}

/** Names of the functions that are defined, without those that macros make. */
export function functionsIn(text: string): string[] {
  const code = codeOf(text);
  const names: string[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] !== '{') continue;
    const end = behindBracket(code, at);
    if (end === undefined) break;
    const name = /\b(\w+)\s*\([^{};]*\)\s*$/.exec(code.slice(0, at).slice(-600))?.[1];
    if (name !== undefined) names.push(name);
    at = end - 1;
  }
  return names;
}

/** Calls of a function, each from its name to its closing bracket. */
export function callsOf(code: string, name: string, within: Span): Span[] {
  return wordsAt(code, name, within).flatMap((word) => {
    const open = skipBlanks(code, word.to);
    const to = code[open] === '(' ? behindBracket(code, open) : undefined;
    return to === undefined ? [] : [{ from: word.from, to }];
  });
}

/** What stands between the brackets of each `if`, `while` and `for`. */
export function conditionsIn(code: string, within: Span): Span[] {
  return ['if', 'while', 'for']
    .flatMap((keyword) => callsOf(code, keyword, within))
    .map(({ from, to }) => ({ from: code.indexOf('(', from) + 1, to: to - 1 }))
    .sort((a, b) => a.from - b.from);
}

/** Statements `target = ...;`, without their semicolon. @param target as it is written, blanks aside: `*op`, `psdev->pdev` */
export function assignmentsTo(code: string, target: string, within: Span): Span[] {
  const pattern = [...target.matchAll(/\w+|->|[^\w\s]/g)]
    .map(([token]) => (/^\w/.test(token) ? `\\b${token}\\b` : token.replace(/[*.[\]()]/g, '\\$&')))
    .join('\\s*');
  const found = code
    .slice(within.from, within.to)
    .matchAll(new RegExp(`([;{}):]\\s*)(${pattern}\\s*=(?!=))`, 'g'));
  return [...found].flatMap(({ index, 1: before = '' }) => {
    const from = within.from + index + before.length;
    const to = code.indexOf(';', from);
    return to < 0 ? [] : [{ from, to }];
  });
}

/** Places of an expression that is made of names and signs, blanks aside: `op->value`. */
export function expressionsAt(code: string, expression: string, within: Span): Span[] {
  const pattern = [...expression.matchAll(/\w+|->|[^\w\s]/g)]
    .map(([token]) => (/^\w/.test(token) ? token : token.replace(/[*.[\]()&+|^]/g, '\\$&')))
    .join('\\s*');
  return [
    ...code.slice(within.from, within.to).matchAll(new RegExp(`(?<![\\w>.])${pattern}(?!\\w)`, 'g')),
  ].map(({ 0: text, index }) => ({ from: within.from + index, to: within.from + index + text.length }));
}

function skipBlanks(code: string, at: number): number {
  let i = at;
  while (/\s/.test(code[i] ?? 'x')) i++;
  return i;
}
