import { XEN_PCI_ERR_success } from '../../abi/pciif.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const helperFollowsDecode: Hardening = {
  kind: 'hardening',
  id: 'helper-follows-decode',
  title: 'the helper handler follows decode also when the request ends in an error',
  cause:
    'A write of COMMAND may take effect and its request fail all the same, in a later field or at the register itself. ' +
    'The helper is then not looked at: the line is left to nobody, or the helper stays when decode goes off and the ' +
    'next enable installs it a second time.',
  rules: ['EVT-16', 'CONF-18', 'ISR-03', 'ISR-07'],
  reach: 'guest with permissive',
  severity: 'low',
  oracles: ['crash', 'leak', 'starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'controlSync',
      (previous) => (driver, dev, _err, changed) => previous(driver, dev, XEN_PCI_ERR_success, changed),
    ),
};
