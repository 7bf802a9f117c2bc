import { pageFieldName } from '../abi/pciif.ts';
import type { BeforeAfter, Evidence } from '../conformance/evidence.ts';
import type { Rule } from '../conformance/rule.ts';
import type { CaseResult, Mismatch } from '../conformance/verdict.ts';
import { renderProgram } from './program-text.ts';
import { renderScript } from './script-text.ts';
import { visible } from './visible-text.ts';

/** What was done, in words; several lines. */
export const stepsText = (steps: Evidence['steps']): string =>
  steps.kind === 'program' ? renderProgram(steps.program) : renderScript(steps.script);

/** Most words shown of a page or a configuration space. */
const MAX_WORDS = 48;
/** Longest line of running text. */
const MAX_LINE = 100;
/** Longest value shown. */
const MAX_VALUE = 600;

/** What of a case is shown besides its result. */
export interface CaseText {
  /** What it shows, as a statement. */
  readonly title: string;
  readonly rule: Rule;
}

/**
 * A case that did not pass, whole: what is required, what was done, what should and what did happen.
 * @param breaches what was done to the host or to other guests, when containment is broken
 */
export function renderCase(
  { id, device, verdict, reason, containment, mismatches }: CaseResult,
  { title, rule }: CaseText,
  evidence: Evidence | null,
  breaches: readonly string[] = [],
): string {
  const lines = [
    `${id}${device === null ? '' : ` on ${visible(device)}`}: ${verdict}${reason === null ? '' : ` (${visible(reason)})`}`,
    ...labelled('case', visible(title)),
    ...labelled('requirement', `${rule.id} ${rule.level}: ${rule.requirement}`),
    ...labelled('source', rule.source),
    ...labelled('containment', containment),
    ...breaches.map((breach) => `    ${visible(breach)}`),
    ...mismatches.flatMap(mismatchLines),
  ];
  if (evidence !== null) {
    lines.push('  steps', ...indented(stepsText(evidence.steps)));
    for (const page of evidence.pages) {
      lines.push(
        `  page of ${page.name}, before and after`,
        ...wordLines(page, (offset) => pageFieldName(offset)),
      );
    }
    for (const space of evidence.hardware) {
      lines.push(
        `  registers of ${visible(space.name)}, before and after`,
        ...wordLines(space, (offset) => hexOf(offset, 3)),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

const LABEL = 15;

/** A text behind its label, broken between words. */
function labelled(label: string, text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && LABEL + line.length + 1 + word.length > MAX_LINE) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, i) => `${(i === 0 ? `  ${label}` : '').padEnd(LABEL)}${line}`);
}

const matchWords = { equal: '', includes: ', among others', lacks: ', none of' } as const;

function mismatchLines({ what, match, expected, observed }: Mismatch): string[] {
  return [
    `  ${visible(what)}`,
    `    expected${matchWords[match]}  ${valueText(expected)}`,
    `    observed  ${valueText(observed)}`,
  ];
}

/** Plain data in one line; large numbers in hexadecimal, as registers are read. */
function valueText(value: unknown): string {
  const json = JSON.stringify(value, (_, v) =>
    typeof v === 'number' && Number.isInteger(v) && v > 255 ? `0x${v.toString(16)}` : (v ?? null),
  );
  const text = visible((json ?? 'nothing').replace(/"(0x[0-9a-f]+)"/g, '$1'));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)} ...` : text;
}

/** Words that are not zero, before and after; changed ones are marked. */
function wordLines({ before, after }: BeforeAfter, nameOf: (offset: number) => string): string[] {
  if (after === null) return [before === null ? '    cannot be seen' : '    none at the end'];
  const size = Math.max(before?.length ?? 0, after.length);
  const lines: string[] = [];
  for (let offset = 0; offset + 4 <= size; offset += 4) {
    const [was, is] = [wordAt(before, offset), wordAt(after, offset)];
    if ((was ?? 0) === 0 && (is ?? 0) === 0) continue;
    const changed = was !== is ? '  *' : '';
    lines.push(`    ${nameOf(offset).padEnd(22)} ${shown(was)} -> ${shown(is)}${changed}`);
  }
  if (lines.length === 0) return ['    all zero'];
  if (lines.length <= MAX_WORDS) return lines;
  // What changed matters more than what is there.
  const kept = lines.filter((line) => line.endsWith('*')).slice(0, MAX_WORDS);
  return [...kept, `    ${lines.length - kept.length} more words are not shown`];
}

const wordAt = (bytes: Uint8Array | null, offset: number): number | null =>
  bytes === null || offset + 4 > bytes.length
    ? null
    : new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);

const hexOf = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const shown = (word: number | null): string => (word === null ? 'none'.padEnd(10) : hexOf(word, 8));
const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
