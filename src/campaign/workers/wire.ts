import { flaws } from '../../changes/flaws/index.ts';
import { allHardenings } from '../../changes/profiles.ts';
import type { CampaignEvent, CorpusProgram, Progress } from '../campaign.ts';
import type { Cause } from '../cause.ts';
import type { EarlierFinding, Finding } from '../finding.ts';
import type { UnderWay } from './heartbeat.ts';

/** A cause by ids: the changes themselves hold functions, which no message carries. */
type PlainCause =
  | { readonly kind: 'flaws'; readonly ids: readonly string[] }
  | { readonly kind: 'weakness'; readonly id: string }
  | null;

export type PlainEvent =
  | Exclude<CampaignEvent, Finding>
  | (Omit<Finding, 'cause'> & { readonly cause: PlainCause });

/** What a worker says. */
export type FromWorker =
  /** A program shows something new: to be kept before the event that follows is announced. */
  | { readonly kind: 'keep'; readonly kept: CorpusProgram }
  | { readonly kind: 'event'; readonly event: PlainEvent }
  | { readonly kind: 'status'; readonly progress: Progress; readonly covered: Uint8Array | undefined }
  /** The answer to an interrupt. */
  | { readonly kind: 'under-way'; readonly underWay: UnderWay }
  | { readonly kind: 'failed'; readonly problem: string; readonly underWay: UnderWay }
  | { readonly kind: 'done' };

/** What it is told. */
export type ToWorker =
  | { readonly kind: 'arrive'; readonly program: CorpusProgram }
  | { readonly kind: 'announced'; readonly finding: EarlierFinding };

export function plainEvent(event: CampaignEvent): PlainEvent {
  return event.kind === 'finding' ? { ...event, cause: plainCause(event.cause) } : event;
}

export function eventOf(event: PlainEvent): CampaignEvent {
  return event.kind === 'finding' ? { ...event, cause: causeOf(event.cause) } : event;
}

function plainCause(cause: Cause): PlainCause {
  if (cause === null) return null;
  if (cause.kind === 'weakness') return { kind: 'weakness', id: cause.hardening.id };
  return { kind: 'flaws', ids: cause.flaws.map(({ id }) => id) };
}

/** @throws RangeError for an id that there is not: worker and main thread are of one build */
function causeOf(cause: PlainCause): Cause {
  if (cause === null) return null;
  if (cause.kind === 'flaws')
    return {
      kind: 'flaws',
      flaws: cause.ids.map((wanted) => flaws.find(({ id }) => id === wanted) ?? unknown(wanted)),
    };
  const hardening = allHardenings.find(({ id }) => id === cause.id);
  return hardening?.kind === 'hardening' ? { kind: 'weakness', hardening } : unknown(cause.id);
}

function unknown(id: string): never {
  throw new RangeError(`there is no change '${id}'`);
}
