import { type Flaw, wrapBackend } from '../change.ts';

export const helperNeverYields: Flaw = {
  kind: 'flaw',
  id: 'helper-never-yields',
  group: 'helper-never-yields',
  title: 'the helper handler never asks whether the line is shared',
  cause:
    'The helper goes on claiming the interrupts of a line that no other domain uses, so the host never finds out about ' +
    'one that nobody serves and cannot give it up. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '0513fe9e5b54',
  affected: 'out-of-tree versions before Linux 3.1',
  rules: ['ISR-11', 'SYS-06'],
  oracles: ['starvation'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'helperYields', () => () => false),
};
