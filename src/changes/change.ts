import type { BackendSeams } from '../backend/seams.ts';
import type { HostSeams } from '../host/seams.ts';

/** Both tables of check-sized functions, as a profile assembles them. */
export interface Seams {
  readonly backend: BackendSeams;
  readonly host: HostSeams;
}

/** Who can reach what a change opens or closes (DESIGN, disclosure; `decisions`). */
export type Reach =
  | 'guest'
  | 'guest with permissive'
  | 'stub domain'
  | 'dom0 root'
  | 'guest and host fault'
  | 'firmware';

interface ChangeBase {
  /** Stable id: `xsa-155-msix-count`, `offset-in-range`. */
  readonly id: string;
  readonly title: string;
  /** Why it matters, in our own words. */
  readonly cause: string;
  /** Rules of the sheet it breaks or changes. */
  readonly rules: readonly string[];
  /** Ids of changes that cannot be in force together with this one. */
  readonly conflicts: readonly string[];
  /** Returns the tables with one seam wrapped (`previous => changed`). */
  apply(seams: Seams): Seams;
}

/** A past security bug: puts it back. */
export interface Flaw extends ChangeBase {
  readonly kind: 'flaw';
  /** Name under which all flaws of one advisory are selected together: `xsa-155`. */
  readonly group: string;
  readonly advisory: string;
  readonly cves: readonly string[];
  /** Commit that fixed it, and the release it first appeared in. */
  readonly fixedBy: string;
  readonly affected: string;
  /** Oracles expected to fire. */
  readonly oracles: readonly string[];
  readonly confidence: 'high' | 'medium' | 'low';
}

/** The proposed fix of one weakness of today's driver. */
export interface Hardening extends ChangeBase {
  readonly kind: 'hardening';
  readonly reach: Reach;
  readonly severity: 'high' | 'medium' | 'low';
  /** Oracles that object to the behaviour it removes. */
  readonly oracles: readonly string[];
}

/** A benign difference between versions. */
export interface Variant extends ChangeBase {
  readonly kind: 'variant';
}

export type Change = Flaw | Hardening | Variant;

/** Wraps one function of the backend's table. */
export function wrapBackend<K extends keyof BackendSeams>(
  seams: Seams,
  name: K,
  change: (previous: BackendSeams[K]) => BackendSeams[K],
): Seams {
  return { host: seams.host, backend: { ...seams.backend, [name]: change(seams.backend[name]) } };
}

/** Wraps one function of the host's table. */
export function wrapHost<K extends keyof HostSeams>(
  seams: Seams,
  name: K,
  change: (previous: HostSeams[K]) => HostSeams[K],
): Seams {
  return { backend: seams.backend, host: { ...seams.host, [name]: change(seams.host[name]) } };
}
