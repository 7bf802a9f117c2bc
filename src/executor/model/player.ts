import { USEC_PER_JIFFY, USEC_PER_SEC } from '../../platform/clock.ts';
import { KernelOops } from '../../platform/oops.ts';
import { noPoints } from '../../platform/points.ts';
import { Ev, type Recorder, silentRecorder } from '../../platform/recorder.ts';
import type { Action, Program } from '../../program/program.ts';
import type { Crash } from '../execution.ts';
import { ArmedEffects } from './effects.ts';
import { performStep } from './steps.ts';
import type { Testbed } from './testbed.ts';

/** Scheduler steps one execution may take before an endless task is called endless. */
const STEP_BUDGET = 3000;
/** Virtual time given at the end so that delayed EOIs and timeouts of waiting tasks take place. */
const SETTLE_USEC = 20 * USEC_PER_JIFFY;
const AER_SETTLE_USEC = 310 * USEC_PER_SEC;

/** Is shown the machine between the actions of a program. */
export interface Onlooker {
  /** `action` has been played; the number of actions: everything has come to rest. */
  look(action: number): void;
}

/** Plays programs on one testbed. Keeps nothing from one program to the next. */
export class Player {
  private readonly bed: Testbed;
  private readonly effects: ArmedEffects;

  constructor(bed: Testbed) {
    this.bed = bed;
    this.effects = new ArmedEffects(bed.world.ports, (step) => performStep(bed, step, true));
  }

  /** Plays a program on the testbed, which is at its starting point; how the host crashed, or null. */
  play({ actions }: Program, recorder: Recorder, onlooker: Onlooker | null): Crash | null {
    const { world } = this.bed;
    world.ports.recorder = recorder;
    world.ports.points = this.effects;
    world.scheduler.budget = STEP_BUDGET;
    this.effects.reset();
    try {
      this.playActions(actions, recorder, onlooker);
      return null;
    } catch (error) {
      return crashOf(error, recorder);
    } finally {
      world.ports.recorder = silentRecorder;
      world.ports.points = noPoints;
      world.scheduler.current = undefined;
    }
  }

  private playActions(actions: readonly Action[], recorder: Recorder, onlooker: Onlooker | null): void {
    const { bed, effects } = this;
    const { scheduler } = bed.world;
    let held = false;
    for (let number = 0; number < actions.length; number++) {
      const action = actions[number] as Action;
      if (!held) effects.clear();
      recorder.emit(Ev.Action, number);
      effects.arm(action, number);
      const times = action.do === 'op' ? (action.times ?? 1) : 1;
      for (let i = 0; i < times; i++) {
        performStep(bed, action, false);
        held = action.hold === true;
        if (!held) scheduler.settle();
      }
      onlooker?.look(number);
      if (scheduler.budget <= 0) return;
    }
    scheduler.settle();
    const waits = scheduler.tasks.some(({ deadline }) => deadline !== Number.POSITIVE_INFINITY);
    scheduler.advance(waits ? AER_SETTLE_USEC : SETTLE_USEC);
    onlooker?.look(actions.length);
  }
}

function crashOf(error: unknown, recorder: Recorder): Crash {
  if (error instanceof KernelOops) {
    recorder.emit(Ev.Oops, recorder.text(error.message));
    return { kind: error.kind, site: error.site, message: error.message };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const site = error instanceof Error ? (/at (\S+) \(/.exec(error.stack ?? '')?.[1] ?? 'unknown') : 'unknown';
  recorder.emit(Ev.Oops, recorder.text(message));
  return { kind: 'exception', site, message };
}
