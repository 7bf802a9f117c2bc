import { type Flaw, wrapHost } from '../change.ts';

export const msixPositiveResult: Flaw = {
  kind: 'flaw',
  id: 'msix-positive-result',
  group: 'msix-positive-result',
  title: "the host's positive answer to too many MSI-X vectors becomes err",
  cause:
    'Hosts of that time answered a request for more vectors than the table has with the number available, and the ' +
    "backend passed it on as err, which the protocol has as 0 or negative. Today's backend still passes the result on; " +
    'it is the host that no longer answers so, and that is what this puts back. No advisory: a bug of the protocol.',
  advisory: 'none',
  cves: [],
  fixedBy: '0ee46eca0476',
  affected: 'Linux 3.1 to 3.3',
  rules: ['ABI-06', 'OPS-16', 'OPS-20'],
  oracles: ['reply'],
  conflicts: ['msix-vectors-lost'],
  confidence: 'high',
  apply: (seams) => wrapHost(seams, 'msixShortage', () => (_kernel, _dev, available) => available),
};
