import { assignmentsTo, callsOf, conditionsIn, expressionsAt, type Span, wordsAt } from './c-text.ts';

/** Something to be done at places of one function, which are told by names alone. */
export interface Edit {
  /** What is looked for, for the message when it is not there. */
  readonly what: string;
  /** How many places there must be. */
  readonly times: number;
  find(code: string, body: Span): Span[];
  /** What takes the place of `original`. */
  readonly becomes: (original: string) => string;
}

/** Of several, only the one of this number (from 1); there must be at least as many. */
interface Which {
  readonly nth?: number;
  /** Places there must be; default 1. */
  readonly times?: number;
}

const edit = (
  what: string,
  { nth, times = 1 }: Which,
  find: (code: string, body: Span) => Span[],
  becomes: Edit['becomes'],
): Edit => ({
  what: nth === undefined ? what : `${what}, number ${nth}`,
  times: nth === undefined ? times : 1,
  find: (code, body) => {
    const found = find(code, body);
    return nth === undefined ? found : found.slice(nth - 1, nth);
  },
  becomes,
});

/** `$&` in a replacement is what was there. A text for a function, so that no other `$` means anything. */
const filled =
  (text: string): Edit['becomes'] =>
  (original) =>
    text.split('$&').join(original);

/** A name becomes another text. */
export const rename = (from: string, to: string, which: Which = {}): Edit =>
  edit(
    `the name ${from}`,
    which,
    (code, body) => wordsAt(code, from, body),
    () => to,
  );

/** A call becomes another expression. */
export const callBecomes = (name: string, text: string, which: Which = {}): Edit =>
  edit(
    `a call of ${name.replaceAll('|', ' or ')}`,
    which,
    (code, body) => callsOf(code, name, body),
    filled(text),
  );

/** A call is not made. */
export const noCall = (name: string, which: Which = {}): Edit => callBecomes(name, '(void)0', which);

/** Something is done before a call, which must be a statement in braces of its own. */
export const beforeCall = (name: string, text: string, which: Which = {}): Edit =>
  callBecomes(name, `${text} $&`, which);

/** The condition that names all of these becomes another. */
export const condition = (mentions: readonly string[], text: string, which: Which = {}): Edit =>
  edit(
    `a condition with ${mentions.join(', ')}`,
    which,
    (code, body) =>
      conditionsIn(code, body).filter((span) =>
        mentions.every((word) => wordsAt(code, word, span).length > 0),
      ),
    filled(text),
  );

/** An expression of names and signs becomes another; an assignment to it stays. */
export const expression = (from: string, to: string, which: Which = {}): Edit =>
  edit(
    `the expression ${from}`,
    which,
    (code, body) =>
      expressionsAt(code, from, body).filter(({ to: end }) => !/^\s*=(?!=)/.test(code.slice(end, end + 20))),
    filled(to),
  );

/** An assignment becomes another statement. */
export const assignment = (target: string, text: string, which: Which = {}): Edit =>
  edit(`an assignment to ${target}`, which, (code, body) => assignmentsTo(code, target, body), filled(text));

export const noAssignment = (target: string, which: Which = {}): Edit => assignment(target, '', which);

/** A `return` without a value becomes another statement. */
export const returnBecomes = (text: string, which: Which = {}): Edit =>
  edit(
    'a return without a value',
    which,
    (code, body) => wordsAt(code, 'return', body).filter(({ to }) => /^\s*;/.test(code.slice(to, to + 20))),
    () => text,
  );

/** Something is done first. */
export const first = (text: string): Edit =>
  edit(
    'its beginning',
    {},
    (_code, { from }) => [{ from, to: from + 1 }],
    () => `{ ${text}`,
  );

/** The function does something else altogether. */
export const does = (text: string): Edit =>
  edit(
    'its body',
    {},
    (_code, body) => [body],
    () => `{ ${text} }`,
  );
