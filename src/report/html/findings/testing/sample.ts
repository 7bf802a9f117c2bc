import type { FindingView, SequenceStep } from '../data.ts';

/** A finding for tests, with what matters to them. */
export const finding = (identity: string, more: Partial<FindingView> = {}): FindingView => ({
  identity,
  oracle: 'double-fetch',
  state: 'new',
  severity: { level: 'high', reach: 'guest', hurt: 'the host', derived: true, reasons: ['Because.'] },
  rules: ['EVT-12'],
  target: 'double-fetch',
  violations: [{ fingerprint: identity, title: `what ${identity} is`, detail: '' }],
  advisory: null,
  cause: null,
  hardening: null,
  where: null,
  reproduced: 20,
  runs: 20,
  executions: 7,
  command: 'npx pciback-rig repro x/program.json',
  program: 'set-up: one guest\n',
  sequence: null,
  fetches: null,
  end: [],
  missing: null,
  ...more,
});

/** Fetches, one after the other. */
export const fetches = (number: number): SequenceStep[] =>
  Array.from({ length: number }, (_, i) => ({
    kind: 'arrow',
    from: 'page',
    to: 'backend',
    text: `fetch ${i}`,
    time: i,
  }));
