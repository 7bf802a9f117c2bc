import type { Action, Effect, Program, Step } from '../program/program.ts';

/** Worst first. */
export const severityLevels = ['high', 'medium', 'low', 'info'] as const;
export type SeverityLevel = (typeof severityLevels)[number];

/** How bad something is, and why that is said. */
export interface Severity {
  readonly level: SeverityLevel;
  /** Who can reach it: `guest`, `dom0 root`. */
  readonly reach: string;
  /** What is hurt. */
  readonly hurt: string;
  /** By {@link derivedSeverity}, not by a person. */
  readonly derived: boolean;
  /** One sentence each. */
  readonly reasons: readonly string[];
}

export const worst = (levels: readonly SeverityLevel[]): SeverityLevel =>
  severityLevels.find((level) => levels.includes(level)) ?? 'info';

/** What each oracle guards, and how bad it is when a guest alone can hurt it. */
const harms: Readonly<Record<string, readonly [hurt: string, level: SeverityLevel]>> = Object.freeze({
  crash: ["the host's kernel", 'high'],
  'double-fetch': ['the host: it acts on a request that was changed after its check', 'high'],
  isolation: ["another guest, or a device that is not the guest's", 'high'],
  lock: ["the host's kernel: a lock that is never free again, or taken where it must not be", 'high'],
  'host-integrity': ['registers and devices that belong to the host', 'medium'],
  starvation: ['the progress of other guests or of the host', 'medium'],
  leak: ['the next owner of the device, or memory and interrupts of the host', 'medium'],
  'log-rate': ["the host's log", 'medium'],
  reply: ['what the guest itself is told', 'low'],
  xenbus: ["the guest's own connection", 'low'],
});

const UNKNOWN: readonly [string, SeverityLevel] = ['something this version has no rule for', 'high'];

const lowered: Readonly<Record<string, readonly [steps: number, why: string]>> = Object.freeze({
  guest: [0, 'The guest needs nobody else.'],
  'guest with permissive': [1, 'One step lower: root must have made the device permissive.'],
  'stub domain': [1, 'One step lower: root must have allowed interrupt control, as for a stub domain.'],
  'guest and host fault': [
    1,
    'One step lower: a call of the host or the device must fail at the right time.',
  ],
  firmware: [1, 'One step lower: the device or its firmware must help.'],
  'dom0 root': [2, 'Two steps lower: root of the backend domain must do its part.'],
});

/**
 * The severity of a finding that nobody has judged, by rule: what is hurt gives the level (host kernel, isolation,
 * checks and locks high; host registers, progress, leaks and log medium; the guest's own affairs low), the worst of
 * all oracles counts, and what a guest cannot bring about by itself lowers it, never below low.
 * @param oracles that object
 * @param reach who can reach it; undefined: unknown, taken for the guest
 */
export function derivedSeverity(oracles: readonly string[], reach: string | undefined): Severity {
  const found = oracles.map((oracle) => harms[oracle] ?? UNKNOWN);
  const [hurt, level] = severityLevels.flatMap((l) => found.filter(([, of]) => of === l))[0] ?? UNKNOWN;
  const who = reach ?? 'guest';
  const [steps, why] = lowered[who] ?? [0, 'Who can reach it is not known: taken for the guest alone.'];
  const lowest = severityLevels.indexOf('low');
  const at = Math.min(lowest, severityLevels.indexOf(level) + steps);
  return {
    level: severityLevels[at] ?? 'low',
    reach: reach ?? 'not known',
    hurt,
    derived: true,
    reasons: [`It hurts ${hurt}: ${level} when a guest alone can do it.`, why],
  };
}

const hostFaults: ReadonlySet<Step['do']> = new Set([
  'fault',
  'aer',
  'hardware',
  'vanish',
  'interrupt',
  'physdev',
]);
const ofGuest: ReadonlySet<Step['do']> = new Set([
  'op',
  'page',
  'notify',
  'answer',
  'node',
  'frontend',
  'grant',
  'channel',
]);
/** Time and order: nobody's doing. */
const ofNobody: ReadonlySet<Step['do']> = new Set(['advance', 'run', 'affinity', 'lineShared']);

/** Who has to take part in a program besides its guests: the most demanding of all its steps and of its set-up. */
export function reachOf({ setup, actions }: Program): string {
  const steps = actions.flatMap(stepsOf);
  if (steps.some((step) => !isGuests(step) && !ofNobody.has(step.do) && !hostFaults.has(step.do)))
    return 'dom0 root';
  if (steps.some((step) => hostFaults.has(step.do))) return 'guest and host fault';
  if (setup.devices.some(({ interruptControl }) => interruptControl)) return 'stub domain';
  return setup.permissive || setup.devices.some(({ permissive }) => permissive)
    ? 'guest with permissive'
    : 'guest';
}

const isGuests = (step: Step): boolean =>
  ofGuest.has(step.do) || (step.do === 'xenstore' && step.by === 'guest');

const stepsOf = (action: Action): Step[] => [
  action,
  ...(action.at ?? []).flatMap(({ then }: Effect) => [...then]),
];
