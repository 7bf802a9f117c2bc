import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flaws } from '../../../changes/flaws/index.ts';
import { codeOf } from '../rewrite/c-text.ts';
import { outsideTheDriver, rewriteOf, rewrites } from './index.ts';

describe('past bugs of the real driver', () => {
  it('stand for flaws of the model, and every flaw has a rewrite or a reason', () => {
    const ids = flaws.map(({ id }) => id);
    expect(rewrites.map(({ flaw }) => flaw)).toEqual(ids.filter((id) => rewriteOf(id) !== undefined));
    expect(Object.keys(outsideTheDriver)).toEqual(ids.filter((id) => rewriteOf(id) === undefined));
  });

  it('are in a file each, named after the flaw', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => !/test|index/.test(name));
    expect(files.sort()).toEqual(rewrites.map(({ flaw }) => `${flaw}.ts`).sort());
  });

  it("say nothing in the kernel's words: no text of a file, of a comment or of a macro", () => {
    for (const { changes } of rewrites)
      for (const { edits, needs = '' } of changes)
        for (const text of [needs, ...edits.map(({ becomes }) => becomes('ORIGINAL'))]) {
          expect(text.split('\n')).toHaveLength(1);
          expect(codeOf(text).length).toBe(text.length);
          expect(text).not.toMatch(/\/\*|\/\/|^\s*#/);
        }
  });
});
