import { widthMask } from '../../backend/config-space/merge.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const narrowReadValue: Hardening = {
  kind: 'hardening',
  id: 'narrow-read-value',
  title: 'a read returns no more bytes than were asked for',
  cause:
    'A field that is wider than the request is merged whole into the result, so a read of one byte returns the rest of ' +
    'the field above it. A client that does not truncate takes it for the value.',
  rules: ['CONF-11', 'CONF-12'],
  reach: 'guest',
  severity: 'low',
  oracles: ['reply'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'narrowReadValue',
      (previous) => (driver, value, size) => (previous(driver, value, size) & widthMask(size)) >>> 0,
    ),
};
