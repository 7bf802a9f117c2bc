import { visibleCut } from '../visible-text.ts';
import type { Results } from './results.ts';
import { type Suite, suitesOf, type Test } from './suites.ts';

/** Longest text on one line. */
const MAX_TEXT = 2000;

/** KTAP version 1: the suites, and their results as subtests. */
export function ktap(results: Results): string {
  const suites = suitesOf(results);
  const lines = [
    'KTAP version 1',
    `1..${suites.length}`,
    ...suites.flatMap((suite, at) => suiteLines(suite, at + 1)),
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ name, tests }: Suite, number: number): string[] {
  const inner = [
    'KTAP version 1',
    `1..${tests.length}`,
    ...tests.flatMap((one, at) => testLines(one, at + 1)),
  ];
  return [...inner.map((line) => `  ${line}`), suiteResult(name, tests, number)];
}

function suiteResult(name: string, tests: readonly Test[], number: number): string {
  if (tests.some(failed)) return `not ok ${number} ${name}`;
  const skipped = tests.every(({ outcome }) => outcome === 'skip');
  return `ok ${number} ${name}${skipped && tests.length > 0 ? ' # SKIP' : ''}`;
}

const failed = ({ outcome }: Test): boolean => outcome === 'fail' || outcome === 'error';

function testLines(one: Test, number: number): string[] {
  const { group, name, outcome, message, lines } = one;
  const described = `${number} ${description(`${group} ${name}`)}`;
  if (outcome === 'skip') return [`ok ${described} # SKIP ${shown(message)}`.trimEnd()];
  const said = message === '' ? [] : [message];
  const notes = [...said, ...(failed(one) ? lines : [])].map((line) => `# ${shown(line)}`);
  return [...notes, `${failed(one) ? 'not ok' : 'ok'} ${described}`];
}

const shown = (text: string): string => visibleCut(text, MAX_TEXT);

/** A `#` would end the description and begin a directive. */
const description = (text: string): string => shown(text).replaceAll('#', '\\x23');
