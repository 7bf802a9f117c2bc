import type { EdgeReport } from '../../../campaign/edge-report.ts';
import { type Results, ResultsBuilder } from '../results.ts';
import type { ConformRow, FindingRow, RegressRow, SummaryRow } from '../rows.ts';

/** What a dump, a program or a log may hold: nothing of it may be seen as anything but text. */
export const HOSTILE =
  '</failure>]]>&lt;<script>alert("1")</script>\n\r\0\x1b[31m\x9b1m\u202e\u2066\u200b\ud800\ufffe # SKIP `|` ' +
  "[x](javascript:1) {0} ![i](http://e.example) @all www.e.example '\nnot ok 9 evil\nend_of_record\u2028%$()";

export const finding = (more: Partial<FindingRow> = {}): FindingRow => ({
  type: 'finding',
  fingerprint: 'crash/out-of-bounds/xen_pcibk_enable_msix',
  violation: 'crash/out-of-bounds/xen_pcibk_enable_msix',
  oracle: 'crash',
  state: 'new',
  title: 'the host kernel leaves the bounds of an object',
  detail: 'entry 128',
  rules: ['EVT-12'],
  target: 'msi',
  directory: 'reports/findings/crash--out-of-bounds',
  advisory: 'XSA-155',
  hardening: null,
  ...more,
});

export const conformCase = (more: Partial<ConformRow> = {}): ConformRow => ({
  type: 'case',
  id: 'HDR-36/1',
  rule: 'HDR-36',
  level: 'MUST',
  verdict: 'PASS',
  containment: 'held',
  device: 'e1000e',
  reason: null,
  ...more,
});

export const pastBug = (more: Partial<RegressRow> = {}): RegressRow => ({
  type: 'case',
  id: 'xsa-155-in-place',
  advisory: 'XSA-155',
  detected: true,
  silentWhenFixed: true,
  benignWorks: true,
  oracle: 'double-fetch',
  executionsToDetect: null,
  secondsToDetect: null,
  fingerprints: [],
  problem: null,
  ...more,
});

export const ended = (command: SummaryRow['command'], more: Partial<SummaryRow> = {}): SummaryRow => ({
  type: 'summary',
  command,
  ...more,
});

export function results(
  rows: readonly (FindingRow | ConformRow | RegressRow | SummaryRow)[],
  edges?: EdgeReport,
): Results {
  const builder = new ResultsBuilder();
  for (const row of rows) builder.add(row);
  return builder.results(edges);
}

/** Every kind of result, with hostile text wherever text can be. */
export const hostileResults = (): Results =>
  results([
    ...(['new', 'known', 'fixed', 'reopened'] as const).map((state) =>
      finding({
        state,
        fingerprint: `${state}${HOSTILE}`,
        violation: HOSTILE,
        oracle: HOSTILE,
        title: HOSTILE,
        detail: HOSTILE,
        rules: [HOSTILE],
        target: HOSTILE,
        directory: HOSTILE,
        advisory: HOSTILE,
        hardening: HOSTILE,
      }),
    ),
    ...(['PASS', 'INFO', 'SKIP', 'FAIL', 'CRASH'] as const).map((verdict) =>
      conformCase({
        id: HOSTILE,
        rule: HOSTILE,
        device: HOSTILE,
        reason: HOSTILE,
        verdict,
        mismatches: [{ what: HOSTILE, match: 'equal', expected: HOSTILE, observed: [HOSTILE] }],
      }),
    ),
    pastBug({ id: HOSTILE, advisory: HOSTILE, problem: HOSTILE, oracle: HOSTILE }),
    ended('fuzz', { interrupted: true }),
    ended('conform'),
    ended('regress'),
  ]);

const edge = (line: number, kind: EdgeReport['edges'][number]['kind'], taken: boolean, name = 'f') => ({
  id: line,
  file: 'src/host/some.ts',
  line,
  column: 3,
  kind,
  function: name,
  code: 'if (a) b();',
  taken,
});

/** Two functions, the second never entered; an `if` of which one way was taken. */
export const edgeSample = (file?: string, name?: string): EdgeReport => {
  const edges = [
    edge(10, 'function', true, name),
    edge(11, 'then', true, name),
    edge(11, 'not taken', false, name),
    edge(20, 'function', false, name),
    edge(21, 'loop', false, name),
  ].map((one) => (file === undefined ? one : { ...one, file }));
  return { edgesCovered: 2, edgesTotal: 5, edges };
};
