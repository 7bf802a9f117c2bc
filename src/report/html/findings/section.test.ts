import { describe, expect, it } from 'vitest';
import type { FindingView } from './data.ts';
import { worstFirst } from './order.ts';
import { findingsSection } from './section.ts';
import { fetches, finding } from './testing/sample.ts';

const shown = (...findings: readonly FindingView[]): string =>
  findingsSection({ findings, searched: true }).body.text;
const low = { level: 'low', reach: 'guest', hurt: 'x', derived: true, reasons: [] } as const;

describe('an empty list', () => {
  it('says so, positively, after a search', () => {
    expect(shown()).toContain('Nothing new was found');
  });

  it('is no good news without one', () => {
    const { body, lead } = findingsSection({ findings: [], searched: false });
    expect(body.text).toContain('Not run');
    expect(body.text).not.toContain('Nothing new');
    expect(lead).toContain('no campaign');
  });
});

it('puts open findings before known ones, and severe ones before others', () => {
  const list = [
    finding('d', { state: 'fixed' }),
    finding('c', { state: 'known' }),
    finding('b', { severity: low }),
    finding('z', { state: 'reopened' }),
    finding('a'),
  ];
  expect(worstFirst(list).map(({ identity }) => identity)).toEqual(['a', 'z', 'b', 'c', 'd']);
  const text = shown(...list);
  expect(text.indexOf('what b is')).toBeLessThan(text.indexOf('1 known weakness'));
  expect(text.indexOf('1 known weakness')).toBeLessThan(text.indexOf('what c is'));
});

it('says how the severity came about', () => {
  expect(shown(finding('a'))).toContain('derived by rule');
  const judged = finding('a', { severity: { ...low, derived: false } });
  expect(shown(judged)).toContain('somebody judged it');
});

it('does not repeat a program or a picture', () => {
  const sequence = { lanes: ['dom1', 'page', 'backend'], steps: fetches(3) };
  const text = shown(finding('a', { sequence }), finding('b', { sequence }));
  expect(text.match(/<svg/g)).toHaveLength(1);
  expect(text.match(/set-up: one guest/g)).toHaveLength(1);
  expect(text).toContain('<a href="#findings-a">what a is</a>: it is the same');
});

it('gives every finding an id of its own, whatever it is called', () => {
  const ids = Array.from(
    shown(finding('a/b'), finding('a--b'), finding('ä'), finding('a/b')).matchAll(/ id="([^"]*)"/g),
    ([, id]) => id,
  );
  expect(new Set(ids).size).toBe(4);
  expect(ids.every((id) => /^findings-[\w.-]+$/.test(id ?? ''))).toBe(true);
});

it('escapes whatever stands in a finding', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u0000';
  const step = { kind: 'arrow', from: evil, to: 'page', text: evil, time: 0, mark: 'flip' } as const;
  const fetch = { which: evil, offset: 0, field: evil, value: evil, site: evil, time: 0 };
  const text = shown(
    finding(evil, {
      oracle: evil,
      target: evil,
      rules: [evil],
      violations: [
        { fingerprint: evil, title: evil, detail: evil },
        { fingerprint: evil, title: evil, detail: evil },
      ],
      advisory: evil,
      cause: evil,
      hardening: evil,
      where: evil,
      command: evil,
      program: evil,
      missing: evil,
      end: [evil],
      severity: { level: 'high', reach: evil, hurt: evil, derived: true, reasons: [evil] },
      sequence: { lanes: [evil, 'page'], steps: [step, { kind: 'heading', text: evil, time: 0 }] },
      fetches: { shown: [fetch, fetch], count: 2, between: [evil], followed: [evil] },
    }),
  );
  expect(text).not.toMatch(/<script|<img/);
  expect(text.includes('\u202e') || text.includes('\u0000')).toBe(false);
});

describe('ten thousand findings', () => {
  const all = Array.from({ length: 10_000 }, (_, i) =>
    finding(`host-integrity/some-register-${i}/xen_pcibk_config_write`, {
      program: `set-up ${i}: ${'x'.repeat(600)}`,
      sequence: {
        lanes: ['dom1', 'page', 'backend', 'host'],
        steps: [...fetches(500), { kind: 'note', text: String(i), time: 0 }],
      },
      violations: [
        { fingerprint: 'f', title: `a register is changed, class ${i % 40}`, detail: 'd'.repeat(200) },
      ],
    }),
  );
  const text = shown(...all);

  it('stay small, and each is there', () => {
    expect(text.length).toBeLessThan(5_000_000);
    expect(text.match(/class="fnd-card/g)).toHaveLength(200);
    for (const i of [0, 1, 5_000, 9_999]) expect(text).toContain(`some-register-${i}/`);
  });

  it('do not blow up by long texts', () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      finding(`${i}${'y'.repeat(10_000)}`, { program: `${i}${'z'.repeat(100_000)}`, command: null }),
    );
    expect(shown(...long).length).toBeLessThan(5_000_000);
  });
});
