import type { Cause, Causes } from '../campaign/cause.ts';
import type { ExploreViolation } from '../campaign/explore/summary.ts';
import { Judge } from '../campaign/judge.ts';
import { minimise } from '../campaign/minimise.ts';
import type { Flaw } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { ProcessExecutor } from '../executor/process/process-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Io } from './io.ts';
import { chooseBuild, type LinuxChoice, nameOfBuild, startLinux } from './linux-choice.ts';

/** Operations whose reductions hold on a real driver: those that argue from accesses of the page alone. */
export const NO_INTERLEAVING =
  'what the driver does in between is not all recorded, so placements of events cannot be told apart';

/** The Linux driver under exploration, and what its violations are put down to. */
export class LinuxExploration {
  /** `linux 6.1/checked+xsa-155` */
  readonly name: string;
  /** Past bugs of the build. */
  private readonly flaws: readonly Flaw[];
  private readonly choice: LinuxChoice;
  private readonly env: Io['env'];
  private readonly library: DeviceLibrary;
  private readonly executor: ProcessExecutor;
  private fixed: ProcessExecutor | undefined;

  /** Starts the build. @throws UsageError */
  constructor(choice: LinuxChoice, library: DeviceLibrary, env: Io['env']) {
    const build = chooseBuild(choice, env);
    this.name = `linux ${nameOfBuild(build)}`;
    this.flaws = flaws.filter(({ id, group }) => [id, group].includes(build.flaws ?? ''));
    this.choice = { linuxBuild: `${build.kernel}/${build.variant}` };
    this.env = env;
    this.library = library;
    this.executor = startLinux(choice, library, env);
  }

  get running(): ProcessExecutor {
    return this.executor;
  }

  /** A past bug of the build, where the build without shows nothing; hardenings are the model's. */
  readonly causes: Pick<Causes, 'of'> = {
    of: (program: Program, violation: Violation): Cause => {
      if (this.flaws.length === 0) return null;
      this.fixed ??= startLinux(this.choice, this.library, this.env);
      if (new Judge(this.fixed, oracles).shows(program, violation)) return null;
      return { kind: 'flaws', flaws: this.flaws };
    },
  };

  /** The violation with the smallest program that shows it, and as it shows there. */
  minimised(one: ExploreViolation): ExploreViolation & { readonly isMinimised: true } {
    const judge = new Judge(this.executor, oracles);
    const { program } = minimise(judge, one.program, one.violation);
    const violation =
      judge.judge(program).find(({ fingerprint }) => fingerprint === one.violation.fingerprint) ??
      one.violation;
    return { ...one, program, violation, isMinimised: true };
  }

  close(): void {
    this.executor.close();
    this.fixed?.close();
  }
}
