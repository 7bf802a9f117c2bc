import { type Flaw, wrapBackend } from '../change.ts';

export const aerWaitUnbounded: Flaw = {
  kind: 'flaw',
  id: 'aer-wait-unbounded',
  group: 'aer-wait-unbounded',
  title: 'the wait for an answer to an AER request has no bound',
  cause:
    'The host waits until the guest answers, however long that takes, and recovery of everything on the bus with it. ' +
    'Netback kept memory for guests that never consume in the same way.',
  advisory: 'XSA-392',
  cves: ['CVE-2021-28714', 'CVE-2021-28715'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['AER-12', 'AER-13'],
  oracles: ['starvation'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'aerWaitSeconds', () => () => Number.POSITIVE_INFINITY),
};
