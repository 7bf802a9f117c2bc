import {
  MSIX_ENTRY_ENTRY,
  OP_BUS,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_ERR,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_OP,
} from '../../abi/pciif.ts';
import type { Connection } from '../../backend/connection.ts';
import { msixEntryOffset, msixVectorOffset, type Request } from '../../backend/operations/request.ts';
import { sharedPage } from '../../backend/operations/shared-page.ts';
import { Site } from '../../platform/recorder.ts';
import { type Flaw, wrapBackend } from '../change.ts';

/** The request slot itself: every look at a member is a load from the page, every result a store into it. */
class SlotRequest implements Request {
  readonly result = { value: 0 };
  private readonly connection: Connection;
  private readonly site: number;

  constructor(connection: Connection, site: number) {
    this.connection = connection;
    this.site = site;
  }

  get cmd(): number {
    return this.fetch(OP_CMD);
  }

  get err(): number {
    return this.fetch(OP_ERR) | 0;
  }

  set err(err: number) {
    this.store(OP_ERR, err);
  }

  get domain(): number {
    return this.fetch(OP_DOMAIN);
  }

  get bus(): number {
    return this.fetch(OP_BUS);
  }

  get devfn(): number {
    return this.fetch(OP_DEVFN);
  }

  get offset(): number {
    return this.fetch(OP_OFFSET) | 0;
  }

  get size(): number {
    return this.fetch(OP_SIZE) | 0;
  }

  get value(): number {
    return this.fetch(OP_VALUE);
  }

  set value(value: number) {
    this.store(OP_VALUE, value);
  }

  entry(i: number): number {
    return this.page().fetch16(SH_OP + msixEntryOffset(i) + MSIX_ENTRY_ENTRY, this.site);
  }

  vector(i: number): number {
    return this.page().fetch16(SH_OP + msixVectorOffset(i), this.site);
  }

  setVector(i: number, vector: number): void {
    this.page().store16(SH_OP + msixVectorOffset(i), vector, this.site);
  }

  private fetch(at: number): number {
    return this.page().fetch32(SH_OP + at, this.site);
  }

  private store(at: number, value: number): void {
    this.page().store32(SH_OP + at, value, this.site);
  }

  private page() {
    return sharedPage(this.connection, 'xen_pcibk_do_one_op');
  }
}

export const xsa155InPlace: Flaw = {
  kind: 'flaw',
  id: 'xsa-155-in-place',
  group: 'xsa-155',
  title: 'requests are executed in place on the shared page',
  cause:
    'The worker works on the request slot in guest memory instead of a private copy, so each look at a field is a ' +
    'new load and the guest can change the field between the check and the use.',
  advisory: 'XSA-155',
  cves: ['CVE-2015-8550'],
  fixedBy: '8135cf8b0927',
  affected: 'before Linux 4.4',
  rules: ['EVT-12', 'EVT-17'],
  oracles: ['double-fetch'],
  conflicts: ['msix-vectors-lost', 'reply-whole-op', 'worker-gives-up'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'takeRequest',
      () => (connection) => new SlotRequest(connection, Site.xen_pcibk_do_one_op),
    ),
};
