import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/campaign/package-root.ts';

interface Survivor {
  readonly file: string;
  readonly mutant: string;
  readonly line: string;
  readonly reason: string;
}

const survivors: Survivor[] = JSON.parse(
  readFileSync(join(packageRoot(), 'conformance', 'mutation', 'survivors.json'), 'utf8'),
);

it('every survivor that was looked into is still there, once, with a reason', () => {
  const gone = survivors.filter(
    ({ file, line }) =>
      !readFileSync(join(packageRoot(), file), 'utf8')
        .split('\n')
        .some((candidate) => candidate.trim() === line.trim()),
  );
  expect(gone).toEqual([]);
  const keys = survivors.map(({ file, mutant, line }) => `${file} ${mutant} ${line}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(survivors.filter(({ reason }) => reason.length < 20)).toEqual([]);
});
