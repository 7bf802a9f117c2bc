import { EINVAL } from '../../abi/errno.ts';
import { freeDevice } from '../../backend/config-space/fields.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const duplicateFieldFailsBind: Hardening = {
  kind: 'hardening',
  id: 'duplicate-field-fails-bind',
  title: 'a device with two fields at one register is not bound',
  cause:
    'A malformed capability list puts a built-in field where there is one already. The initialisation ends with a ' +
    'positive status, which the PCI core takes for success: the device is bound, without data and in no list, and the ' +
    'fields built so far are lost, as they are after any failure here.',
  rules: ['CONF-29', 'CONF-30', 'CONF-38'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'failedInit', (previous) => (driver, dev, err) => {
      freeDevice(driver, dev);
      return previous(driver, dev, err > 0 ? -EINVAL : err);
    }),
};
