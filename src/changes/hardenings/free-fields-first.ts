import { freeDevice } from '../../backend/config-space/fields.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const freeFieldsFirst: Hardening = {
  kind: 'hardening',
  id: 'free-fields-first',
  title: 'the fields of a released device are freed while they can still be found',
  cause:
    'Final release frees the device data and then looks there for the fields: they are never freed. Root, or a ' +
    'toolstack on its behalf, loses memory with every bind and unbind.',
  rules: ['CONF-32', 'STUB-31'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'freeDeviceRecord', (previous) => (driver, dev) => {
      freeDevice(driver, dev);
      previous(driver, dev);
    }),
};
