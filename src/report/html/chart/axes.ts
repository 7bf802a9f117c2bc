import type { ScaleContinuousNumeric } from 'd3-scale';
import { html, type Markup } from '../markup.ts';
import { type Frame, plotArea } from './frame.ts';
import { at } from './numbers.ts';

export type Scale = ScaleContinuousNumeric<number, number>;

/** Fewest units between two labels of the time axis. */
const ROOM = 44;

export interface AxisOptions {
  /** Under or beside the axis; none: the labels say enough. */
  readonly label?: string;
  /** About so many labels. */
  readonly count: number;
  readonly text: (value: number) => string;
}

/** Ticks that have room: the scale's own, without those that would stand on each other. */
function spaced(scale: Scale, count: number, room: number): number[] {
  const labelled = scale.ticks(count).filter((tick) => scale.tickFormat(count)(tick) !== '');
  const kept: number[] = [];
  for (const tick of labelled) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(scale(tick) - scale(last)) >= room) kept.push(tick);
  }
  return kept;
}

/** The axis at the bottom, with lines up through the chart. */
export function bottomAxis(scale: Scale, frame: Frame, { label, count, text }: AxisOptions): Markup {
  const { x0, x1, y0, y1 } = plotArea(frame);
  const ticks = spaced(scale, count, ROOM);
  const lines = ticks.map((tick) => `M${at(scale(tick))} ${y0}V${y1}`).join('');
  return html`<path class="grid" d="${lines}"/><path class="axis" d="M${x0} ${y0}H${x1}"/>${ticks.map(
    (tick) => html`<text x="${at(scale(tick))}" y="${y0 + 14}" text-anchor="middle">${text(tick)}</text>`,
  )}${label !== undefined && html`<text x="${x1}" y="${y0 + 28}" text-anchor="end">${label}</text>`}`;
}

/** The axis at the left, with lines through the chart. */
export function leftAxis(scale: Scale, frame: Frame, { label, count, text }: AxisOptions): Markup {
  const { x0, x1, y1 } = plotArea(frame);
  const ticks = spaced(scale, count, 13);
  const lines = ticks.map((tick) => `M${x0} ${at(scale(tick))}H${x1}`).join('');
  return html`<path class="grid" d="${lines}"/>${ticks.map(
    (tick) => html`<text x="${x0 - 6}" y="${at(scale(tick)) + 4}" text-anchor="end">${text(tick)}</text>`,
  )}${label !== undefined && html`<text x="${x0}" y="${y1 - 7}" text-anchor="start">${label}</text>`}`;
}
