import { type Hardening, wrapBackend } from '../change.ts';

export const countZeroRefused: Hardening = {
  kind: 'hardening',
  id: 'count-zero-refused',
  title: 'a request for no MSI-X vectors is refused by the driver itself',
  cause:
    'Only the upper bound of the vector count is checked. Zero goes on to an allocation of nothing and to the host, ' +
    'whose refusal then counts as a failed set-up.',
  rules: ['OPS-11', 'OPS-18', 'OPS-19'],
  reach: 'guest',
  severity: 'low',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'msixCountAllowed',
      (previous) => (driver, count) => count !== 0 && previous(driver, count),
    ),
};
