import { PCI_ERS_RESULT_NONE } from '../../abi/aer.ts';
import { killDomain } from '../../backend/stub/kill.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const aerTimeoutIsNoAnswer: Hardening = {
  kind: 'hardening',
  id: 'aer-timeout-is-no-answer',
  title: 'a guest that never answers an AER request has given no result',
  cause:
    'After a timeout the callback returns its default: the host is told that the device can go on or has recovered ' +
    'although its guest did nothing, and the guest lives on with a device in an unknown state.',
  rules: ['AER-01', 'AER-06', 'AER-13'],
  reach: 'guest and host fault',
  severity: 'medium',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'aerTimedOut', (previous) => (driver, psdev, connection, page, request) => {
      previous(driver, psdev, connection, page, request);
      // The other three are killed for the NONE they return (AER-06); resume ignores its result.
      if (request.name === 'resume') killDomain(driver, connection);
      return PCI_ERS_RESULT_NONE;
    }),
};
