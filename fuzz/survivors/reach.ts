import type { Switchboard } from '../../conformance/mutation/switchboard.ts';

/** Which mutants programs come by: no other program can tell a mutant from the unchanged core. */
export class Reach {
  /** Come by while modules were loaded: by each program. */
  readonly always: readonly string[];
  private readonly wanted: ReadonlySet<string>;
  private readonly switchboard: Switchboard;
  private readonly bySetup = new Map<string, ReadonlySet<string>>();

  /** @param wanted ids of the mutants that matter */
  constructor(switchboard: Switchboard, wanted: readonly string[]) {
    this.wanted = new Set(wanted);
    this.switchboard = switchboard;
    // Instrumented code holds on to the object: it is emptied, not replaced.
    switchboard.mutantCoverage ??= { static: {}, perTest: {} };
    this.always = Object.keys(switchboard.mutantCoverage.static).filter((id) => this.wanted.has(id));
  }

  /** Forgets set-ups: the next executor builds its own. */
  beginAnew(): void {
    this.bySetup.clear();
  }

  /**
   * Runs a program by `run`. What the first one with a set-up comes by, all with it do: the executor builds a set-up once
   * and restores it for the others.
   * @returns ids of the mutants it comes by, those of `always` left out
   */
  of(setup: object, run: () => void): string[] {
    const coverage = this.switchboard.mutantCoverage as NonNullable<Switchboard['mutantCoverage']>;
    coverage.perTest = {};
    this.switchboard.currentTestId = 'program';
    run();
    this.switchboard.currentTestId = undefined;
    const own = Object.keys(coverage.perTest.program ?? {}).filter((id) => this.wanted.has(id));
    const key = JSON.stringify(setup);
    const ofFirst = this.bySetup.get(key);
    if (ofFirst === undefined) this.bySetup.set(key, new Set(own));
    return [...new Set([...own, ...(ofFirst ?? [])])].filter((id) => !this.always.includes(id));
  }
}
