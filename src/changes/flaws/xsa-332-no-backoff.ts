import { type Flaw, wrapHost } from '../change.ts';

export const xsa332NoBackoff: Flaw = {
  kind: 'flaw',
  id: 'xsa-332-no-backoff',
  group: 'xsa-332',
  title: 'the EOI of a spurious event is never put off',
  cause:
    'Late EOI without throttling: an event that led to nothing is acknowledged at once, however many came before it, so ' +
    'a guest that sends without pause gets a handler run for each.',
  advisory: 'XSA-332',
  cves: ['CVE-2020-27673'],
  fixedBy: '5f7f77400ab5',
  affected: 'Linux to 5.9.1',
  rules: ['EOI-12', 'EOI-13', 'EOI-23'],
  oracles: ['starvation'],
  conflicts: ['eoi-list-order'],
  confidence: 'high',
  apply: (seams) => wrapHost(seams, 'spuriousDelay', () => () => 0),
};
