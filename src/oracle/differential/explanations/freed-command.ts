import { type Explanation, OVER } from '../difference.ts';
import { crashesOver } from './records.ts';

/**
 * Of a COMMAND whose read fails with a positive status at bind time the driver keeps the status in the place of a pointer,
 * and frees that when the device's fields go. That is a weakness of the driver, known by this fingerprint.
 */
export const freedCommand: Explanation = {
  id: 'freed-command',
  rule: 'crash/bug/bar_release',
  kind: 'rule',
  title: 'the fields of a device go whose COMMAND could not be read at bind time',
  records: (place) => (crashesOver(place, 'bug', 'bar_release') ? OVER : null),
};
