import { STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';

/**
 * What an event did at its point: nothing that was recorded; things of page, channel, xenstore and scheduler alone;
 * or others as well, configuration space among them.
 */
export type Footprint = 'none' | 'light' | 'heavy';

/**
 * What the backend did from one point to the next: one load and nothing else; accesses of configuration space and
 * nothing else; or others.
 */
export type Stretch = 'load' | 'config' | 'other';

/** Records of what has no part in a device, nor ends the execution. */
const lightCodes: ReadonlySet<number> = new Set([
  Ev.Fetch,
  Ev.Store,
  Ev.FlagBit,
  Ev.Notify,
  Ev.GuestNotify,
  Ev.HandlerEnter,
  Ev.HandlerExit,
  Ev.Eoi,
  Ev.EoiDone,
  Ev.WorkQueued,
  Ev.XenstoreWrite,
  Ev.StateSwitch,
  Ev.WatchQueued,
  Ev.TaskStart,
]);

const configCodes: ReadonlySet<number> = new Set([Ev.ConfigRead, Ev.ConfigWrite]);

/**
 * What one effect did, when another one, a mark, follows it at its point.
 * @param action number of the action that carries the effect
 */
export function footprintOf({ log }: Execution, action: number, effect: number): Footprint {
  const { codes, length } = log;
  let i = 0;
  while (i < length && !isHit(log, i, action, effect)) i++;
  const first = ++i;
  for (; i < length && !isHit(log, i, action); i++) if (!lightCodes.has(codes[i] as number)) return 'heavy';
  // Without a mark behind it the execution ended there, or never came by.
  if (i >= length) return 'heavy';
  return i === first ? 'none' : 'light';
}

/**
 * What the backend did after each point of one action, which has probes.
 * @param effects all effects of the action but the probes
 */
export function stretchesOf({ log }: Execution, action: number, effects: number): Stretch[] {
  const { codes, data, length } = log;
  const result: Stretch[] = [];
  let inside = false;
  let stretch: Stretch | undefined;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (code === Ev.Action) {
      if (inside) break;
      inside = data[i * STRIDE + 3] === action;
    } else if (!inside) continue;
    else if (!isHit(log, i, action)) stretch = result.length === 0 ? undefined : widened(stretch, code);
    else if ((data[i * STRIDE + 4] as number) >= effects) {
      if (result.length > 0) result[result.length - 1] = stretch ?? 'other';
      result.push('other');
      stretch = undefined;
    } else stretch = 'other';
  }
  return result;
}

function widened(stretch: Stretch | undefined, code: number): Stretch {
  if (code === Ev.Fetch && stretch === undefined) return 'load';
  return configCodes.has(code) && (stretch === undefined || stretch === 'config') ? 'config' : 'other';
}

function isHit({ codes, data }: Execution['log'], i: number, action: number, effect?: number): boolean {
  const at = i * STRIDE;
  return (
    codes[i] === Ev.PointHit && data[at + 3] === action && (effect === undefined || data[at + 4] === effect)
  );
}
