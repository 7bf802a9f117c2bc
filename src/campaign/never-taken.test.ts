import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neverTaken, Reasons } from './never-taken.ts';
import { packageRoot } from './package-root.ts';

describe('reasons for edges that are never taken', () => {
  it('are found by place, whatever the line is now', () => {
    const edge = { file: 'src/host/some.ts', function: 'f', kind: 'then', code: 'if (a) b();' } as const;
    const reasons = new Reasons([{ ...edge, reason: 'a reason that says enough' }]);
    expect(reasons.of(edge)).toBe('a reason that says enough');
    expect(reasons.of({ ...edge, kind: 'not taken' })).toBeNull();
    expect(reasons.of({ ...edge, code: 'if (c) b();' })).toBeNull();
  });

  it('are shipped for lines that are still there, once each', () => {
    const entries = neverTaken();
    const lines = new Map<string, Set<string>>();
    const linesOf = (file: string): Set<string> => {
      const known = lines.get(file);
      if (known !== undefined) return known;
      const text = readFileSync(join(packageRoot(), file), 'utf8');
      const read = new Set(text.split('\n').map((line) => line.trim()));
      lines.set(file, read);
      return read;
    };
    expect(entries.filter(({ code, file }) => !linesOf(file).has(code))).toEqual([]);
    const keys = entries.map(({ reason: _, ...key }) => JSON.stringify(key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
