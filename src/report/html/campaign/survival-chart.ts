import { scaleLinear, scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { bottomAxis, leftAxis, type Scale } from '../chart/axes.ts';
import { chart, type Frame, plotArea } from '../chart/frame.ts';
import { at, durationText, percentText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { Rediscovery } from './data.ts';
import { openAt, type SurvivalStep, survival } from './survival.ts';

const FRAME: Frame = { width: 760, height: 330, left: 52, right: 96, top: 26, bottom: 40 };
/** Fewest units between the names beside the ends of two curves. */
const NAME_HEIGHT = 15;
/** What tells curves apart besides their colour. */
const DASHES = ['', '7 4', '2 4', '10 3 2 3'];

interface Curve {
  readonly engine: string;
  readonly steps: readonly SurvivalStep[];
  readonly colour: string;
  readonly dash: string;
}

/** Share of searches that have not found their past bug, over CPU time, one curve for each engine. */
export function survivalChart({ engines, limitSeconds }: Rediscovery): Markup {
  const curves = engines.map(
    ({ engine, searches }, index): Curve => ({
      engine,
      steps: survival(searches),
      colour: `var(--series-${(index % 6) + 1})`,
      dash: DASHES[index % DASHES.length] as string,
    }),
  );
  const times = curves.flatMap(({ steps }) => steps.map(({ seconds }) => seconds)).filter((one) => one > 0);
  const { x0, x1, y0, y1 } = plotArea(FRAME);
  const end = Math.max(limitSeconds, ...times, 1);
  const time: Scale = scaleLog([Math.min(end / 10, ...times), end], [x0, x1]).clamp(true);
  const share = scaleLinear([0, 1], [y0, y1]);
  const description = `At the limit of ${durationText(limitSeconds)}, ${curves
    .map(({ engine, steps }) => `${shareText(openAt(steps, limitSeconds))} of the searches of ${engine}`)
    .join(' and ')} had not found their past bug.`;
  const names = namePlaces(curves.map(({ steps }) => share(steps.at(-1)?.open ?? 1)));
  return chart(
    { id: 'campaign-survival', title: 'Searches that are still looking, over CPU time', description },
    FRAME,
    html`${leftAxis(share, FRAME, { label: 'share of searches that have not found their past bug', count: 5, text: (value) => `${Math.round(100 * value)} %` })}${bottomAxis(time, FRAME, { label: 'CPU time of one search, logarithmic', count: 8, text: durationText })}${curves.map(
      (curve, index) => drawn(curve, time, share, x1, names[index] as number),
    )}`,
  );
}

const shareText = (share: number): string => percentText(share, 1);

function drawn(
  { engine, steps, colour, dash }: Curve,
  time: Scale,
  share: Scale,
  end: number,
  y: number,
): Markup {
  const start = { seconds: 0, open: 1, gaveUp: false };
  const last = steps.at(-1) ?? start;
  const points = [start, ...steps];
  const path = line<SurvivalStep>()
    .x(({ seconds }) => at(time(Math.max(seconds, Number.MIN_VALUE))))
    .y(({ open }) => at(share(open)))
    .curve(curveStepAfter)(points);
  // Those that gave up: a tick across the curve, as survival plots have it.
  const given = steps
    .filter(({ gaveUp }) => gaveUp)
    .map(({ seconds, open }) => `M${at(time(seconds))} ${at(share(open)) - 5}v10`);
  return html`<path class="curve" stroke="${colour}" stroke-dasharray="${dash}" d="${path ?? ''}"/><path stroke="${colour}" stroke-width="1.5" d="${given.join('')}"/><path stroke="${colour}" fill="none" d="M${at(time(last.seconds || 1))} ${at(share(last.open))}H${end}L${end + 10} ${y}h3"/><text class="strong" x="${end + 15}" y="${y + 4}">${engine}</text>`;
}

/** Heights for names, each near the end of its curve and none on another. */
function namePlaces(wanted: readonly number[]): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const places: number[] = [];
  let above = Number.NEGATIVE_INFINITY;
  for (const { y, index } of order) {
    above = Math.max(y, above + NAME_HEIGHT);
    places[index] = at(above);
  }
  const over = Math.max(0, above - plotArea(FRAME).y0);
  return places.map((y) => at(y - over));
}
