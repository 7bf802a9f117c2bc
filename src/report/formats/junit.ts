import type { Results } from './results.ts';
import { type Suite, suitesOf, type Test } from './suites.ts';
import { attributes, XML_HEAD, xmlLines } from './xml.ts';

/** JUnit XML, as Jenkins, GitLab and most others read it. */
export function junit(results: Results): string {
  const suites = suitesOf(results);
  // Of skipped tests the schemas have no total over all suites.
  const { skipped: _, ...total } = figures(suites.flatMap(({ tests }) => tests));
  return [
    XML_HEAD,
    `<testsuites${attributes({ name: 'pciback-rig', ...total })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function figures(tests: readonly Test[]): Record<string, string | number> {
  const number = (outcome: Test['outcome']): number => tests.filter((one) => one.outcome === outcome).length;
  const seconds = tests.reduce((sum, one) => sum + one.seconds, 0);
  return {
    tests: tests.length,
    failures: number('fail'),
    errors: number('error'),
    skipped: number('skip'),
    time: seconds.toFixed(3),
  };
}

const suiteLines = ({ name, tests }: Suite): string[] => [
  `  <testsuite${attributes({ name, ...figures(tests) })}>`,
  ...tests.map((one) => testCase(name, one)),
  '  </testsuite>',
];

function testCase(suite: string, { group, name, outcome, message, lines, seconds }: Test): string {
  const open = `    <testcase${attributes({ classname: `${suite}.${group}`, name, time: seconds.toFixed(3) })}`;
  if (outcome === 'skip') return `${open}><skipped${attributes({ message })}/></testcase>`;
  if (outcome === 'pass') {
    return message === ''
      ? `${open}/>`
      : `${open}><system-out>${xmlLines([message])}</system-out></testcase>`;
  }
  const element = outcome === 'fail' ? 'failure' : 'error';
  return `${open}><${element}${attributes({ message, type: group })}>${xmlLines(lines)}</${element}></testcase>`;
}
