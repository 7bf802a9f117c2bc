import { XEN_PCI_ERR_not_implemented } from '../../abi/pciif.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const workerGivesUp: Flaw = {
  kind: 'flaw',
  id: 'worker-gives-up',
  group: 'worker-gives-up',
  title: 'a bad request ends the worker for good, and teardown ends it again',
  cause:
    'The worker takes an unknown command for the end of its work and releases itself, without ending the event, so the ' +
    'channel stays deaf; the disconnect uses what it released. Netback stopped its thread on a malformed packet and stopped ' +
    'it again at teardown.',
  advisory: 'XSA-374',
  cves: ['CVE-2021-28691'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['EVT-10', 'EVT-24', 'OPS-02'],
  oracles: ['crash'],
  conflicts: ['xsa-155-in-place'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'workerEnds', (previous) => (connection) => {
      if (connection.op.err === XEN_PCI_ERR_not_implemented) connection.opWork.free();
      else previous(connection);
    }),
};
