import { type EventLog, kindTable, STRIDE } from '../executor/event-log.ts';
import type { ConnectionState } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';

/** Kinds of records that change it; a pass over all records need show it no others. */
export const attachmentKinds = kindTable(Ev.GrantMap, Ev.GrantUnmap, Ev.ChannelBind, Ev.ChannelUnbind);

/** Which guests' pages are mapped and which guests' channels are bound, followed from the start through the log. */
export class Attachments {
  private readonly mappedPages = new Map<number, boolean>();
  private readonly boundChannels = new Map<number, boolean>();

  /** @param start connections when the program begins */
  constructor(start: readonly Pick<ConnectionState, 'domid' | 'mapped' | 'bound'>[]) {
    for (const { domid, mapped, bound } of start) {
      this.mappedPages.set(domid, mapped);
      this.boundChannels.set(domid, bound);
    }
  }

  /** Takes account of record `i`, of whatever kind; records must come in order. A call that failed changes nothing. */
  note({ data }: Pick<EventLog, 'data'>, i: number): void {
    const at = i * STRIDE;
    const domid = data[at + 3] as number;
    switch (data[at]) {
      case Ev.GrantMap:
        if (data[at + 5] === 0) this.mappedPages.set(domid, true);
        break;
      case Ev.GrantUnmap:
        this.mappedPages.set(domid, false);
        break;
      case Ev.ChannelBind:
        if ((data[at + 4] as number) >= 0) this.boundChannels.set(domid, true);
        break;
      case Ev.ChannelUnbind:
        this.boundChannels.set(domid, false);
        break;
    }
  }

  /** The guest's page is mapped. */
  mapped(domid: number): boolean {
    return this.mappedPages.get(domid) ?? false;
  }

  /** The guest's channel is bound. */
  bound(domid: number): boolean {
    return this.boundChannels.get(domid) ?? false;
  }
}
