import { scaleLinear } from 'd3-scale';
import { bottomAxis, type Scale } from '../chart/axes.ts';
import { chart, type Frame, plotArea } from '../chart/frame.ts';
import { at, counted, fineText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { EventFlood, FloodLane } from './data.ts';

const WIDTH = 820;
/** Of one lane, from its name to the line under it. */
const LANE = 150;
const BARS = 78;
const SIDES = { left: 46, right: 16 };
/** A bar stands for the handler runs within this part of a jiffy. */
const PARTS = 4;

/** The lanes, one under the other, with one time axis. @param description what it shows, for those who do not see it */
export function floodPicture({ lanes, duration, jiffy }: EventFlood, description: string): Markup {
  const frame: Frame = { width: WIDTH, height: LANE * lanes.length + 44, ...SIDES, top: 4, bottom: 40 };
  const { x0, x1 } = plotArea(frame);
  const time: Scale = scaleLinear([0, duration / 1000], [x0, x1]);
  const bins = lanes.map(({ handlerRuns }) => bursts(handlerRuns, jiffy / PARTS));
  const most = Math.max(1, ...bins.flatMap((one) => [...one.values()]));
  return chart(
    { id: 'event-flood', title: 'Handler runs and EOIs over virtual time', description },
    frame,
    html`<defs><pattern id="event-flood-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v5" stroke="var(--series-1)" stroke-width="2.4"/></pattern></defs>${bottomAxis(
      time,
      frame,
      { label: 'virtual time, ms', count: 10, text: fineText },
    )}${lanes.map((lane, index) => drawn(lane, bins[index] as ReadonlyMap<number, number>, { time, most, width: jiffy / PARTS, top: frame.top + LANE * index }))}`,
  );
}

interface Place {
  readonly time: Scale;
  /** Runs that the full height stands for. */
  readonly most: number;
  /** Of a bar, microseconds. */
  readonly width: number;
  readonly top: number;
}

function drawn(
  lane: FloodLane,
  bins: ReadonlyMap<number, number>,
  { time, most, width, top }: Place,
): Markup {
  const x = (microseconds: number): number => at(time(microseconds / 1000));
  const floor = top + 24 + BARS;
  const runs = scaleLinear([0, most], [0, BARS]);
  const wide = at(time(width / 1000) - time(0));
  const bars = [...bins].map(
    // Even a single run is seen.
    ([from, count]) => `M${x(from)} ${floor}v${-at(Math.max(1.5, runs(count)))}h${at(wide * 0.9)}V${floor}z`,
  );
  const waits = lane.putOff.map(
    ({ from, to }) => `M${x(from)} ${floor + 16}H${Math.max(x(to), x(from) + 1)}v8H${x(from)}z`,
  );
  const { left, right } = SIDES;
  return html`<text class="strong" x="${left}" y="${top + 12}">${lane.driver}: ${counted(lane.handlerRuns.length, 'handler run')}</text><path class="axis" d="M${left} ${floor}H${WIDTH - right}"/><text x="${left - 6}" y="${floor - BARS + 8}" text-anchor="end">${most}</text><text x="${left - 6}" y="${floor}" text-anchor="end">0</text><path d="${bars.join('')}" fill="var(--series-2)"/><path d="${distinct(
    lane.events.map(x),
  )
    .map((one) => `M${one} ${floor + 4}v7`)
    .join(
      '',
    )}" stroke="var(--ink)" stroke-width="1.5"/><path d="${waits.join('')}" fill="url(#event-flood-hatch)" stroke="var(--series-1)" stroke-width=".8"/><path d="${distinct(
    lane.eoisAtOnce.map(x),
  )
    .map((one) => `M${at(one - 2.5)} ${floor + 34}l2.5-6 2.5 6z`)
    .join('')}" fill="var(--series-3)"/>`;
}

/** Marks on one spot are one. */
const distinct = (places: readonly number[]): number[] => [...new Set(places)];

/** Handler runs that follow each other within `width` of the first: by its time, how many. */
function bursts(times: readonly number[], width: number): Map<number, number> {
  const found = new Map<number, number>();
  let first = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time - first >= width) first = time;
    found.set(first, (found.get(first) ?? 0) + 1);
  }
  return found;
}
