import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { Violation } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import type { EdgeMap } from '../edges.ts';
import type { Judge } from '../judge.ts';
import { SetupPool } from '../setups.ts';
import { type AnyTarget, isByteTarget, type Target } from '../target.ts';
import { actionLists } from './vocabulary.ts';

/** Most runs of one check of fast-check's. */
const MAX_RUNS = 2 ** 31 - 1;

export interface FastCheckOptions {
  /** Those whose input is bytes are left out. */
  readonly targets: readonly AnyTarget[];
  readonly devices: readonly string[];
  readonly seed: string;
  readonly runs: number;
  readonly judge: Judge;
  /** Edges of the core, where it counts them; they guide nothing. */
  readonly edges?: EdgeMap | undefined;
  /** Is this what is looked for? */
  wanted(violation: Violation): boolean;
  stop(): boolean;
}

export interface FastCheckResult {
  readonly executions: number;
  readonly found: { readonly target: string; readonly violation: Violation } | null;
}

/**
 * fast-check alone: its own runner draws programs of the targets' vocabularies, and a property says that the oracles
 * see nothing wanted. Ends with the first such program; it is not shrunk, which the rig's own figures include.
 */
export function fastCheckSearch(options: FastCheckOptions): FastCheckResult {
  const { targets, judge, runs, seed, edges, wanted, stop } = options;
  const lanes = targets.filter((target): target is Target => !isByteTarget(target));
  let executions = 0;
  let found: FastCheckResult['found'] = null;
  const holds = ([{ name }, program]: readonly [Target, Program]): boolean => {
    if (executions >= runs || stop()) return false;
    executions++;
    if (!isSuspicious(judge, program, edges)) return true;
    const violation = judge.judge(program).find((one) => !one.hygiene && wanted(one));
    if (violation === undefined) return true;
    found = { target: name, violation };
    return false;
  };
  const programs = fc.oneof(...lanes.map((target) => programsOf(target, options.devices)));
  const { failed, errorInstance } = fc.check(fc.property(programs, holds), {
    seed: seedrandom(seed).int32(),
    numRuns: MAX_RUNS,
    endOnFailure: true,
  });
  if (failed && errorInstance instanceof Error && !isRefused(errorInstance)) throw errorInstance;
  return { executions, found };
}

/** What fast-check makes of a property that gives false. */
const isRefused = ({ message }: Error): boolean => message === 'Property failed by returning false';

function isSuspicious(judge: Judge, program: Program, edges: EdgeMap | undefined): boolean {
  if (edges === undefined) return judge.look(program).suspicious;
  edges.clear();
  judge.executor.setUp?.(program.setup);
  const { suspicious } = judge.look(program);
  edges.add();
  return suspicious;
}

/** Programs on a few set-ups at a time, as the rig's own engine has them: building one costs hundreds of executions. */
function programsOf(target: Target, devices: readonly string[]): fc.Arbitrary<readonly [Target, Program]> {
  const pool = new SetupPool((random) => target.setup(devices, random));
  const random = new Random(0);
  const setups = fc.integer().map((number) => {
    random.reseed(number);
    return pool.next(random);
  });
  return fc
    .tuple(setups, actionLists(target.vocabulary, target.longest))
    .map(([setup, actions]) => [target, { setup, actions }] as const);
}
