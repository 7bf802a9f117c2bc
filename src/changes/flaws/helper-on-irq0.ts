import { type Flaw, wrapBackend } from '../change.ts';

export const helperOnIrq0: Flaw = {
  kind: 'flaw',
  id: 'helper-on-irq0',
  group: 'helper-on-irq0',
  title: 'the helper handler of a function without a line is put on IRQ 0',
  cause:
    'A virtual function has no legacy line and its interrupt number is 0. The helper is installed all the same: the host ' +
    'refuses, and on Linux 6.1 each attempt of the guest is a line in the log. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'not known: "no fake handler for SR-IOV", July 2011',
  affected: 'out-of-tree versions before Linux 3.1',
  rules: ['ISR-05', 'ISR-07'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'helperIrqUsable', () => () => true),
};
