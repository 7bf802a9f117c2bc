import {
  MSIX_ENTRY_BYTES,
  OP_BYTES,
  OP_ERR,
  OP_MSIX_ENTRIES,
  OP_VALUE,
  SH_OP,
  XEN_PCI_OP_enable_msix,
} from '../../abi/pciif.ts';
import type { Request } from '../../backend/operations/request.ts';
import { sharedPage } from '../../backend/operations/shared-page.ts';
import { CANARY } from '../../platform/canary.ts';
import { Site } from '../../platform/recorder.ts';
import { type Flaw, wrapBackend } from '../change.ts';

/** One word of a reply that was built in a variable on the stack: what nobody set holds what was there before. */
function wordOf(request: Request, offset: number, vectors: number): number {
  if (offset === OP_ERR) return request.err;
  if (offset === OP_VALUE) return request.value;
  const i = (offset - OP_MSIX_ENTRIES) / MSIX_ENTRY_BYTES;
  if (i < 0 || i >= vectors) return CANARY;
  return request.vector(i) | (request.entry(i) << 16);
}

export const replyWholeOp: Flaw = {
  kind: 'flaw',
  id: 'reply-whole-op',
  group: 'reply-whole-op',
  title: 'a reply is copied back whole, with what its variable held before',
  cause:
    'The reply is put together in an uninitialised variable and copied to the shared page as it is, with the entries where ' +
    'the command has them, so ' +
    "the guest reads parts of the host's stack in the members that a reply does not set: blkback's mistake.",
  advisory: 'XSA-216',
  cves: ['CVE-2017-10911'],
  fixedBy: 'none: fixed in blkback',
  affected: 'none: a class, from blkback',
  rules: ['ABI-08', 'EVT-17', 'EVT-18'],
  oracles: ['leak', 'reply'],
  conflicts: ['xsa-155-in-place'],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'storeReply', () => (connection, request, vectors) => {
      const page = sharedPage(connection, 'xen_pcibk_do_one_op');
      const bytes = request.cmd === XEN_PCI_OP_enable_msix ? OP_BYTES : OP_MSIX_ENTRIES;
      for (let offset = 0; offset < bytes; offset += 4) {
        page.store32(SH_OP + offset, wordOf(request, offset, vectors), Site.xen_pcibk_do_one_op);
      }
    }),
};
