import { KernelOops } from '../../platform/oops.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const mapFailureTraps: Flaw = {
  kind: 'flaw',
  id: 'map-failure-traps',
  group: 'map-failure-traps',
  title: "a page of the frontend's that cannot be mapped is a BUG",
  cause:
    'The failure of a grant map counts as impossible and stops the host, although the frontend chooses the reference. ' +
    'Blkback, netback and scsiback trapped on failed maps in the same way.',
  advisory: 'XSA-362',
  cves: ['CVE-2021-26930', 'CVE-2021-26931', 'CVE-2021-26932'],
  fixedBy: 'none: fixed in other backends',
  affected: 'none: a class, from backends',
  rules: ['XB-23'],
  oracles: ['crash'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'pageNotMapped', () => (_connection, err) => {
      throw new KernelOops('bug', 'xen_pcibk_do_attach', `the grant of the frontend was not mapped: ${err}`);
    }),
};
