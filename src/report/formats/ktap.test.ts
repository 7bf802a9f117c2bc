import { describe, expect, it } from 'vitest';
import { ktap } from './ktap.ts';
import { conformCase, ended, finding, hostileResults, pastBug, results } from './testing/samples.ts';

describe('KTAP', () => {
  it('tells suites, and their results as subtests', () => {
    const rows = [
      conformCase(),
      conformCase({ id: 'b', verdict: 'SKIP', reason: 'no device', device: null }),
      pastBug({ problem: 'it is not detected', detected: false }),
      finding({ state: 'known' }),
    ];
    expect(ktap(results([...rows, ended('conform'), ended('regress'), ended('fuzz')]))).toBe(
      `KTAP version 1
1..3
  KTAP version 1
  1..2
  ok 1 HDR-36 HDR-36/1 on e1000e
  ok 2 HDR-36 b # SKIP no device
ok 1 conform
  KTAP version 1
  1..1
  # it is not detected
  # detected: NO
  # silent when fixed: yes
  # benign guest works: yes
  # oracles: double-fetch
  not ok 1 XSA-155 xsa-155-in-place
not ok 2 regress
  KTAP version 1
  1..1
  ok 1 crash crash/out-of-bounds/xen_pcibk_enable_msix # SKIP known weakness: the host kernel leaves the bounds of an object
ok 3 findings # SKIP
`,
    );
  });

  it('tells of a run that found nothing, and of one that was not whole', () => {
    expect(ktap(results([ended('fuzz')]))).toBe(
      'KTAP version 1\n1..1\n  KTAP version 1\n  1..0\nok 1 findings\n',
    );
    expect(ktap(results([ended('fuzz', { interrupted: true })]))).toContain('\nnot ok 2 runs\n');
  });

  it('takes hostile text for text', () => {
    const lines = ktap(hostileResults()).trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(/^( {2})?(KTAP version 1|1\.\.\d+|# .*|(not )?ok \d+ [^#]*( # SKIP.*)?)$/);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
    // Nine that did not pass would be ten with the one in the text.
    expect(lines.filter((line) => /^ *not ok 9 evil/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^ {2}(not )?ok \d/.test(line))).toHaveLength(11);
    expect(lines.filter((line) => /^ {2}ok .* # SKIP/.test(line))).toHaveLength(2);
  });
});
