import { backendSeams } from '../backend/seams.ts';
import { hostSeams } from '../host/seams.ts';
import type { Change, Seams } from './change.ts';
import { flaws } from './flaws/index.ts';
import { hardenings, optionalHardenings } from './hardenings/index.ts';
import type { HistoryEntry, LeftOut } from './profiles/evidence.ts';
import type { History } from './profiles/history.ts';
import { linux31 } from './profiles/linux-3.1.ts';
import { linux318 } from './profiles/linux-3.18.ts';
import { linux43 } from './profiles/linux-4.3.ts';
import { linux59 } from './profiles/linux-5.9.ts';
import { variants } from './variants/index.ts';

/** A named list of changes, and the tables of functions that result from them. */
export interface Profile {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly seams: Seams;
}

/** Hardenings of `hardened`, and those that must be asked for. */
export const allHardenings: readonly Change[] = Object.freeze([...hardenings, ...optionalHardenings]);

export const allChanges: readonly Change[] = Object.freeze([...flaws, ...allHardenings, ...variants]);

/** Why a choice of changes is refused. */
export type ProfileProblem =
  | { readonly kind: 'unknown-profile'; readonly name: string }
  | { readonly kind: 'unknown-change'; readonly name: string }
  | { readonly kind: 'unknown-hardening'; readonly name: string }
  | { readonly kind: 'conflict'; readonly first: string; readonly second: string };

interface Named {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly history?: History;
}

const past = (history: History): [string, Named] => [
  history.name,
  { title: history.title, changes: history.entries.map(({ flaw }) => flaw), history },
];

/** Changes of each named profile; older releases last. */
const named: Readonly<Record<string, Named>> = Object.freeze({
  'linux-6.1': { title: "Linux 6.1's driver as it stands", changes: [] },
  'linux-6.12': { title: 'Linux 6.12: the benign differences since 6.1', changes: variants },
  hardened: { title: 'Linux 6.1 with every proposed fix', changes: hardenings },
  ...Object.fromEntries([linux59, linux43, linux318, linux31].map(past)),
});

export const profileNames: readonly string[] = Object.freeze(Object.keys(named));

/** One line saying what a profile is. */
export function profileTitle(name: string): string {
  return Object.hasOwn(named, name) ? (named[name]?.title ?? '') : '';
}

/** Why each change of a history profile is in it, and why others are not; nothing for other profiles. */
export function profileEvidence(name: string): {
  readonly entries: readonly HistoryEntry[];
  readonly leftOut: readonly LeftOut[];
} {
  const history = Object.hasOwn(named, name) ? named[name]?.history : undefined;
  return history ?? { entries: [], leftOut: [] };
}

/** Flaws meant by a name: one id, or a group such as `xsa-155`. */
export function flawsNamed(name: string): readonly Change[] {
  return flaws.filter((flaw) => flaw.id === name || flaw.group === name);
}

/**
 * A profile with hardenings and flaws added. Flaws go on last, so they wrap the hardenings.
 * @param flawNames ids or groups
 * @param hardeningIds ids, those outside `hardened` too
 */
export function makeProfile(
  name: string,
  flawNames: readonly string[] = [],
  hardeningIds: readonly string[] = [],
): { profile: Profile } | { problem: ProfileProblem } {
  const base = Object.hasOwn(named, name) ? named[name] : undefined;
  if (base === undefined) return { problem: { kind: 'unknown-profile', name } };
  const changes = new Set<Change>(base.changes.filter(({ kind }) => kind !== 'flaw'));
  for (const id of hardeningIds) {
    const found = allHardenings.find((hardening) => hardening.id === id);
    if (found === undefined) return { problem: { kind: 'unknown-hardening', name: id } };
    changes.add(found);
  }
  for (const change of base.changes) changes.add(change);
  for (const flawName of flawNames) {
    const found = flawsNamed(flawName);
    if (found.length === 0) return { problem: { kind: 'unknown-change', name: flawName } };
    for (const flaw of found) changes.add(flaw);
  }
  return combine(name, [...changes]);
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
