import { describe, expect, it } from 'vitest';
import { summary } from './summary.ts';
import {
  conformCase,
  edgeSample,
  ended,
  finding,
  hostileResults,
  pastBug,
  results,
} from './testing/samples.ts';

describe('the Markdown summary', () => {
  it('tells the verdict first, then what to look at', () => {
    const rows = [
      finding({ title: 'out of bounds' }),
      finding({
        fingerprint: 'k/x',
        state: 'known',
        hardening: 'check-count',
        advisory: null,
        title: 'known',
      }),
      conformCase(),
      conformCase({ id: 'b', verdict: 'FAIL', reason: 'wrong' }),
      pastBug(),
      pastBug({ id: 'xsa-1', problem: 'it is silent' }),
    ];
    const all = [...rows, ended('fuzz'), ended('conform'), ended('regress')];
    expect(summary(results(all, edgeSample()))).toBe(
      `## pciback-rig: 1 open finding, 1 failed case, 1 past bug that would come back unnoticed

### Open findings: 1

| fingerprint | what | advisory | hardening | state |
| --- | --- | --- | --- | --- |
| crash/out-of-bounds/xen\\_pcibk\\_enable\\_msix | out of bounds | XSA-155 |  | new |

Conformance: 2 results: 1 PASS, 1 FAIL.

### Failed cases: 1

| rule | case | device | verdict | containment | reason |
| --- | --- | --- | --- | --- | --- |
| HDR-36 | b | e1000e | FAIL | held | wrong |

Past bugs: 1 of 2 would be noticed.

### Not as they should be: 1

| past bug | advisory | problem |
| --- | --- | --- |
| xsa-1 | XSA-155 | it is silent |

### Known weaknesses met: 1

| fingerprint | what | advisory | hardening | state |
| --- | --- | --- | --- | --- |
| k/x | known |  | check-count | known |

Edges of the core taken: 2 of 5 (40.0 %).
`,
    );
  });

  it('tells of nothing new, and of a run that was not whole', () => {
    expect(summary(results([ended('fuzz')]))).toBe('## pciback-rig: nothing new\n');
    expect(summary(results([ended('fuzz', { interrupted: true })]))).toBe(
      '## pciback-rig: not finished\n\n**fuzz was interrupted: it did not run everything.**\n',
    );
  });

  it('shows 50 rows of a table, and says how many more there are', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => finding({ fingerprint: `f/${n}` }));
    const text = summary(results([...many, ended('fuzz')]));
    expect(text.match(/^\| f/gm)).toHaveLength(51);
    expect(text).toContain('\n\n9950 more are not shown here.\n');
    expect(text).toContain('## pciback-rig: 10000 open findings');
  });

  it('stays under 1 MiB whatever the results are', () => {
    const long = '\u{1d400}'.repeat(400);
    const texts = { fingerprint: long, title: long, advisory: long, hardening: long };
    const rows = Array.from({ length: 100 }, (_, n) => [
      finding({ ...texts, fingerprint: `${n}${long}` }),
      finding({ ...texts, fingerprint: `k${n}${long}`, state: 'known' }),
      conformCase({ id: long, rule: long, device: long, reason: long, verdict: 'FAIL' }),
      pastBug({ id: long, advisory: long, problem: long }),
    ]).flat();
    const text = summary(results([...rows, ended('fuzz'), ended('conform'), ended('regress')]));
    const bytes = Buffer.byteLength(text);
    expect([bytes > 400_000, bytes < 1 << 20]).toEqual([true, true]);
  });

  it('takes hostile text for text', () => {
    const text = summary(hostileResults());
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/(?<!\\)<|(?<!\\):\/\/|(?<!\\)@|www\.|(?<!\\)[[\]`]/);
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
      expect(line).toMatch(/^\|/);
      expect([4, 6, 7]).toContain(line.split(/(?<!\\)\|/).length - 1);
    }
  });
});
