import { pageFieldOffset } from '../../abi/pciif.ts';
import { PointKind, type Points, pointKindNames } from '../../platform/points.ts';
import { Ev, type Recorder } from '../../platform/recorder.ts';
import type { Action, Effect, Step } from '../../program/program.ts';

interface Armed {
  readonly kind: PointKind;
  /** Name number the point must have; -1: any. */
  readonly name: number;
  readonly nth: number;
  readonly steps: readonly Step[];
  readonly action: number;
  readonly index: number;
  seen: number;
}

/**
 * Most effects that run in one program. An effect at every EOI that sends an event would otherwise keep the two going
 * for all of the virtual time that the program lasts.
 */
const MAX_FIRINGS = 4096;

/** The effects in force: those of the action at hand, and of actions that left the backend waiting before it. */
export class ArmedEffects implements Points {
  armed = 0;
  private readonly effects: Armed[] = [];
  private acting = false;
  /** How often effects ran in this program. */
  private firings = 0;
  private readonly perform: (step: Step) => void;
  private readonly ports: { readonly recorder: Recorder };

  /** @param perform carries out one step at a point */
  constructor(ports: { readonly recorder: Recorder }, perform: (step: Step) => void) {
    this.ports = ports;
    this.perform = perform;
  }

  /** A new program begins. */
  reset(): void {
    this.clear();
    this.firings = 0;
  }

  clear(): void {
    if (this.armed === 0) return;
    this.effects.length = 0;
    this.armed = 0;
    this.acting = false;
  }

  /** Arms the effects of an action. */
  arm(action: Action, number: number): void {
    const { at } = action;
    if (at === undefined) return;
    for (let index = 0; index < at.length; index++) {
      const effect = at[index] as Effect;
      const kind = pointKindNames.indexOf(effect.on) as PointKind;
      this.effects.push({
        kind,
        name: nameNumber(kind, effect.name),
        nth: effect.nth,
        steps: effect.then,
        action: number,
        index,
        seen: 0,
      });
      this.armed |= 1 << kind;
    }
  }

  reach(kind: PointKind, name: number): void {
    if (this.acting) return;
    for (const effect of this.effects) {
      if (effect.kind !== kind || (effect.name >= 0 && effect.name !== name)) continue;
      effect.seen++;
      if (effect.nth !== 0 && effect.seen !== effect.nth) continue;
      this.act(effect);
    }
  }

  /** What happens at a point is not itself interrupted by points. */
  private act(effect: Armed): void {
    if (++this.firings > MAX_FIRINGS) return;
    this.acting = true;
    this.ports.recorder.emit(Ev.PointHit, effect.action, effect.index);
    try {
      for (const step of effect.steps) this.perform(step);
    } finally {
      this.acting = false;
    }
  }
}

/** Number by which ports announce a named point; -1 when no name is given or it names nothing. */
function nameNumber(kind: PointKind, name: string | undefined): number {
  if (name === undefined) return -1;
  const number = name.startsWith('0x') ? Number.parseInt(name, 16) : Number.NaN;
  if (kind === PointKind.Fetch || kind === PointKind.Store) {
    const offset = pageFieldOffset(name) ?? number;
    return Number.isNaN(offset) ? -1 : offset >> 2;
  }
  if (kind === PointKind.Config) return Number.isNaN(number) ? -1 : number;
  return -1;
}
