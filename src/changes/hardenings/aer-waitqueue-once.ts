import { type Hardening, wrapBackend } from '../change.ts';

export const aerWaitqueueOnce: Hardening = {
  kind: 'hardening',
  id: 'aer-waitqueue-once',
  title: 'the queue of AER waiters is initialised once, at load',
  cause:
    'Binding any device initialises the global queue again and forgets who waits in it: the answer to a request ' +
    'that is on its way wakes nobody, and the host waits out its 300 seconds with the lock that every return needs.',
  rules: ['STUB-10', 'STUB-11', 'EVT-08'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) => wrapBackend(seams, 'initialiseAerWait', () => () => {}),
};
