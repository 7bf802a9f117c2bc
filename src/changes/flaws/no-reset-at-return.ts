import { type Flaw, wrapBackend } from '../change.ts';

export const noResetAtReturn: Flaw = {
  kind: 'flaw',
  id: 'no-reset-at-return',
  group: 'no-reset-at-return',
  title: 'a device is not reset between two owners',
  cause:
    'A device that comes back gets its configuration restored but no function reset, so what the last guest put into it ' +
    'through its BARs is still there for the next. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'cd9db80e5257',
  affected: 'Linux before 3.3',
  rules: ['STUB-20'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'resetAtReturn', () => () => 0),
};
