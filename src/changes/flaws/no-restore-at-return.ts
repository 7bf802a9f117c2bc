import { type Flaw, wrapBackend } from '../change.ts';

export const noRestoreAtReturn: Flaw = {
  kind: 'flaw',
  id: 'no-restore-at-return',
  group: 'no-restore-at-return',
  title: 'the configuration is not restored when a device comes back',
  cause:
    'The reset at return uses up the mark that a saved state is there, so the restore after it does nothing: the next ' +
    'owner meets the registers as the reset, or the last guest, left them. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'b1df4a56bf4a',
  affected: 'Linux before 3.19',
  rules: ['STUB-20', 'STUB-22'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'restoreAtReturn', () => () => 0),
};
