import { expect, it } from 'vitest';
import type { Progress } from './campaign.ts';
import { MAX_POINTS, Series, seriesOf } from './series.ts';
import { PLOT_HEADER, parsePlot } from './stats.ts';

const at = (executions: number, edges: Progress['edges'] = { covered: 7, total: 9 }): Progress => ({
  executions,
  features: executions + 1,
  edges,
  corpus: 3,
  fetchPoints: 0,
  flippedPoints: 0,
  findings: { new: 1, known: 2 },
  hygiene: 0,
  byTarget: {},
  target: 'msi',
});

it('takes a point now and then, and one at the end', () => {
  const series = new Series();
  for (const seconds of [0, 0.1, 0.2, 0.3, 0.31]) series.tick(seconds, at(seconds * 100));
  expect(series.end(0.4, at(40, null))).toEqual([
    { seconds: 0, executions: 0, edges: 7, features: 1, corpus: 3, findings: 1 },
    { seconds: 0.3, executions: 30, edges: 7, features: 31, corpus: 3, findings: 1 },
    { seconds: 0.4, executions: 40, edges: null, features: 41, corpus: 3, findings: 1 },
  ]);
});

it('has so few points that a page holds those of many campaigns', () => {
  expect(MAX_POINTS).toBe(600);
});

it('never has more points than fit, from the beginning to the end, in order', () => {
  const series = new Series();
  for (let i = 0; i <= 200_000; i++) series.tick(i / 10, at(i));
  const points = series.end(20_001, at(200_001));
  expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
  expect(points.length).toBeGreaterThan(MAX_POINTS / 3);
  expect([points[0]?.seconds, points.at(-1)?.seconds]).toEqual([0, 20_001]);
  const steps = points.slice(1).map(({ seconds }, i) => seconds - (points[i]?.seconds ?? 0));
  expect(Math.min(...steps)).toBeGreaterThan(0);
});

it('goes on where an earlier session ended, and says one thing of one moment', () => {
  const earlier = { seconds: 10, executions: 500, edges: 5, features: 6, corpus: 2, findings: 0 };
  const series = new Series([earlier]);
  series.tick(0, at(1));
  const points = series.end(2, at(20));
  expect(points.map(({ seconds, executions }) => [seconds, executions])).toEqual([
    [10, 501],
    [12, 520],
  ]);
});

it('knows its row again', () => {
  const points = new Series().end(1, at(1));
  expect(seriesOf({ type: 'event', kind: 'series', points })).toEqual(points);
  expect(seriesOf({ type: 'event', kind: 'pulse' })).toBeUndefined();
  expect(seriesOf({ type: 'event', kind: 'series', points: [{ seconds: -1 }] })).toBeUndefined();
});

it('is in plot.csv too, as far as its writer came', () => {
  const text = `${PLOT_HEADER}1700000000,5.001,4096,819,30,512,480,1,9,300,4.5\n1700000005,10,8192,819,31,513,,1,9,300,9\n17000000`;
  expect(parsePlot(text)).toEqual([
    { seconds: 5.001, executions: 4096, edges: 480, features: 512, corpus: 30, findings: 1 },
    { seconds: 10, executions: 8192, edges: null, features: 513, corpus: 31, findings: 1 },
  ]);
  expect(parsePlot(`${PLOT_HEADER}a,b,c,d,e,f,g,h,i,j,k\n1,2\n`)).toEqual([]);
  expect(parsePlot('other,columns\n1,2\n')).toEqual([]);
});
