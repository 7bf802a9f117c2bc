import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { conformCase, edgeSample, ended, finding, HOSTILE, pastBug } from '../../formats/testing/samples.ts';

const line = (row: object): string => `${JSON.stringify(row)}\n`;

const point = (seconds: number) => ({
  seconds,
  executions: Math.round(seconds * 1700),
  edges: Math.round(2100 * (1 - Math.exp(-seconds / 9))),
  features: Math.round(4000 * (1 - Math.exp(-seconds / 20))),
  corpus: Math.round(90 * Math.sqrt(seconds)),
  findings: Math.round(14 * (1 - Math.exp(-seconds / 5))),
});

/** A run in a folder, with something of everything; `text` stands wherever foreign text can. */
export function sampleRun(folder: string, text = HOSTILE): string {
  mkdirSync(join(folder, 'results'), { recursive: true });
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(folder, 'results', name), rows.map(line).join(''));
  const points = Array.from({ length: 120 }, (_, at) => point(at / 2));
  write('fuzz.jsonl', [
    finding({ title: text, detail: text, fingerprint: `crash/${text}`, directory: text }),
    finding({
      state: 'known',
      fingerprint: 'reply/CONF-12/xen_pcibk_do_one_op',
      violation: 'reply/CONF-12/xen_pcibk_do_one_op',
    }),
    { type: 'event', kind: 'series', points },
    ended('fuzz', { profile: 'linux-6.1', seed: text, executions: 102_000, executionsPerSecond: 1700 }),
  ]);
  write('conform.linux-6.1.jsonl', [
    ...Array.from({ length: 40 }, (_, at) => conformCase({ id: `HDR-36/${at}` })),
    conformCase({ id: text, rule: 'HDR-37', device: text, verdict: 'FAIL', reason: text }),
    conformCase({ id: 'HDR-38/1', rule: 'HDR-38', verdict: 'SKIP', reason: text }),
    ended('conform', { profile: 'linux-6.1' }),
  ]);
  write('regress.jsonl', [
    pastBug(),
    pastBug({ id: text, problem: text, detected: false }),
    ended('regress'),
  ]);
  writeFileSync(join(folder, 'edges.json'), JSON.stringify(edgeSample()));
  return folder;
}

/** The same an edition earlier: other findings, other verdicts, other edges. */
export function earlierRun(folder: string): string {
  mkdirSync(join(folder, 'results'), { recursive: true });
  const { edges } = edgeSample();
  const rows = [
    finding({ fingerprint: 'crash/gone' }),
    ended('fuzz', { profile: 'linux-6.1', executions: 60_000, executionsPerSecond: 1000 }),
    ...Array.from({ length: 40 }, (_, at) =>
      conformCase({ id: `HDR-36/${at}`, verdict: at === 0 ? 'FAIL' : 'PASS' }),
    ),
    ended('conform', { profile: 'linux-6.1' }),
    pastBug({ problem: 'not detected' }),
    ended('regress'),
  ];
  writeFileSync(join(folder, 'results', 'all.jsonl'), rows.map(line).join(''));
  const taken = edges.map((edge, at) => ({ ...edge, taken: at > 2 }));
  writeFileSync(join(folder, 'edges.json'), JSON.stringify({ edgesCovered: 2, edgesTotal: 5, edges: taken }));
  return folder;
}

/** A run of very many findings and rows of events. */
export function largeRun(folder: string, findings = 10_000, events = 1_000_000): string {
  mkdirSync(join(folder, 'results'), { recursive: true });
  const handle = openSync(join(folder, 'results', 'fuzz.jsonl'), 'w');
  try {
    for (let at = 0; at < findings; at += 1000) {
      const rows = Array.from({ length: Math.min(1000, findings - at) }, (_, i) =>
        finding({
          fingerprint: `crash/out-of-bounds/function_${at + i}`,
          violation: `crash/out-of-bounds/function_${at + i}`,
          title: `the host kernel leaves the bounds of object ${at + i}`,
          directory: `reports/findings/crash--out-of-bounds--function_${at + i}`,
        }),
      );
      writeSync(handle, rows.map(line).join(''));
    }
    const event = { type: 'event', kind: 'new', target: 'msi', executions: 4711, features: 3, corpus: 812 };
    const chunk = line(event).repeat(1000);
    for (let at = 0; at < events; at += 1000) writeSync(handle, chunk);
    const points = Array.from({ length: 600 }, (_, at) => point(at / 5));
    writeSync(handle, line({ type: 'event', kind: 'series', points }));
    writeSync(handle, line(ended('fuzz', { profile: 'linux-6.1', seed: '1', executions: 500_000_000 })));
  } finally {
    closeSync(handle);
  }
  return folder;
}
