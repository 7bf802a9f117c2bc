import { type Hardening, wrapBackend } from '../change.ts';

export const skipUnknownUnplug: Hardening = {
  kind: 'hardening',
  id: 'skip-unknown-unplug',
  title: 'the detach of an address where nothing is does not stop the pass',
  cause:
    'A stale key, or a device that root has unbound meanwhile, ends the pass without an error and without ' +
    'Reconfigured: the backend stays in Reconfiguring for good, and hot plug of that guest is over.',
  rules: ['XB-44', 'XB-46', 'XB-57'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['xenbus'],
  conflicts: [],
  apply: (seams) => wrapBackend(seams, 'skipsUnknownUnplug', () => () => true),
};
