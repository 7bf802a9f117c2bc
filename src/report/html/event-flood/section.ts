import { CHART_STYLE } from '../chart/frame.ts';
import { counted, fineText, wholeText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import type { EventFlood, FloodLane } from './data.ts';
import { floodPicture } from './picture.ts';

const STYLE = `${CHART_STYLE}
.flood-picture { max-width: 60rem; overflow-x: auto; }
.flood-picture .chart { min-width: 34rem; }
.flood-key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; }
.flood-key svg { width: 1.2em; height: 1em; vertical-align: -.12em; margin-right: .4em; }
.flood td { text-align: right; font-variant-numeric: tabular-nums; }
.flood .wide { overflow-x: auto; }
`;

const KEY = [
  ['guest sends events', html`<path d="M10 3v10" stroke="var(--ink)" stroke-width="2"/>`],
  ['handler runs within a quarter of a jiffy', html`<path d="M5 2h10v12H5z" fill="var(--series-2)"/>`],
  [
    'an EOI is put off until the bar ends',
    html`<path d="M1 6h18v5H1z" fill="url(#event-flood-hatch)" stroke="var(--series-1)"/>`,
  ],
  ['an EOI is made at once', html`<path d="M6 13l4-9 4 9z" fill="var(--series-3)"/>`],
] as const;

/** One flood of events on two drivers, under one time axis. */
export function eventFloodSection(flood: EventFlood): Section {
  return {
    id: 'event-flood',
    title: 'A flood of events',
    lead: 'What late EOI does for the host: one guest sends the same events to two drivers.',
    body: html`<div class="flood"><p>${sentence(flood)}</p>
<ul class="flood-key">${KEY.map(([text, mark]) => html`<li><svg viewBox="0 0 20 16" aria-hidden="true">${mark}</svg>${text}</li>`)}</ul>
<div class="flood-picture" tabindex="0" role="region" aria-label="Picture of the flood">${floodPicture(flood, sentence(flood))}</div>
${table(flood)}</div>`,
    style: STYLE,
  };
}

/** What the picture shows, told from its data. */
export function sentence({ lanes, duration, jiffy }: EventFlood): string {
  const [first] = lanes;
  if (first === undefined) return 'Nothing was run.';
  const events = counted(first.events.length, 'event');
  const span = `${fineText(duration / 1000)} ms of virtual time`;
  const runs = lanes.map(
    (lane) => `${lane.driver} ran the handler ${times(lane.handlerRuns.length)}${putOffText(lane)}`,
  );
  return `Of the same ${events} in ${span} (${wholeText(Math.round(duration / jiffy))} jiffies), ${runs.join('; ')}.`;
}

const times = (count: number): string => (count === 1 ? 'once' : counted(count, 'time'));

function putOffText({ putOff }: FloodLane): string {
  if (putOff.length === 0) return ' and put off no EOI';
  const most = Math.max(...putOff.map(({ jiffies }) => jiffies));
  return ` and put off ${counted(putOff.length, 'EOI')} by ${counted(most, 'jiffy', 'jiffies')}${putOff.some(({ jiffies }) => jiffies < most) ? ' or less' : ''}`;
}

function table({ lanes, jiffy, duration }: EventFlood): Markup {
  const columns = [
    'events',
    'handler runs',
    'most in one jiffy',
    'EOIs at once',
    'EOIs put off',
    'put off in all',
  ];
  return html`<details><summary>The picture as a table</summary><div class="wide" tabindex="0" role="region" aria-label="The flood as a table"><table><caption>The flood, by driver</caption><thead><tr><th scope="col">driver</th>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${lanes.map(
    (lane) =>
      html`<tr><th scope="row">${lane.driver}</th>${cells(lane, jiffy, duration).map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

function cells(
  { events, handlerRuns, eoisAtOnce, putOff }: FloodLane,
  jiffy: number,
  duration: number,
): string[] {
  const most = mostWithin(handlerRuns, jiffy);
  const waited = putOff.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    ...[events.length, handlerRuns.length, most, eoisAtOnce.length, putOff.length].map(wholeText),
    `${fineText(waited / 1000)} ms of ${fineText(duration / 1000)} ms`,
  ];
}

/** Most of ascending times in any window of so many microseconds. */
export function mostWithin(times: readonly number[], window: number): number {
  let most = 0;
  let from = 0;
  times.forEach((time, to) => {
    while (time - (times[from] as number) >= window) from++;
    most = Math.max(most, to - from + 1);
  });
  return most;
}
