import { backendSeams } from '../backend/seams.ts';
import { hostSeams } from '../host/seams.ts';
import type { Change, Seams } from './change.ts';
import { flaws } from './flaws/index.ts';
import { hardenings } from './hardenings/index.ts';
import { variants } from './variants/index.ts';

/** A named list of changes, and the tables of functions that result from them. */
export interface Profile {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly seams: Seams;
}

export const allChanges: readonly Change[] = Object.freeze([...flaws, ...hardenings, ...variants]);

/** Why a choice of changes is refused. */
export type ProfileProblem =
  | { readonly kind: 'unknown-profile'; readonly name: string }
  | { readonly kind: 'unknown-change'; readonly name: string }
  | { readonly kind: 'conflict'; readonly first: string; readonly second: string };

/** Changes of each named profile. */
const named: Readonly<Record<string, { title: string; changes: readonly Change[] }>> = Object.freeze({
  'linux-6.1': { title: "Linux 6.1's driver as it stands", changes: [] },
  'linux-6.12': { title: 'Linux 6.12: the benign differences since 6.1', changes: variants },
  hardened: { title: 'Linux 6.1 with every proposed fix', changes: hardenings },
});

export const profileNames: readonly string[] = Object.freeze(Object.keys(named));

/** One line saying what a profile is. */
export function profileTitle(name: string): string {
  return Object.hasOwn(named, name) ? (named[name]?.title ?? '') : '';
}

/** Flaws meant by a name: one id, or a group such as `xsa-155`. */
export function flawsNamed(name: string): readonly Change[] {
  return flaws.filter((flaw) => flaw.id === name || flaw.group === name);
}

/**
 * A profile with flaws added. Flaws go on last, so they wrap the hardenings.
 * @param flawNames ids or groups
 */
export function makeProfile(
  name: string,
  flawNames: readonly string[] = [],
): { profile: Profile } | { problem: ProfileProblem } {
  const base = Object.hasOwn(named, name) ? named[name] : undefined;
  if (base === undefined) return { problem: { kind: 'unknown-profile', name } };
  const changes = [...base.changes];
  for (const flawName of flawNames) {
    const found = flawsNamed(flawName);
    if (found.length === 0) return { problem: { kind: 'unknown-change', name: flawName } };
    for (const flaw of found) if (!changes.includes(flaw)) changes.push(flaw);
  }
  return combine(name, changes);
}

/** A profile of any changes at all, for controls and for pairs. */
export function combine(
  name: string,
  changes: readonly Change[],
): { profile: Profile } | { problem: ProfileProblem } {
  for (const change of changes) {
    const other = changes.find((candidate) => change.conflicts.includes(candidate.id));
    if (other !== undefined) return { problem: { kind: 'conflict', first: change.id, second: other.id } };
  }
  let seams: Seams = { backend: backendSeams, host: hostSeams };
  for (const change of changes) seams = change.apply(seams);
  return { profile: { name, changes, seams } };
}
