import { lateEoi } from '../../backend/events/late-eoi.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const xsa332EarlyEoi: Flaw = {
  kind: 'flaw',
  id: 'xsa-332-early-eoi',
  group: 'xsa-332',
  title: 'an event is acknowledged by the handler, before its request is served',
  cause:
    'The channel is opened again as soon as the handler has queued the worker, so a guest that sends without pause ' +
    "keeps the backend's processor in interrupt handling.",
  advisory: 'XSA-332',
  cves: ['CVE-2020-27673'],
  fixedBy: 'c2711441bc96',
  affected: 'Linux to 5.9.1',
  rules: ['EVT-04', 'EVT-10'],
  oracles: ['starvation'],
  conflicts: ['eoi-unmask-pending', 'eoi-on-two-cpus', 'eoi-active-early', 'eoi-list-order'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'eoiInHandler', () => (connection, found) => lateEoi(connection, !found)),
};
