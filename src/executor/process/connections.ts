import type { ConnectionState } from '../execution.ts';
import { PAGE_BYTES } from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** Flags of a connection. */
export const Connected = { Mapped: 1, Bound: 2, EoiMissing: 4, Page: 8 } as const;
/** Bytes of a connection without its page. */
export const connectionBytes = 2 + 4 + 4 + 1;

/** @param withPage the page goes with it, where there is one */
export function writeConnection(out: ByteWriter, connection: ConnectionState, withPage: boolean): void {
  const page = withPage ? connection.page() : null;
  out.u16(connection.domid);
  out.i32(connection.backendState);
  out.i32(connection.frontendState);
  out.u8(
    (connection.mapped ? Connected.Mapped : 0) |
      (connection.bound ? Connected.Bound : 0) |
      (connection.eoiMissing ? Connected.EoiMissing : 0) |
      (page === null ? 0 : Connected.Page),
  );
  if (page !== null) out.raw(page);
}

/** @param elsewhere the page, when it does not come with it. @throws ProtocolError */
export function readConnection(
  from: ByteReader,
  elsewhere: (domid: number) => Uint8Array | null,
): ConnectionState {
  const domid = from.u16();
  const backendState = from.i32();
  const frontendState = from.i32();
  const flags = from.u8();
  const page = flags & Connected.Page ? from.raw(PAGE_BYTES).slice() : undefined;
  return {
    domid,
    backendState,
    frontendState,
    mapped: (flags & Connected.Mapped) !== 0,
    bound: (flags & Connected.Bound) !== 0,
    eoiMissing: (flags & Connected.EoiMissing) !== 0,
    page: () => (page === undefined ? elsewhere(domid) : page.slice()),
  };
}
