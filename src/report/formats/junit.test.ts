import { describe, expect, it } from 'vitest';
import { junit } from './junit.ts';
import { conformCase, ended, finding, HOSTILE, hostileResults, pastBug, results } from './testing/samples.ts';
import { all, readXml } from './testing/xml-reader.ts';

const made = (...rows: Parameters<typeof results>[0]) => readXml(junit(results(rows)));
/** What became of each test: its child, or `pass`. */
const outcomes = (root: ReturnType<typeof made>) =>
  all(root, 'testcase').map(({ attributes, children }) => [attributes.name, children[0]?.name ?? 'pass']);

describe('JUnit', () => {
  it('tells conformance cases by verdict, with what was expected and seen', () => {
    const root = made(
      conformCase(),
      conformCase({ id: 'a', verdict: 'SKIP', reason: 'no such device', device: null }),
      conformCase({
        id: 'b',
        verdict: 'FAIL',
        mismatches: [{ what: 'op.err', match: 'equal', expected: 0, observed: -22 }],
      }),
      conformCase({ id: 'c', verdict: 'CRASH' }),
      conformCase({ id: 'd', verdict: 'NON-STRICT', reason: 'listed' }),
      conformCase({ id: 'k', verdict: 'KNOWN', reason: 'weakness x' }),
      conformCase({ id: 'e', containment: 'broken' }),
      conformCase({ id: 'f', verdict: 'ERROR' }),
      ended('conform'),
    );
    expect(outcomes(root)).toEqual([
      ['HDR-36/1 on e1000e', 'pass'],
      ['a', 'skipped'],
      ['b on e1000e', 'failure'],
      ['c on e1000e', 'error'],
      ['d on e1000e', 'system-out'],
      ['k on e1000e', 'skipped'],
      ['e on e1000e', 'failure'],
      ['f on e1000e', 'error'],
    ]);
    const figures = { tests: '8', failures: '2', errors: '2', time: '0.000' };
    expect(root.attributes).toEqual({ name: 'pciback-rig', ...figures });
    expect(root.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'conform', ...figures, skipped: '2' },
    ]);
    expect(all(root, 'failure')[0]?.text).toBe(
      'level MUST, containment held\nop.err: expected 0, observed -22',
    );
    expect(all(root, 'testcase')[2]?.attributes.classname).toBe('conform.HDR-36');
  });

  it('tells past bugs and findings', () => {
    const root = made(
      pastBug({ secondsToDetect: 1.5 }),
      pastBug({ id: 'xsa-1', problem: 'it is not detected', detected: false }),
      finding(),
      finding({ fingerprint: 'k', state: 'known' }),
      finding({ fingerprint: 'f', state: 'fixed' }),
      finding({ fingerprint: 'r', state: 'reopened' }),
      ended('regress'),
      ended('fuzz'),
    );
    expect(outcomes(root)).toEqual([
      ['xsa-155-in-place', 'pass'],
      ['xsa-1', 'failure'],
      ['crash/out-of-bounds/xen_pcibk_enable_msix', 'failure'],
      ['k', 'skipped'],
      ['f', 'system-out'],
      ['r', 'failure'],
    ]);
    expect(root.attributes.time).toBe('1.500');
  });

  it('is red when a run was not whole', () => {
    expect(outcomes(made(ended('fuzz')))).toEqual([]);
    expect(outcomes(made(ended('fuzz', { interrupted: true })))).toHaveLength(1);
    expect(made(ended('fuzz', { lost: 1 })).attributes.errors).toBe('1');
    expect(made(ended('fuzz', { stability: 0 })).attributes.errors).toBe('1');
  });

  it('takes hostile text for text', () => {
    const text = junit(hostileResults());
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe]/u);
    const root = readXml(text);
    expect(all(root, 'script')).toEqual([]);
    expect(all(root, 'testcase')).toHaveLength(11);
    expect(all(root, 'failure')[0]?.attributes.type).toContain('\\x00\\x1b[31m\\x9b1m\\u{202e}');
    expect(all(root, 'failure')[0]?.attributes.type).toContain('</failure>]]>&lt;<script>alert("1")');
    expect(() => readXml(`<?xml version="1.0" encoding="UTF-8"?>\n<a b="${HOSTILE}"/>`)).toThrow();
  });
});
