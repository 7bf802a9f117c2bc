import { type Flaw, wrapHost } from '../change.ts';

export const eoiListOrder: Flaw = {
  kind: 'flaw',
  id: 'eoi-list-order',
  group: 'eoi-list-order',
  title: 'a delayed EOI never becomes the first of its queue',
  cause:
    'A delayed EOI that is due before all that wait is put behind the first of them. It is given only when that one is ' +
    "due: a guest with a long delay holds up another's channel. No advisory: a follow-up of XSA-332.",
  advisory: 'none',
  cves: [],
  fixedBy: '47d970204054',
  affected: 'Linux 5.10 to 6.6',
  rules: ['EOI-17'],
  oracles: ['starvation'],
  conflicts: ['xsa-332-early-eoi', 'xsa-332-no-backoff'],
  confidence: 'medium',
  apply: (seams) =>
    wrapHost(seams, 'delayedEoiPosition', (previous) => (kernel, queue, info) => {
      const at = previous(kernel, queue, info);
      return queue.length > 0 ? Math.max(1, at) : at;
    }),
};
