import { type Hardening, wrapBackend } from '../change.ts';

const D0 = 0;

export const powerOnAtReturn: Hardening = {
  kind: 'hardening',
  id: 'power-on-at-return',
  title: 'a device that comes back is woken before it is reset and restored',
  cause:
    'Nothing brings a device back to D0 that its guest left in D3hot. A reset by power management then does nothing, ' +
    'what the last guest left in the device stays, and the next one finds it asleep.',
  rules: ['STUB-20', 'STUB-26'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['leak', 'host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'resetAtReturn', (previous) => (driver, psdev) => {
      driver.kernel.pci.setPowerState(psdev.dev, D0);
      return previous(driver, psdev);
    }),
};
