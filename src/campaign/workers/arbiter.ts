import { causeName } from '../cause.ts';
import { type Again, type Consequence, type Finding, identityOf } from '../finding.ts';

type Told = Finding | Again | Consequence;

/** Makes one account of what several workers find: each cause once, whoever met it first. */
export class Arbiter {
  /** Identities by what causes them, or by fingerprint. */
  private readonly announced = new Map<string, string>();
  private readonly identities = new Set<string>();
  private readonly said = new Set<string>();
  /** A worker's identity of a cause that was announced under another. */
  private readonly aliases = new Map<string, string>();
  private readonly states = { new: 0, known: 0 };

  counts(): { new: number; known: number } {
    return { ...this.states };
  }

  /** What is to be announced of it; undefined: it was said before. */
  take(event: Told): Told | undefined {
    if (event.kind === 'finding') return this.finding(event);
    if (event.kind === 'consequence')
      return this.once(event.violation, this.aliases.get(event.of) ?? event.of);
    if (this.identities.has(event.identity)) return this.once(event.violation, event.identity);
    this.identities.add(event.identity);
    return event;
  }

  private finding(finding: Finding): Finding | Consequence | undefined {
    const names = namesOf(finding);
    const identity = identityOf(finding);
    const first = names.map((name) => this.announced.get(name)).find((one) => one !== undefined);
    if (first !== undefined || this.identities.has(identity)) {
      const of = first ?? identity;
      this.aliases.set(identity, of);
      return this.once(finding.violation, of);
    }
    this.announced.set(names[0] as string, identity);
    this.identities.add(identity);
    this.states[finding.state === 'known' ? 'known' : 'new']++;
    return finding;
  }

  private once(violation: Finding['violation'], of: string): Consequence | undefined {
    const key = `${violation.fingerprint} ${of}`;
    if (this.identities.has(violation.fingerprint) || of === violation.fingerprint || this.said.has(key))
      return undefined;
    // With a flaw behind it, the finding's own identity begins with its fingerprint.
    if (of.startsWith(`${violation.fingerprint}/`)) return undefined;
    this.said.add(key);
    return { kind: 'consequence', violation, of };
  }
}

/** As the reporter names them: one cause, one finding. */
function namesOf({ cause, known, violation }: Finding): string[] {
  if (cause?.kind === 'flaws') return cause.flaws.map(({ id }) => id);
  return [causeName(cause) || known?.hardening || violation.fingerprint];
}
