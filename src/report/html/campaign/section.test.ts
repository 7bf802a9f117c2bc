import { expect, it } from 'vitest';
import type { CampaignData, Search, TimePoint } from './data.ts';
import { campaignSection } from './section.ts';
import { cleaned, measures, wantsLog } from './series.ts';

const point = (seconds: number, value = seconds): TimePoint => ({
  seconds,
  executions: value * 100,
  edges: value,
  features: value,
  corpus: value,
  findings: 0,
});
const search = (flaw: string, cpuSeconds: number, found = true): Search => ({
  flaw,
  seed: '1',
  found,
  cpuSeconds,
  executions: 1,
});
const text = (data: Partial<CampaignData>): string =>
  campaignSection({ series: [], rediscovery: null, ...data }).body.text;

it('says which commands make what it lacks', () => {
  expect(text({})).toContain('fuzz --corpus reports/corpus');
  expect(text({})).toContain('npm run rediscovery -- --engine all');
  const own = {
    command: 'c',
    limitSeconds: 60,
    engines: [{ engine: 'guided', searches: [search('a', 1)], leftOut: 0 }],
  };
  expect(text({ rediscovery: own })).toContain('Without blind and fast-check');
});

it('draws one chart for each measure, all over the same time', () => {
  const body = text({ series: [point(0), point(10), point(20)] });
  for (const { key } of measures) expect(body).toContain(`id="campaign-${key}-title"`);
  expect(body).toContain(
    'After 20 s: 2,000 executions, 20 edges, 20 features, 20 programs kept, 0 new findings.',
  );
  expect(body).not.toMatch(/NaN|Infinity|undefined/);
});

it('leaves out the edges that nobody counted', () => {
  const series = [point(0), point(10)].map((one) => ({ ...one, edges: null }));
  expect(text({ series })).not.toContain('campaign-edges');
});

it('shows a long campaign over logarithmic time, thinned to what one can see', () => {
  const series = Array.from({ length: 5000 }, (_, index) => point(5 * index + 0.001));
  expect(wantsLog(series)).toBe(true);
  expect(wantsLog([point(0.001), point(5), point(90)])).toBe(false);
  const points = cleaned(series);
  expect(points.length).toBeLessThanOrEqual(201);
  expect(points.at(-1)).toEqual(series.at(-1));
  expect(text({ series })).not.toMatch(/NaN|Infinity/);
});

it('has no rate between two points of one moment', () => {
  const rate = measures.find(({ key }) => key === 'rate');
  expect(rate?.of([point(1), point(1, 5), point(3)])).toEqual([{ seconds: 3, value: 100 }]);
});

it('tells how many searches each engine lost, and lets none of them count as found', () => {
  const engines = [
    { engine: 'guided', searches: [search('a', 1), search('b', 2)], leftOut: 0 },
    { engine: 'blind', searches: [search('a', 30), search('b', 60, false)], leftOut: 3 },
  ];
  const body = text({ rediscovery: { command: 'c', limitSeconds: 60, engines } });
  expect(body).toContain('0.0 % of the searches of guided and 50.0 % of the searches of blind');
  expect(body).toContain('blind left out 3 searches');
  expect(body).toMatch(/<th scope="row">b<\/th><td>2 s <small>\(1\/1\)<\/small><\/td><td><strong>&gt; 60 s/);
});

it('escapes every foreign name', () => {
  const engines = [{ engine: '<script>\u202e', searches: [search('"><img src=x>', 1)], leftOut: 0 }];
  const body = text({ rediscovery: { command: '<b>', limitSeconds: 60, engines } });
  expect(body).not.toMatch(/<script|<img|<b>|\u202e/);
});
