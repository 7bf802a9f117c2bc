import { type Flaw, wrapBackend } from '../change.ts';

export const sizeUnchecked: Flaw = {
  kind: 'flaw',
  id: 'size-unchecked',
  group: 'size-unchecked',
  title: 'the size of a configuration access is not checked',
  cause:
    'Where an access begins is checked, how long it is is not: sizes the accessors do not know and accesses that are ' +
    'not aligned go on to the fields and to the host. Netback trusted a length in the same way.',
  advisory: 'XSA-270',
  cves: ['CVE-2018-15471'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['CONF-01', 'CONF-03'],
  oracles: ['reply'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'offsetValid',
      (previous) => (driver, dev, offset) => previous(driver, dev, offset, 1),
    ),
};
