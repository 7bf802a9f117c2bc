import { type Hardening, wrapBackend } from '../change.ts';

/** Highest devfn there is. */
const LAST_DEVFN = 0xff;

export const devfnExact: Hardening = {
  kind: 'hardening',
  id: 'devfn-exact',
  title: 'an address whose devfn has more than eight bits names no device',
  cause:
    'Slot and function are cut out of a 32-bit number and the other bits are ignored on the virtual bus, so addresses ' +
    'answer that were never published.',
  rules: ['VPCI-09', 'VPCI-10'],
  reach: 'guest',
  severity: 'low',
  oracles: ['reply'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'devfnNamesDevice',
      (previous) => (driver, devfn) => devfn <= LAST_DEVFN && previous(driver, devfn),
    ),
};
