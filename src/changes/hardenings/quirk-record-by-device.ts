import { deviceData } from '../../backend/device-data.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const quirkRecordByDevice: Hardening = {
  kind: 'hardening',
  id: 'quirk-record-by-device',
  title: 'a quirk record belongs to the device it was made for',
  cause:
    'The record to drop at unbind is looked up by the ids of the device. Of two identical devices the wrong one may ' +
    'lose its record, and one outlives its device: the next read of `quirks` dereferences data that is gone.',
  rules: ['QRK-11', 'QRK-12', 'QRK-14', 'STUB-30'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['crash', 'leak'],
  conflicts: [],
  apply: (seams) => {
    const byDevice = wrapBackend(seams, 'quirkMatches', () => (_driver, record, dev) => record.dev === dev);
    return wrapBackend(
      byDevice,
      'listsQuirk',
      (previous) => (driver, record) => deviceData(record.dev) !== null && previous(driver, record),
    );
  },
};
