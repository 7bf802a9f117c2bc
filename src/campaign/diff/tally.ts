import type { Difference } from '../../oracle/differential/difference.ts';
import type { Program } from '../../program/program.ts';
import { type Compared, unexplained } from './differ.ts';

/** An unexplained difference, once for each fingerprint. */
export interface Unexplained {
  readonly difference: Difference;
  /** The program that showed it first. */
  readonly program: Program;
  /** Number of that program. */
  readonly index: number;
  programs: number;
}

/** Counts what a comparison of many programs came to; its size does not grow with their number. */
export class Tally {
  programs = 0;
  observables = 0;
  explained = 0;
  /** Differences that an explanation accepted, by its id. */
  readonly byRule = new Map<string, number>();
  /** Programs that the other executor does not run, by reason. */
  readonly refused = new Map<string, number>();
  readonly unexplained = new Map<string, Unexplained>();
  /** Names of the devices of the programs that were compared. */
  readonly devices = new Set<string>();

  /** @returns the unexplained difference when it is the first of its fingerprint */
  add(program: Program, index: number, compared: Compared): Unexplained | undefined {
    this.programs++;
    if ('refused' in compared) {
      this.refused.set(compared.refused, (this.refused.get(compared.refused) ?? 0) + 1);
      return undefined;
    }
    this.observables += compared.observables;
    for (const { name } of program.setup.devices) this.devices.add(name);
    for (const { rule } of compared.differences) {
      if (rule === null) continue;
      this.explained++;
      this.byRule.set(rule, (this.byRule.get(rule) ?? 0) + 1);
    }
    const difference = unexplained(compared);
    if (difference === undefined) return undefined;
    const there = this.unexplained.get(difference.fingerprint);
    if (there !== undefined) {
      there.programs++;
      return undefined;
    }
    const met = { difference, program, index, programs: 1 };
    this.unexplained.set(difference.fingerprint, met);
    return met;
  }
}
