import { type Flaw, wrapHost } from '../change.ts';
import { atWindow } from './shared/event-window.ts';

export const eoiActiveEarly: Flaw = {
  kind: 'flaw',
  id: 'eoi-active-early',
  group: 'eoi-active-early',
  title: 'the mark of an active event is cleared at its acknowledgement',
  cause:
    'The mark that keeps a second processor away is cleared when the event is acknowledged, not at its EOI, and before ' +
    'the pending bit is. A processor that the channel has just moved to takes the same event again. No advisory: a ' +
    'follow-up of XSA-332. The other processor has looked at the mask before; here the masking comes after the window, a ' +
    'point of kind lock.',
  advisory: 'none',
  cves: [],
  fixedBy: '3de218ff39b9',
  affected: 'Linux 5.12 to 5.13',
  rules: ['EOI-03', 'EOI-05', 'EVT-02'],
  oracles: ['crash', 'starvation'],
  conflicts: ['xsa-332-early-eoi'],
  confidence: 'medium',
  apply: (seams) =>
    wrapHost(seams, 'acknowledgeChannel', (previous) => (kernel, info) => {
      info.isActive = false;
      atWindow(kernel);
      previous(kernel, info);
    }),
};
