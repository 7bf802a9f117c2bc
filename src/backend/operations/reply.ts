import { OP_ERR, OP_VALUE, SH_OP } from '../../abi/pciif.ts';
import { Site } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { msixVectorOffset, type Request } from './request.ts';
import { sharedPage } from './shared-page.ts';

/**
 * Seam: how many vectors a successful `enable_msix` returns: the requested number, since `value` holds the result
 * by now (EVT-18).
 */
export function copyBackCount(_connection: Connection, _request: Request, requested: number): number {
  return requested;
}

/**
 * Seam: stores the reply in the shared page: err, then value, then `vectors` MSI-X vectors. Nothing else of the
 * slot is written (ABI-08, EVT-17, EVT-18).
 */
export function storeReply(connection: Connection, request: Request, vectors: number): void {
  const page = sharedPage(connection, 'xen_pcibk_do_one_op');
  const site = Site.xen_pcibk_do_one_op;
  page.store32(SH_OP + OP_ERR, request.err, site);
  page.store32(SH_OP + OP_VALUE, request.value, site);
  for (let i = 0; i < vectors; i++) {
    page.store16(SH_OP + msixVectorOffset(i), request.vector(i), site);
  }
}
