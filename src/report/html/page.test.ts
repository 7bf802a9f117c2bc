import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { HOSTILE } from '../formats/testing/samples.ts';
import { visible } from '../visible-text.ts';
import type { ReportData, ReportParts } from './data.ts';
import { html } from './markup.ts';
import { page } from './page.ts';
import { sectionsOf } from './sections.ts';

const parts: ReportParts = {
  advisories: { executors: ['model'], bugs: [], nothingToPutBack: [] },
  conformance: undefined,
  findings: { findings: [], searched: false },
  configMap: undefined,
  eventFlood: { device: '', jiffy: 4000, duration: 4000, lanes: [] },
  campaign: { series: [], rediscovery: null },
  coverage: null,
};
const data = (more: Partial<ReportData> = {}): ReportData => ({
  title: 'a title',
  version: '1.2.3',
  date: Date.UTC(2026, 10, 21, 12, 34),
  run: { name: 'reports', commands: [], filed: undefined, edges: undefined },
  tested: { profile: 'linux-6.1', changes: ['xsa-155'], executor: 'model' },
  verdict: { state: 'good', sentence: 'All is well.', facts: [], next: [] },
  weaknesses: [],
  comparison: undefined,
  formats: [],
  parts,
  ...more,
});
const section = {
  id: 'one',
  title: 'One',
  lead: 'What it is',
  body: html`<p>here</p>`,
  style: '.one { top: 0 }',
};

it('is the same for the same data, and says when and of what it was made', () => {
  const text = page(data(), [section]);
  expect(page(data(), [section])).toBe(text);
  expect(text).toContain('<b>linux-6.1 + xsa-155</b> · 2026-11-21 12:34 UTC · pciback-rig 1.2.3');
  expect(text).toContain('<section id="one" aria-labelledby="one-heading">');
  expect(text).toContain('<li><a href="#one">One</a></li>');
});

it('allows its own style and script by their hashes, and nothing else', () => {
  const text = page(data(), [section]);
  const hash = (of: RegExp): string =>
    `sha256-${createHash('sha256')
      .update(of.exec(text)?.[1] ?? '')
      .digest('base64')}`;
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(text)?.[1]
    ?.replaceAll('&#39;', "'");
  expect(policy).toBe(
    `default-src 'none'; style-src '${hash(/<style>([\s\S]*?)<\/style>/)}'; script-src '${hash(/<script>([\s\S]*?)<\/script>/)}'; base-uri 'none'; form-action 'none'`,
  );
  expect(text).not.toMatch(/https?:|url\(|@import|\sstyle="|\son\w+="/);
  expect(text.match(/<script/g)).toHaveLength(1);
});

it('takes foreign text for nothing but text, wherever it comes from', () => {
  const tested = { profile: HOSTILE, changes: [HOSTILE], executor: HOSTILE };
  const hostile = data({
    title: HOSTILE,
    version: HOSTILE,
    run: {
      name: HOSTILE,
      filed: undefined,
      edges: undefined,
      commands: [
        {
          command: 'fuzz',
          file: HOSTILE,
          ...tested,
          summary: { type: 'summary', command: 'fuzz', seed: HOSTILE },
          findings: [],
          conform: [],
          regress: [],
          met: new Set(),
          series: [],
        },
      ],
    },
    tested,
    verdict: {
      state: 'bad',
      sentence: HOSTILE,
      facts: [{ name: HOSTILE, text: HOSTILE, isBad: true }],
      next: [{ command: HOSTILE, does: HOSTILE }],
    },
    weaknesses: [
      {
        fingerprint: HOSTILE,
        title: HOSTILE,
        rules: [HOSTILE],
        reach: HOSTILE,
        severity: 'high',
        hardening: HOSTILE,
        note: HOSTILE,
        hardeningTitle: HOSTILE,
        met: true,
      },
    ],
    formats: [{ file: 'x', title: HOSTILE, lacks: HOSTILE }],
  });
  const text = page(hostile, sectionsOf(hostile));
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text).not.toContain('alert("1")');
  expect(text.split('\n').filter((line) => visible(line) !== line)).toEqual([]);
});

it('refuses two sections of one name', () => {
  expect(() => page(data(), [section, section])).toThrow(RangeError);
});

it('leaves out what there is nothing of, and puts makers that give several parts in order', () => {
  expect(sectionsOf(data({ tested: undefined })).map(({ id }) => id)).toEqual([
    ...['verdict', 'findings', 'advisories', 'event-flood', 'campaign', 'coverage'],
  ]);
  const makers = [() => undefined, () => [section, { ...section, id: 'two' }], () => section];
  expect(sectionsOf(data(), makers).map(({ id }) => id)).toEqual(['one', 'two', 'one']);
});
