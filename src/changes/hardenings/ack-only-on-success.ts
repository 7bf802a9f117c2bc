import { type Hardening, wrapBackend } from '../change.ts';

export const ackOnlyOnSuccess: Hardening = {
  kind: 'hardening',
  id: 'ack-only-on-success',
  title: 'the helper handler stops acknowledging only when MSI-X is really on',
  cause:
    'A failed MSI-X set-up ends the acknowledging of the legacy interrupt as a successful one does, although the device ' +
    "goes on using its line. On a shared line nobody claims the device's interrupts any more, and the host shuts it " +
    'down for its own devices.',
  rules: ['OPS-16', 'OPS-18', 'ISR-10'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'ackAfterMsix', (previous) => (driver, data, result) => {
      if (result === 0) previous(driver, data, result);
    }),
};
