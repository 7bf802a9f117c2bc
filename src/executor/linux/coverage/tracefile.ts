/** How much of something was reached. */
export interface Reach {
  readonly lines: number;
  readonly linesHit: number;
  /** Ways out of conditions: two for each. */
  readonly branches: number;
  readonly branchesHit: number;
}

/** A function of the driver, with what lies between its first line and the next function's. */
export interface FunctionReach extends Reach {
  readonly name: string;
  readonly line: number;
}

export interface FileReach extends Reach {
  /** Path as the compiler saw it. */
  readonly file: string;
  readonly functions: readonly FunctionReach[];
}

interface Count {
  readonly line: number;
  readonly hit: boolean;
}

interface Record {
  file: string;
  readonly functions: Map<string, number>;
  readonly lines: Count[];
  readonly branches: Count[];
}

/**
 * Reads what `llvm-cov export -format=lcov` writes. Counts are of lines and branches, by file and by function; a static
 * function has its bare name. Functions that one macro makes share its line: what they have is counted once, for all.
 * @throws Error for a text that is no tracefile
 */
export function readTracefile(text: string): FileReach[] {
  const files: FileReach[] = [];
  let record: Record | undefined;
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^([A-Z]+):(.*)$/.exec(line) ?? [];
    if (key === 'SF') record = { file: value, functions: new Map(), lines: [], branches: [] };
    else if (line === 'end_of_record' && record !== undefined) {
      files.push(fileReach(record));
      record = undefined;
    } else if (record !== undefined) take(record, key, value);
  }
  if (record !== undefined) throw new Error(`the tracefile ends within ${record.file}`);
  return files;
}

function take(record: Record, key: string, value: string): void {
  if (key === 'FN') {
    const [line, name] = both(value);
    record.functions.set(name.replace(/^.*:/, ''), Number(line));
  } else if (key === 'DA') {
    const [line, count] = both(value);
    record.lines.push({ line: Number(line), hit: Number(count) > 0 });
  } else if (key === 'BRDA') {
    const [line, , , count] = value.split(',');
    record.branches.push({ line: Number(line), hit: count !== '-' && Number(count) > 0 });
  }
}

function both(value: string): [string, string] {
  const at = value.indexOf(',');
  return [value.slice(0, at), value.slice(at + 1)];
}

function fileReach({ branches, file, functions, lines }: Record): FileReach {
  const starts = [...new Set(functions.values())].sort((a, b) => a - b);
  const within = (from: number): Reach => {
    const next = starts.find((start) => start > from) ?? Number.POSITIVE_INFINITY;
    const here = ({ line }: Count): boolean => line >= from && line < next;
    return reachOf(lines.filter(here), branches.filter(here));
  };
  return {
    file,
    ...reachOf(lines, branches),
    functions: starts.map((line) => ({ name: namesAt(functions, line), line, ...within(line) })),
  };
}

const namesAt = (functions: ReadonlyMap<string, number>, wanted: number): string =>
  [...functions]
    .filter(([, line]) => line === wanted)
    .map(([name]) => name)
    .sort()
    .join(', ');

const reachOf = (lines: readonly Count[], branches: readonly Count[]): Reach => ({
  lines: lines.length,
  linesHit: lines.filter(({ hit }) => hit).length,
  branches: branches.length,
  branchesHit: branches.filter(({ hit }) => hit).length,
});

/** All together. */
export const sumOf = (parts: readonly Reach[]): Reach => {
  const sum = (key: keyof Reach): number => parts.reduce((total, part) => total + part[key], 0);
  return {
    lines: sum('lines'),
    linesHit: sum('linesHit'),
    branches: sum('branches'),
    branchesHit: sum('branchesHit'),
  };
};
