import { describe, expect, it } from 'vitest';
import { lcov } from './lcov.ts';
import { edgeSample, HOSTILE } from './testing/samples.ts';

describe('LCOV', () => {
  it('tells functions, branches and lines', () => {
    expect(lcov(edgeSample())).toBe(
      [
        'TN:pciback-rig',
        'SF:src/host/some.ts',
        'FN:10,f',
        'FN:20,f@20.2',
        'FNDA:1,f',
        'FNDA:0,f@20.2',
        'FNF:2',
        'FNH:1',
        'BRDA:11,0,0,1',
        'BRDA:11,0,1,0',
        'BRDA:21,0,0,-',
        'BRF:3',
        'BRH:1',
        'DA:10,1',
        'DA:11,1',
        'DA:20,0',
        'DA:21,0',
        'LF:4',
        'LH:2',
        'end_of_record',
        '',
      ].join('\n'),
    );
  });

  it('takes hostile text for text', () => {
    const lines = lcov(edgeSample(HOSTILE, HOSTILE)).trimEnd().split('\n');
    expect(lines).toHaveLength(20);
    for (const line of lines) {
      expect(line).toMatch(/^([A-Z]+:.*|end_of_record)$/);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
    expect(lines.filter((line) => line === 'end_of_record')).toHaveLength(1);
  });
});
