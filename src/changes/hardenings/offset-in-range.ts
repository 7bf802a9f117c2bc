import { type Hardening, wrapBackend } from '../change.ts';

export const offsetInRange: Hardening = {
  kind: 'hardening',
  id: 'offset-in-range',
  title: 'an access has to lie inside the configuration space of the function',
  cause:
    "The offset is a signed number and only its alignment is looked at. A negative one passes, misses every field and is the host accessor's " +
    "to make something of: an alias of the function's raw registers, behind the fields, or an address below its window.",
  rules: ['CONF-01', 'CONF-02', 'CONF-33', 'CONF-34'],
  reach: 'guest',
  severity: 'high',
  oracles: ['reply', 'host-integrity', 'isolation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'offsetValid',
      (previous) => (driver, dev, offset, size) =>
        previous(driver, dev, offset, size) && offset >= 0 && offset + size <= dev.fn.configSize,
    ),
};
