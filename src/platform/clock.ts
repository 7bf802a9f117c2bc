/** Virtual time in microseconds. Nothing in the rig's layers below the executor reads the wall clock. */

export const HZ = 250;
export const USEC_PER_SEC = 1_000_000;
export const USEC_PER_JIFFY = USEC_PER_SEC / HZ;

/** Something that fires once at `due` (microseconds); `Infinity` while it is not armed. */
export interface Timer {
  due: number;
  fire(): void;
}

export class Clock {
  now = 0;
  private readonly timers: Timer[] = [];

  get jiffies(): number {
    return Math.floor(this.now / USEC_PER_JIFFY);
  }

  /** Makes `timer` known; it is armed by setting `timer.due`. */
  register(timer: Timer): void {
    this.timers.push(timer);
  }

  /** Lets `usec` pass for work just done; timers that fall due fire at the next {@link fireDue}. */
  spend(usec: number): void {
    this.now += usec;
  }

  /** Earliest armed timer, or `Infinity`. */
  nextDue(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const timer of this.timers) if (timer.due < due) due = timer.due;
    return due;
  }

  /** Fires every timer that is due, earliest first; each is disarmed before it fires. */
  fireDue(): void {
    for (;;) {
      let first: Timer | undefined;
      for (const timer of this.timers) {
        if (timer.due <= this.now && (first === undefined || timer.due < first.due)) first = timer;
      }
      if (first === undefined) return;
      first.due = Number.POSITIVE_INFINITY;
      first.fire();
    }
  }
}
