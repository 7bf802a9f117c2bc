import { type Flaw, wrapBackend } from '../change.ts';

export const xsa157DisableUnchecked: Flaw = {
  kind: 'flaw',
  id: 'xsa-157-disable-unchecked',
  group: 'xsa-157',
  title: 'a disable of what is not on has the helper handler acknowledge',
  cause:
    'disable_msi and disable_msix set the acknowledge mark without a look at whether that type is on. A guest with ' +
    "MSI-X on thus has the helper claim the line's interrupts although the device raises none there, and undoes the " +
    'end of acknowledging that the share test decided.',
  advisory: 'XSA-157',
  cves: [],
  fixedBy: '7cfb905b9638',
  affected: 'Linux 3.1 to 4.3',
  rules: ['OPS-08', 'OPS-09', 'OPS-10'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'disableActs', () => () => true),
};
