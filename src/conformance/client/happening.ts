import {
  AER_ERR,
  MSIX_ENTRY_BYTES,
  MSIX_ENTRY_ENTRY,
  MSIX_ENTRY_VECTOR,
  OP_BUS,
  OP_BYTES,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_ERR,
  OP_INFO,
  OP_MSIX_ENTRIES,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_AER,
  SH_FLAGS,
  XEN_PCIF_active,
} from '../../abi/pciif.ts';
import type { Clock } from '../../platform/clock.ts';
import type { GuestPage } from '../../platform/shared-page.ts';

/** A request as posted: every field of the 548 bytes that is not zero. */
export type PostedRequest = Readonly<Record<string, number | readonly (readonly [number, number])[]>>;

/** One thing that the frontend did. */
export type Happening =
  /** `name=value` of a node of its own directory (`error=...`: its error key); null: removed. */
  | { readonly what: 'write'; readonly node: string; readonly transaction: number | null }
  | { readonly what: 'end'; readonly transaction: number; readonly status: number }
  | { readonly what: 'grant' | 'revoke'; readonly ref: number }
  | { readonly what: 'channel' | 'close'; readonly port: number }
  /** The flags word is written. */
  | { readonly what: 'flags'; readonly before: number; readonly after: number }
  | { readonly what: 'request'; readonly request: PostedRequest }
  /** An event to the backend; `slotKept`: a request that is outstanding is still as when its flag was set. */
  | { readonly what: 'event'; readonly slotKept: boolean }
  | { readonly what: 'aer-result'; readonly value: number }
  /** An error handler of the guest's driver is called. */
  | { readonly what: 'handler'; readonly name: string; readonly state: number | null }
  | { readonly what: 'devices'; readonly names: readonly string[] };

/** A happening, with the step it belongs to and its time in microseconds. */
export type Noted = Happening & { readonly step: number; readonly time: number };

/** What the frontend did, in order. */
export class Notes {
  readonly list: Noted[] = [];
  /** Number of the step that runs; -1 before the first. */
  step = -1;
  /** Devices of the frontend that acts, asked for whenever it writes a state. */
  devices: () => readonly string[] = () => [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  note(happening: Happening): void {
    this.list.push({ ...happening, step: this.step, time: this.clock.now });
  }
}

/** Follows what the guest writes to its page from now on; the backend's side writes through `view`. */
export function followPage(page: GuestPage, notes: Notes): void {
  const write = page.write32.bind(page);
  page.write32 = (offset, value) => {
    const before = page.read32(SH_FLAGS);
    write(offset, value);
    if (offset === SH_AER + AER_ERR) notes.note({ what: 'aer-result', value: value >>> 0 });
    if (offset !== SH_FLAGS) return;
    const after = page.read32(SH_FLAGS);
    if (after & ~before & XEN_PCIF_active) {
      posted.set(page, page.slot.slice());
      notes.note({ what: 'request', request: requestIn(page.slot) });
    }
    notes.note({ what: 'flags', before, after });
  };
}

/** Slots as they were when the flag was raised. */
const posted = new WeakMap<GuestPage, Uint8Array>();

/** Is the slot still what was announced by the flag? */
export function slotKept(page: GuestPage): boolean {
  return posted.get(page)?.every((byte, i) => byte === page.slot[i]) ?? true;
}

const words: readonly (readonly [string, number])[] = [
  ['cmd', OP_CMD],
  ['err', OP_ERR],
  ['domain', OP_DOMAIN],
  ['bus', OP_BUS],
  ['devfn', OP_DEVFN],
  ['offset', OP_OFFSET],
  ['size', OP_SIZE],
  ['value', OP_VALUE],
  ['info', OP_INFO],
];

/** Fields of a slot; all of its bytes are in one of them, zeros at the end of the entries left out. */
export function requestIn(slot: Uint8Array): PostedRequest {
  const view = new DataView(slot.buffer, slot.byteOffset, OP_BYTES);
  const request: Record<string, number | [number, number][]> = { cmd: view.getUint32(OP_CMD, true) };
  for (const [name, offset] of words) {
    const value = view.getUint32(offset, true);
    if (value !== 0) request[name] = value;
  }
  const entries: [number, number][] = [];
  for (let at = OP_BYTES - MSIX_ENTRY_BYTES; at >= OP_MSIX_ENTRIES; at -= MSIX_ENTRY_BYTES) {
    const entry = view.getUint16(at + MSIX_ENTRY_ENTRY, true);
    const vector = view.getUint16(at + MSIX_ENTRY_VECTOR, true);
    if (entries.length > 0 || entry !== 0 || vector !== 0) entries.unshift([entry, vector]);
  }
  if (entries.length > 0) request.entries = entries;
  return request;
}
