/** Stryker's switchboard in instrumented code: which mutant is on, and what was come by. */
export interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    static: Record<string, number>;
    perTest: Record<string, Record<string, number>>;
  };
}

/** The one of this process; instrumented code that was loaded has made it. */
export function processSwitchboard(): Switchboard {
  const globals = globalThis as { __stryker__?: Switchboard };
  globals.__stryker__ ??= {};
  return globals.__stryker__;
}
