import { type Flaw, wrapBackend } from '../change.ts';

export const xsa157HelperOnMsi: Flaw = {
  kind: 'flaw',
  id: 'xsa-157-helper-on-msi',
  group: 'xsa-157',
  title: "the helper handler is installed on an MSI's interrupt number",
  cause:
    'When the guest enables decode, the helper goes on whatever number the device has now, which is that of the MSI once ' +
    'MSI is on. Tearing MSI down then frees a number that still has a handler.',
  advisory: 'XSA-157',
  cves: ['CVE-2015-8551'],
  fixedBy: 'a396f3a210c3',
  affected: 'Linux 3.1 to 4.3',
  rules: ['ISR-06'],
  oracles: ['crash', 'host-integrity'],
  conflicts: ['no-helper'],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'mayInstallHelper', () => () => true),
};
