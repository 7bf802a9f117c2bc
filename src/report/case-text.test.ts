import { describe, expect, it } from 'vitest';
import type { Evidence } from '../conformance/evidence.ts';
import type { Rule } from '../conformance/rule.ts';
import type { CaseResult } from '../conformance/verdict.ts';
import { renderCase } from './case-text.ts';

const rule: Rule = {
  id: 'CONF-01',
  level: 'MUST',
  requirement: 'a read gives what is there',
  source: 'conf_space.c: valid_request',
  part: 'driver',
  guestObservable: true,
};
const result: CaseResult = {
  id: 'CONF-01/1',
  rule: 'CONF-01',
  level: 'MUST',
  verdict: 'FAIL',
  containment: 'held',
  device: 'e1000e',
  reason: 'replies differs',
  mismatches: [{ what: 'replies', match: 'equal', expected: [[0, 0x10d38086]], observed: [[-2, undefined]] }],
};
const text = { title: 'a dword at 0', rule };
const page = (...words: [number, number][]): Uint8Array => {
  const bytes = new Uint8Array(4096);
  for (const [offset, value] of words) new DataView(bytes.buffer).setUint32(offset, value, true);
  return bytes;
};
const evidence: Evidence = {
  steps: {
    kind: 'program',
    program: {
      setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
      actions: [{ do: 'op', cmd: 0 }],
    },
  },
  pages: [{ name: 'domain 1', before: page([0, 2]), after: page([0, 2], [32, 0xffffffff]) }],
  hardware: [
    { name: '0000:01:00.0 e1000e', before: page([0, 0x10d38086], [4, 3]), after: page([0, 0x10d38086]) },
  ],
};

describe('renderCase', () => {
  it('shows a case whole', () => {
    expect(renderCase(result, text, evidence)).toBe(`CONF-01/1 on e1000e: FAIL (replies differs)
  case         a dword at 0
  requirement  CONF-01 MUST: a read gives what is there
  source       conf_space.c: valid_request
  containment  held
  replies
    expected  [[0,0x10d38086]]
    observed  [[-2,null]]
  steps
    set-up: topology vpci, 1 guest, guests connected
      device 0: e1000e, guest 0 has it
    action 0: guest 0 conf_read offset=0x0 size=4
  page of domain 1, before and after
    flags                  0x00000002 -> 0x00000002
    op.value               0x00000000 -> 0xffffffff  *
  registers of 0000:01:00.0 e1000e, before and after
    0x000                  0x10d38086 -> 0x10d38086
    0x004                  0x00000003 -> 0x00000000  *
`);
  });

  it('shows the script of a client case', () => {
    const steps = { kind: 'script' as const, script: { steps: [{ do: 'publish' as const }] } };
    expect(renderCase(result, text, { steps, pages: [], hardware: [] })).toContain(
      '  steps\n    set-up: a guest, its frontend, a scripted backend\n    step 0: publish\n',
    );
  });

  it('shows one without evidence or device, and what broke containment', () => {
    const client: CaseResult = {
      ...result,
      device: null,
      verdict: 'PASS',
      reason: null,
      containment: 'broken',
    };
    expect(
      renderCase({ ...client, mismatches: [] }, text, null, ['it wrote\u001b[31m']),
    ).toBe(`CONF-01/1: PASS
  case         a dword at 0
  requirement  CONF-01 MUST: a read gives what is there
  source       conf_space.c: valid_request
  containment  broken
    it wrote\\x1b[31m
`);
  });

  it('breaks long texts between words', () => {
    const long = renderCase(result, { title: 'word '.repeat(40).trim(), rule }, null).split('\n');
    expect(long[1]).toMatch(/^ {2}case {9}word word/);
    expect(long[2]).toMatch(/^ {15}word/);
    for (const line of long) expect(line.length).toBeLessThanOrEqual(100);
    expect(renderCase(result, { title: 'x'.repeat(300), rule }, null)).toContain(
      `  case         ${'x'.repeat(300)}\n`,
    );
  });

  it('says how values were compared, and cuts long ones', () => {
    const mismatches = [
      { what: 'a', match: 'includes' as const, expected: [1], observed: [] },
      { what: 'b', match: 'lacks' as const, expected: Array(500).fill(7), observed: undefined },
    ];
    const shown = renderCase({ ...result, mismatches }, text, null);
    expect(shown).toContain('    expected, among others  [1]\n    observed  []\n');
    expect(shown).toMatch(/ {4}expected, none of {2}\[7,7,.{500,700} \.\.\.\n {4}observed {2}null\n/);
  });

  it('makes foreign text visible, in values too', () => {
    const evil = '\u202e\u001b[31m';
    const mismatches = [{ what: evil, match: 'equal' as const, expected: evil, observed: evil }];
    const shown = renderCase(
      { ...result, device: evil, reason: evil, mismatches },
      { title: evil, rule },
      {
        ...evidence,
        hardware: [{ name: evil, before: null, after: page([0, 1]) }],
      },
    );
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u202e');
    expect(shown).toContain('0x000                  none       -> 0x00000001  *');
  });

  it('tells what there is none of, and keeps what changed of what is too much', () => {
    const many = page(...Array.from({ length: 100 }, (_, i): [number, number] => [i * 4, 1]));
    const changed = page(
      ...Array.from({ length: 100 }, (_, i): [number, number] => [i * 4, i === 50 ? 2 : 1]),
    );
    const shown = renderCase(result, text, {
      ...evidence,
      pages: [
        { name: 'domain 1', before: null, after: null },
        { name: 'domain 2', before: page(), after: page() },
        { name: 'domain 3', before: many, after: changed },
      ],
      hardware: [{ name: 'x', before: many, after: null }],
    });
    expect(shown).toContain('domain 1, before and after\n    cannot be seen\n');
    expect(shown).toContain('domain 2, before and after\n    all zero\n');
    expect(shown).toMatch(
      /domain 3, before and after\n {4}\S+ +0x00000001 -> 0x00000002 {2}\*\n {4}99 more words/,
    );
    expect(shown).toContain('registers of x, before and after\n    none at the end\n');
  });
});
