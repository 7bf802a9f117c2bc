import { type Flaw, wrapBackend } from '../change.ts';

export const msixTableLeak: Flaw = {
  kind: 'flaw',
  id: 'msix-table-leak',
  group: 'msix-table-leak',
  title: 'the entry table of a refused MSI-X request is not freed',
  cause:
    'The error path behind the host call leaves without giving the table back, so every refused request costs the ' +
    "host memory: netback's mistake on its error path, transplanted.",
  advisory: 'XSA-39',
  cves: ['CVE-2013-0216', 'CVE-2013-0217'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['OPS-14', 'OPS-16'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'freeMsixTable', (previous) => (driver, table, result) => {
      if (result === 0) previous(driver, table, result);
    }),
};
