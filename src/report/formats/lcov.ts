import type { EdgeReport } from '../../campaign/edge-report.ts';
import { visible } from '../visible-text.ts';
import { type CoveredFile, lineCoverage } from './line-coverage.ts';

/** LCOV's tracefile: functions, branches and lines of every file. Counts are 1 for taken and 0 for never. */
export function lcov(report: EdgeReport): string {
  return `${['TN:pciback-rig', ...lineCoverage(report).flatMap(record)].join('\n')}\n`;
}

const count = (taken: boolean): number => (taken ? 1 : 0);

function record({ file, lines, functions }: CoveredFile): string[] {
  const named = unique(functions);
  const branches = lines.flatMap(({ line, hit, branches: ways }) =>
    // A line that was never reached says `-`: nobody evaluated the branch.
    ways.map(({ taken }, at) => `BRDA:${line},0,${at},${hit ? count(taken) : '-'}`),
  );
  const taken = lines.flatMap(({ branches: ways }) => ways).filter((way) => way.taken).length;
  return [
    `SF:${visible(file)}`,
    ...named.map(({ line, name }) => `FN:${line},${name}`),
    ...named.map((one) => `FNDA:${count(one.taken)},${one.name}`),
    `FNF:${named.length}`,
    `FNH:${named.filter((one) => one.taken).length}`,
    ...branches,
    `BRF:${branches.length}`,
    `BRH:${taken}`,
    ...lines.map(({ line, hit }) => `DA:${line},${count(hit)}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(({ hit }) => hit).length}`,
    'end_of_record',
  ];
}

/** Readers tell functions of a file apart by their names; those of one name get their lines and numbers. */
function unique(functions: CoveredFile['functions']): CoveredFile['functions'] {
  const seen = new Map<string, number>();
  return functions.map((one) => {
    const name = visible(one.name);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { ...one, name: times === 1 ? name : `${name}@${one.line}.${times}` };
  });
}
