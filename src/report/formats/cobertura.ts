import type { EdgeReport } from '../../campaign/edge-report.ts';
import { type CoveredFile, type CoveredLine, lineCoverage } from './line-coverage.ts';
import { attributes, XML_HEAD } from './xml.ts';

/**
 * Cobertura's XML, version 4, without a DOCTYPE: some readers would fetch it.
 * @param timestamp milliseconds since 1970
 */
export function cobertura(report: EdgeReport, timestamp: number): string {
  const files = lineCoverage(report);
  const packages = [...new Set(files.map(({ file }) => folderOf(file)))];
  const { lineRate, branchRate, ...figures } = figuresOf(files);
  return [
    XML_HEAD,
    `<coverage${attributes({
      'line-rate': lineRate,
      'branch-rate': branchRate,
      'lines-covered': figures.linesCovered,
      'lines-valid': figures.lines,
      'branches-covered': figures.branchesCovered,
      'branches-valid': figures.branches,
      complexity: 0,
      version: 'pciback-rig',
      timestamp: Math.floor(timestamp),
    })}>`,
    '  <sources><source>.</source></sources>',
    '  <packages>',
    ...packages.flatMap((name) =>
      packageLines(
        name,
        files.filter(({ file }) => folderOf(file) === name),
      ),
    ),
    '  </packages>',
    '</coverage>',
    '',
  ].join('\n');
}

const folderOf = (file: string): string => file.split('/').slice(0, -1).join('/') || '.';
const rate = (part: number, whole: number): string => (whole === 0 ? 1 : part / whole).toFixed(4);

function figuresOf(files: readonly CoveredFile[]) {
  const lines = files.flatMap((file) => file.lines);
  const ways = lines.flatMap(({ branches }) => branches);
  const linesCovered = lines.filter(({ hit }) => hit).length;
  const branchesCovered = ways.filter(({ taken }) => taken).length;
  return {
    lines: lines.length,
    linesCovered,
    lineRate: rate(linesCovered, lines.length),
    branches: ways.length,
    branchesCovered,
    branchRate: rate(branchesCovered, ways.length),
  };
}

const rates = (name: string, files: readonly CoveredFile[], more: Record<string, string> = {}): string => {
  const { lineRate, branchRate } = figuresOf(files);
  return attributes({ name, ...more, 'line-rate': lineRate, 'branch-rate': branchRate, complexity: 0 });
};

const packageLines = (name: string, files: readonly CoveredFile[]): string[] => [
  `    <package${rates(name, files)}>`,
  '      <classes>',
  ...files.flatMap((file) => [
    `        <class${rates(file.file.split('/').at(-1) ?? '', [file], { filename: file.file })}>`,
    '          <methods/>',
    '          <lines>',
    ...file.lines.map((line) => `            <line${lineAttributes(line)}/>`),
    '          </lines>',
    '        </class>',
  ]),
  '      </classes>',
  '    </package>',
];

function lineAttributes({ line, hit, branches }: CoveredLine): string {
  const plain = { number: line, hits: hit ? 1 : 0 };
  if (branches.length === 0) return attributes({ ...plain, branch: 'false' });
  const taken = branches.filter((way) => way.taken).length;
  const percent = Math.floor((100 * taken) / branches.length);
  return attributes({
    ...plain,
    branch: 'true',
    'condition-coverage': `${percent}% (${taken}/${branches.length})`,
  });
}
