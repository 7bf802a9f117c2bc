import { replyWholeOp } from './reply-whole-op.ts';
import { prove } from './testing/prove.ts';

prove(replyWholeOp, [
  'leak/canary/xen_pcibk_do_one_op',
  'reply/store-op.bus/xen_pcibk_do_one_op',
  'reply/store-op.cmd/xen_pcibk_do_one_op',
  'reply/store-op.devfn/xen_pcibk_do_one_op',
  'reply/store-op.domain/xen_pcibk_do_one_op',
  'reply/store-op.info/xen_pcibk_do_one_op',
  'reply/store-op.offset/xen_pcibk_do_one_op',
  'reply/store-op.size/xen_pcibk_do_one_op',
]);
