/** Offset at which a text stops being JSON, or null; `onValue` is told of every value it begins and where it stands. */
function walk(
  text: string,
  onValue: (path: readonly (string | number)[], offset: number) => void,
): number | null {
  const path: (string | number)[] = [];
  const token =
    /[ \t\r\n]*("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,])/y;
  /** What may come next. */
  let state: 'value' | 'first' | 'name' | 'firstName' | 'colon' | 'after' = 'value';
  for (;;) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      const rest = from + (/^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0);
      return state === 'after' && path.length === 0 && rest === text.length ? null : rest;
    }
    const word = match[1] as string;
    const at = token.lastIndex - word.length;
    const inObject = typeof path.at(-1) === 'string';
    if (state === 'colon') {
      if (word !== ':') return at;
      state = 'value';
    } else if (state === 'name' || state === 'firstName') {
      if (word === '}' && state === 'firstName') {
        path.pop();
        state = 'after';
      } else if (word.startsWith('"')) {
        path[path.length - 1] = JSON.parse(word) as string;
        onValue(path, at);
        state = 'colon';
      } else return at;
    } else if (state === 'after') {
      if (path.length === 0) return at;
      if (word === ',') {
        if (inObject) state = 'name';
        else {
          (path[path.length - 1] as number)++;
          state = 'value';
        }
      } else if (word === (inObject ? '}' : ']')) path.pop();
      else return at;
    } else if (word === ']' && state === 'first') {
      path.pop();
      state = 'after';
    } else if (/^[\]}:,]/.test(word)) return at;
    else {
      // The value of a member stands where its name does.
      if (!inObject) onValue(path, at);
      if (word === '{') {
        path.push('');
        state = 'firstName';
      } else if (word === '[') {
        path.push(0);
        state = 'first';
      } else state = 'after';
    }
  }
}

/** Line of an offset, from 1. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Line, from 1, on which a text stops being JSON; undefined when it is JSON. */
export function jsonErrorLine(text: string): number | undefined {
  const offset = walk(text, () => {});
  return offset === null ? undefined : lineAt(text, offset);
}

/**
 * Line, from 1, of a value in a JSON text, or of the innermost value around it where it is missing.
 * @param path names and indices from the top, such as `['actions', 3, 'cmd']`; indices may be texts
 */
export function jsonLine(text: string, path: readonly (string | number)[]): number {
  let deepest = 0;
  let found = 0;
  walk(text, (here, offset) => {
    if (here.length <= deepest || here.length > path.length) return;
    if (here.every((part, index) => String(part) === String(path[index]))) {
      deepest = here.length;
      found = offset;
    }
  });
  return lineAt(text, found);
}
