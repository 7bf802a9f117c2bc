import { conformFailed, isOpen, mismatchLines, type Results, troubles } from './results.ts';
import type { ConformRow, FindingRow, RegressRow } from './rows.ts';

/** One result in the words of test frameworks. */
export interface Test {
  /** What it belongs to: a rule, an advisory, an oracle. */
  readonly group: string;
  readonly name: string;
  /** `error`: the rig gave no verdict. */
  readonly outcome: 'pass' | 'fail' | 'error' | 'skip';
  /** Why; '' when there is nothing to say. */
  readonly message: string;
  readonly lines: readonly string[];
  readonly seconds: number;
}

export interface Suite {
  readonly name: string;
  readonly tests: readonly Test[];
}

/** Results as suites of tests, for formats that know nothing else. */
export function suitesOf(results: Results): Suite[] {
  const ran = (command: string): boolean => results.summaries.some((summary) => summary.command === command);
  const faults = troubles(results).map((message) =>
    test('run', message, 'error', 'the results are not complete'),
  );
  return [
    ...(ran('conform') ? [{ name: 'conform', tests: results.conform.map(conformTest) }] : []),
    ...(ran('regress') ? [{ name: 'regress', tests: results.regress.map(regressTest) }] : []),
    ...(ran('fuzz') || results.filed ? [{ name: 'findings', tests: results.findings.map(findingTest) }] : []),
    ...(faults.length > 0 ? [{ name: 'runs', tests: faults }] : []),
  ];
}

function test(
  group: string,
  name: string,
  outcome: Test['outcome'],
  message = '',
  lines: readonly string[] = [],
  seconds = 0,
): Test {
  return { group, name, outcome, message, lines, seconds };
}

function conformTest(row: ConformRow): Test {
  const { id, rule, level, verdict, containment, device, reason } = row;
  const name = device === null ? id : `${id} on ${device}`;
  const contained = containment === 'broken' ? 'host or other guests were not left alone' : undefined;
  const message = [verdict, reason, contained].filter((part) => part != null).join(': ');
  const lines = [`level ${level}, containment ${containment}`, ...mismatchLines(row)];
  if (verdict === 'CRASH' || verdict === 'ERROR') return test(rule, name, 'error', message, lines);
  if (conformFailed(row)) return test(rule, name, 'fail', message, lines);
  if (verdict === 'SKIP') return test(rule, name, 'skip', reason ?? '');
  if (verdict === 'KNOWN') return test(rule, name, 'skip', message);
  return test(rule, name, 'pass', verdict === 'PASS' ? '' : message);
}

function regressTest({ id, advisory, problem, secondsToDetect, oracle, ...row }: RegressRow): Test {
  const seconds = secondsToDetect ?? 0;
  if (problem === null) return test(advisory, id, 'pass', '', [], seconds);
  const yes = (holds: boolean): string => (holds ? 'yes' : 'NO');
  const lines = [
    `detected: ${yes(row.detected)}`,
    `silent when fixed: ${yes(row.silentWhenFixed)}`,
    `benign guest works: ${yes(row.benignWorks)}`,
    `oracles: ${oracle}`,
  ];
  return test(advisory, id, 'fail', problem, lines, seconds);
}

function findingTest(finding: FindingRow): Test {
  const { oracle, fingerprint, state, title, detail, rules, advisory, hardening, directory } = finding;
  const outcome = isOpen(finding) ? 'fail' : state === 'known' ? 'skip' : 'pass';
  const lines = [
    ...(detail === '' ? [] : [detail]),
    ...(advisory == null ? [] : [`advisory: ${advisory}`]),
    ...(hardening == null ? [] : [`closed by the hardening ${hardening}`]),
    ...(rules.length === 0 ? [] : [`rules: ${rules.join(', ')}`]),
    ...(directory === null ? [] : [`files: ${directory}`]),
  ];
  const message = state === 'known' ? `known weakness: ${title}` : `${state}: ${title}`;
  return test(oracle, fingerprint, outcome, message, lines);
}
