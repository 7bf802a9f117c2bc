import { expect, it } from 'vitest';
import { Terminal } from '../../src/cli/terminal.ts';
import { type Report, type Run, reportOf, rowOf, type Settings } from './report.ts';
import { showTable } from './view.ts';

const flaw = { id: 'a-flaw', group: 'xsa-1', advisory: 'XSA-1', oracles: ['crash'] } as never;
const run = (seed: string, cpuSeconds: number, found = true): Run => ({
  ...{ seed, found, cpuSeconds },
  executions: 100,
  target: null,
  oracle: null,
  fingerprint: null,
});

function shown(report: Report): string {
  let text = '';
  const stdout = { write: (more: string) => (text += more) };
  showTable(report, new Terminal({ stdout, isTty: false, env: {}, columns: 80 } as never));
  return text;
}

it('engines stand side by side; a figure that the limit cut off is at least that', () => {
  const rows = new Map([
    ['guided', [rowOf(flaw, [], [run('1', 1), run('2', 2), run('3', 60, false)])]],
    ['blind', [rowOf(flaw, [], [run('1', 60, false), run('2', 60, false)])]],
  ] as const);
  const settings = { limitSeconds: 60 } as Settings;
  const lines = shown(reportOf('', '', settings, rows, null)).split('\n');
  expect(lines[0]).toBe(
    'flaw    guided found  median s  worst s  blind found  median s  worst s  devices beside',
  );
  expect(lines[1]?.split(/ +/)).toEqual(['a-flaw', '2/3', '2.0', '>60.0', '0/2', '>60.0', '>60.0']);
  expect(lines[3]).toMatch(/: median 2\.0 s, largest median/);
  expect(lines[4]).toMatch(/^blind: 0 of 2 runs .* 1 of 1 flaws were never found/);
});

it('the start of a process is told apart, where it was measured', () => {
  const rows = new Map([['guided', [rowOf(flaw, [], [{ ...run('1', 2), startCpuSeconds: 0.7 }])]]] as const);
  const settings = { limitSeconds: 60 } as Settings;
  expect(shown(reportOf('', '', settings, rows, null))).toContain(
    ': median 2.0 s (0.7 of them the start of a process), largest median of a flaw 2.0 s',
  );
});
