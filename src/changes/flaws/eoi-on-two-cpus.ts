import { type Flaw, wrapHost } from '../change.ts';
import { atWindow } from './shared/event-window.ts';

export const eoiOnTwoCpus: Flaw = {
  kind: 'flaw',
  id: 'eoi-on-two-cpus',
  group: 'eoi-on-two-cpus',
  title: 'one event is handled by two processors at once',
  cause:
    'Nothing marks an event as taken. When the channel moves to another processor after the first has found the event and ' +
    'before it has acknowledged it, the second finds it as well and both run the handler. No advisory: a follow-up of ' +
    'XSA-332. The window between finding and taking is a point of kind lock here.',
  advisory: 'none',
  cves: [],
  fixedBy: 'b6622798bc50',
  affected: 'Linux 5.10 to 5.11',
  rules: ['EOI-03', 'EVT-02'],
  oracles: ['crash', 'starvation'],
  conflicts: ['eoi-unmask-pending', 'xsa-332-early-eoi'],
  confidence: 'medium',
  apply: (seams) =>
    wrapHost(seams, 'takeChannel', () => (kernel, info) => {
      atWindow(kernel);
      info.isActive = true;
      return true;
    }),
};
