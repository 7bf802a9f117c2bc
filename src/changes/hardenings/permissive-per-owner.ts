import { type Hardening, wrapBackend } from '../change.ts';

export const permissivePerOwner: Hardening = {
  kind: 'hardening',
  id: 'permissive-per-owner',
  title: 'permissive ends with the guest it was granted for',
  cause:
    'A return clears allow_interrupt_control but not permissive, and sysfs cannot clear it either: what root granted ' +
    'to one guest serves every later one until the device is bound again.',
  rules: ['STUB-20', 'STUB-21', 'SYS-09'],
  reach: 'guest with permissive',
  severity: 'medium',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'clearOptIns', (previous) => (driver, data) => {
      previous(driver, data);
      data.permissive = false;
    }),
};
