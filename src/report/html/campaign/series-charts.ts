import { scaleLinear, scaleLog } from 'd3-scale';
import { curveLinear, curveStepAfter, line } from 'd3-shape';
import { bottomAxis, leftAxis, type Scale } from '../chart/axes.ts';
import { chart, type Frame, plotArea } from '../chart/frame.ts';
import { at, counted, durationText, fineText, shortText, wholeText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { TimePoint } from './data.ts';
import { cleaned, firstPositive, type Measure, measures, type Sample, wantsLog } from './series.ts';

const FRAME: Frame = { width: 340, height: 150, left: 46, right: 12, top: 12, bottom: 24 };
/** Rows of the table: as many as one reads. */
const TABLE_ROWS = 24;

/** The small charts, all with the same time axis, and their table. */
export function seriesCharts(series: readonly TimePoint[]): Markup {
  const points = cleaned(series);
  const last = points.at(-1);
  if (last === undefined || points.length < 2)
    return html`<p class="none">No course of time was kept: <code>npx pciback-rig fuzz --corpus reports/corpus</code> keeps one.</p>`;
  const log = wantsLog(points);
  const { x0, x1 } = plotArea(FRAME);
  const time: Scale = log
    ? scaleLog([Math.max(firstPositive(points), Math.min(1, last.seconds / 2)), last.seconds], [x0, x1])
    : scaleLinear([0, last.seconds], [x0, x1]);
  time.clamp(true);
  return html`<p>After ${durationText(last.seconds)}: ${counted(last.executions, 'execution')}, ${
    last.edges !== null && html`${counted(last.edges, 'edge')}, `
  }${counted(last.features, 'feature')}, ${counted(last.corpus, 'program')} kept, ${counted(last.findings, 'new finding')}. The time axis is ${log ? 'logarithmic' : 'linear'} and the same for all.</p>
<div class="campaign-small">${measures.map((measure) => panel(measure, points, time))}</div>
${seriesTable(points)}`;
}

function panel(measure: Measure, points: readonly TimePoint[], time: Scale): Markup | false {
  const samples = measure.of(points);
  const last = samples.at(-1);
  if (last === undefined) return false;
  const { y0, y1 } = plotArea(FRAME);
  const most = Math.max(...samples.map(({ value }) => value));
  const value = scaleLinear([0, Math.max(1, most)], [y0, y1]);
  const id = `campaign-${measure.key}`;
  const path = line<Sample>()
    .x(({ seconds }) => at(time(seconds)))
    .y((sample) => at(value(sample.value)))
    .curve(measure.grows ? curveStepAfter : curveLinear)(samples);
  const now = fineText(last.value);
  const description = measure.grows
    ? `${now} after ${durationText(last.seconds)}; half of them after ${durationText(halfOf(samples, last.value))}.`
    : `${now} at the end, ${fineText(most)} at most.`;
  return html`<figure><figcaption>${measure.title} <strong>${now}</strong></figcaption>${chart(
    { id, title: `${measure.title} over time`, description },
    FRAME,
    html`${leftAxis(value, FRAME, { count: most < 3 ? Math.max(1, most) : 3, text: shortText })}${bottomAxis(time, FRAME, { count: 5, text: durationText })}<path class="curve" stroke="var(--series-1)" d="${path ?? ''}"/><circle cx="${at(time(last.seconds))}" cy="${at(value(last.value))}" r="3" fill="var(--series-1)"/>`,
  )}</figure>`;
}

const halfOf = (samples: readonly Sample[], end: number): number =>
  samples.find(({ value }) => value >= end / 2)?.seconds ?? 0;

function seriesTable(points: readonly TimePoint[]): Markup {
  const step = Math.max(1, Math.ceil(points.length / TABLE_ROWS));
  const shown = points.filter((_, index) => (points.length - 1 - index) % step === 0);
  return html`<details><summary>The course of time as a table</summary><div class="wide" tabindex="0" role="region" aria-label="The course of time"><table><caption>What the campaign had done by then${step > 1 && `, every ${step}th of ${points.length} moments`}</caption>
<thead><tr><th scope="col">time</th><th scope="col">executions</th><th scope="col">edges</th><th scope="col">features</th><th scope="col">programs kept</th><th scope="col">new findings</th></tr></thead>
<tbody>${shown.map(
    (point) =>
      html`<tr><th scope="row">${durationText(point.seconds)}</th><td>${wholeText(point.executions)}</td><td>${point.edges === null ? '-' : wholeText(point.edges)}</td><td>${wholeText(point.features)}</td><td>${wholeText(point.corpus)}</td><td>${wholeText(point.findings)}</td></tr>`,
  )}</tbody></table></div></details>`;
}
