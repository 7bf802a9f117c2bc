import { type Flaw, wrapHost } from '../change.ts';

export const capabilityLoop: Flaw = {
  kind: 'flaw',
  id: 'capability-loop',
  group: 'capability-loop',
  title: 'a walk through a list of capabilities has no bound',
  cause:
    'The pointers of the list are followed until it ends, which a list that leads back to itself never does; the walk ' +
    'does not yield, so the processor is lost. The hypervisor trusted what devices read back in this way.',
  advisory: 'XSA-337',
  cves: ['CVE-2020-25595'],
  fixedBy: 'none: fixed in Xen',
  affected: 'none: a class, from Xen',
  rules: ['CAP-02'],
  oracles: ['starvation'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapHost(seams, 'capabilityWalkGoesOn', () => () => true),
};
