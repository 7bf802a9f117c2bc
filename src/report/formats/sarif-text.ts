import { visibleCut } from '../visible-text.ts';

/** Longest message; readers cut longer ones themselves. */
const MAX_TEXT = 2000;

/**
 * Foreign text as a SARIF message: one line, and neither a link (`[text](target)`) nor a placeholder (`{0}`), which
 * readers look for in plain text too (SARIF 2.1.0, 3.11.5 and 3.11.6).
 */
export const sarifText = (text: string): string =>
  visibleCut(text, MAX_TEXT)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');

/** A path from the root of the repository as a URI reference. */
export const sarifUri = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
