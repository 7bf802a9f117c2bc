/** CPU time of one program in one way of running it, microseconds. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  /** In the process with the driver. */
  readonly driver: number;
  /** In the rig. */
  readonly rig: number;
}

/** A figure with what it comes to on one core. */
export interface Row extends Figure {
  readonly microseconds: number;
  readonly programsPerSecond: number;
  /** Speed as a part of libFuzzer's. */
  readonly ratioToLibFuzzer: number;
}

/** @param figures libFuzzer's first */
export function rowsOf(figures: readonly Figure[]): Row[] {
  const [first] = figures;
  const base = first === undefined ? Number.NaN : first.driver + first.rig;
  return figures.map((figure) => {
    const microseconds = figure.driver + figure.rig;
    return {
      ...figure,
      microseconds,
      programsPerSecond: 1e6 / microseconds,
      ratioToLibFuzzer: base / microseconds,
    };
  });
}

/**
 * User and system time of what a shell ran, seconds.
 * @param times what the shell's `times` printed: its own, then its children's, as `0m1.234s 0m0.010s`
 * @throws RangeError when it is anything else
 */
export function secondsOf(times: string): number {
  const [, children = ''] = times.trim().split('\n').slice(-2);
  const spans = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (spans.length !== 2) throw new RangeError(`these are no times: ${times}`);
  return spans.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
