import { describe, expect, it } from 'vitest';
import { readTracefile, sumOf } from './tracefile.ts';

const text = `SF:/somewhere/xen-pciback/vpci.c
FN:3,outer
FN:10,vpci.c:inner
FN:20,made_by_macro_b
FN:20,made_by_macro_a
FNDA:2,outer
FNF:4
BRDA:4,0,0,2
BRDA:4,0,1,0
BRDA:11,0,0,-
BRDA:11,0,1,-
BRF:4
BRH:1
DA:3,2
DA:4,2
DA:10,0
DA:20,7
LF:4
LH:3
end_of_record
`;

describe('a tracefile', () => {
  it('gives lines and branches by file and by function', () => {
    const [file] = readTracefile(text);
    expect(file).toMatchObject({
      file: '/somewhere/xen-pciback/vpci.c',
      lines: 4,
      linesHit: 3,
      branches: 4,
      branchesHit: 1,
    });
    expect(file?.functions).toEqual([
      { name: 'outer', line: 3, lines: 2, linesHit: 2, branches: 2, branchesHit: 1 },
      { name: 'inner', line: 10, lines: 1, linesHit: 0, branches: 2, branchesHit: 0 },
      {
        name: 'made_by_macro_a, made_by_macro_b',
        line: 20,
        lines: 1,
        linesHit: 1,
        branches: 0,
        branchesHit: 0,
      },
    ]);
    expect(sumOf([...readTracefile(text), ...readTracefile(text)])).toEqual({
      lines: 8,
      linesHit: 6,
      branches: 8,
      branchesHit: 2,
    });
  });

  it('that breaks off is refused', () => {
    expect(() => readTracefile(text.replace('end_of_record', ''))).toThrow(/ends within .*vpci\.c/);
    expect(readTracefile('')).toEqual([]);
  });
});
