/** A fenced block of a document. */
export interface Fence {
  /** What stands behind the backticks: `sh`, `ts`, or ''. */
  readonly language: string;
  /** Line of its first line of text, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Something that a document refers to. */
export interface Mention {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const FENCE = /^( *)(`{3,}|~{3,})\s*(\S*)\s*$/;

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The fenced blocks, and the lines outside of them. @throws Error for a fence that is not closed */
export function parts(document: string): {
  readonly fences: readonly Fence[];
  readonly prose: readonly Line[];
} {
  const fences: Fence[] = [];
  const prose: Line[] = [];
  let open: { mark: string; language: string; line: number; lines: string[] } | undefined;
  for (const [at, text] of document.split('\n').entries()) {
    const [, , mark = '', language = ''] = FENCE.exec(text) ?? [];
    if (open === undefined && mark !== '') open = { mark, language, line: at + 2, lines: [] };
    else if (open === undefined) prose.push({ text, number: at + 1 });
    else if (mark.startsWith(open.mark) && language === '') {
      fences.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(text);
  }
  if (open !== undefined) throw new Error(`line ${open.line - 1}: the block is not closed`);
  return { fences, prose };
}

const mentions = (prose: readonly Line[], pattern: RegExp): Mention[] =>
  prose.flatMap(({ text, number }) =>
    [...text.matchAll(pattern)].map((found) => ({ text: found[1] ?? '', line: number })),
  );

/** Inline code; none across two lines. */
export const codeSpans = (document: string): Mention[] => mentions(parts(document).prose, /`([^`]+)`/g);

/** Names of files with their folders, outside of code. */
export const pathsInProse = (document: string): Mention[] =>
  mentions(
    parts(document).prose.map((line) => ({ ...line, text: line.text.replace(/`[^`]*`|\]\([^)]*\)/g, '') })),
    /(?<![\w./])((?:docs|src|corpus|conformance|fuzz|examples)\/[\w./-]+\.(?:md|json|ts|mjs|yml))\b/g,
  );

/** Targets of links, as written; code is not looked at. */
export const links = (document: string): Mention[] =>
  mentions(
    parts(document).prose.map((line) => ({ ...line, text: line.text.replace(/`[^`]*`/g, '') })),
    /\]\(\s*<?([^)\s>]+)>?[^)]*\)/g,
  );

/** Names of a document's headings as links know them on GitHub. */
export function anchors(document: string): Set<string> {
  const names = new Map<string, number>();
  for (const { text } of parts(document).prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return new Set(
    [...names].flatMap(([name, times]) =>
      Array.from({ length: times }, (_, n) => (n === 0 ? name : `${name}-${n}`)),
    ),
  );
}
