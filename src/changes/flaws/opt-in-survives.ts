import { type Flaw, wrapBackend } from '../change.ts';

export const optInSurvives: Flaw = {
  kind: 'flaw',
  id: 'opt-in-survives',
  group: 'opt-in-survives',
  title: 'allow_interrupt_control outlives the guest it was granted for',
  cause:
    'The return of a device does not take the opt-in back, so the next guest, a plain one, may write the interrupt ' +
    'enables. No advisory: a step of the feature left out.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: as if Linux 5.6 did not clear the opt-in',
  rules: ['STUB-20', 'CAP-22'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'clearOptIns', (previous) => (driver, data) => {
      const { allowInterruptControl } = data;
      previous(driver, data);
      data.allowInterruptControl = allowInterruptControl;
    }),
};
