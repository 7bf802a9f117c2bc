import { targets as allTargets } from '../../fuzz/index.ts';
import type { AnyTarget } from '../campaign/target.ts';
import { flaws } from '../changes/flaws/index.ts';
import { allHardenings, flawsNamed, makeProfile, type Profile, profileNames } from '../changes/profiles.ts';
import { UsageError } from './errors.ts';
import { suggestion } from './nearest.ts';

/** The profile without `--profile`. */
export const DEFAULT_PROFILE = 'linux-6.1';

/**
 * The error for a name that there is not, with the nearest one.
 * @param where option or command it was given to
 * @param kind what it should have named: `target`
 * @param see command that shows them all
 */
export function unknownName(
  where: string,
  kind: string,
  name: string,
  candidates: readonly string[],
  see: string,
): UsageError {
  return new UsageError(
    where,
    `there is no ${kind} '${name}'`,
    `${suggestion(name, candidates)}see \`${see}\``,
  );
}

/** Gives the value back when it is one of those. @throws UsageError */
export function oneOf<T extends string>(
  where: string,
  kind: string,
  value: string,
  allowed: readonly T[],
  see: string,
): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw unknownName(where, kind, value, allowed, see);
  return found;
}

/** Fuzz targets by name, each once, in their own order; all when there are no names. @throws UsageError */
export function chooseTargets(names: readonly string[]): AnyTarget[] {
  const known = allTargets.map(({ name }) => name);
  for (const name of names) oneOf('fuzz', 'target', name, known, 'pciback-rig list targets');
  return allTargets.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Ids and groups that `--flaw` takes. */
export function flawNames(): string[] {
  return [...new Set(flaws.flatMap(({ id, group }) => [group, id]))];
}

/**
 * A profile with flaws and hardenings added.
 * @throws UsageError for unknown names and for changes that exclude each other
 */
export function chooseProfile(
  name: string = DEFAULT_PROFILE,
  flaw: readonly string[] = [],
  hardening: readonly string[] = [],
): Profile {
  oneOf('--profile', 'profile', name, profileNames, 'pciback-rig list profiles');
  for (const one of flaw) {
    if (flawsNamed(one).length === 0)
      throw unknownName('--flaw', 'flaw', one, flawNames(), 'pciback-rig list flaws');
  }
  const ids = allHardenings.map(({ id }) => id);
  for (const one of hardening) oneOf('--hardening', 'hardening', one, ids, 'pciback-rig list hardenings');
  const made = makeProfile(name, flaw, hardening);
  if ('profile' in made) return made.profile;
  const { problem } = made;
  if (problem.kind !== 'conflict')
    throw new UsageError('--profile', `'${problem.name}' is unknown`, 'see `pciback-rig list profiles`');
  throw conflict(name, hardening, problem);
}

/** The error for two changes that exclude each other; which option to mend, and how. */
function conflict(
  profile: string,
  hardening: readonly string[],
  { first, second }: { first: string; second: string },
): UsageError {
  const base = makeProfile(profile);
  const own = 'profile' in base ? base.profile.changes.map(({ id }) => id) : [];
  const where = [first, second].some((id) => hardening.includes(id) && !own.includes(id))
    ? '--hardening'
    : '--flaw';
  const ofProfile = [first, second].find((id) => own.includes(id));
  return new UsageError(
    where,
    `'${first}' and '${second}' exclude each other`,
    ofProfile === undefined
      ? 'leave one of the two out'
      : `'${ofProfile}' is part of ${profile}: leave the other out or choose another --profile`,
  );
}
