import { INVALID_EVTCHN_IRQ } from '../../backend/connection.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const attachOnce: Hardening = {
  kind: 'hardening',
  id: 'attach-once',
  title: 'a connection that has a page or a channel does not attach again',
  cause:
    'Attaching is done once only because the states do not come round again. Where the toolstack puts the backend back ' +
    'to InitWait the next attach overwrites page and channel: the first ones are never given back, and an event on ' +
    'the old channel after the disconnect finds no page.',
  rules: ['XB-20', 'XB-26', 'EVT-06'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['crash', 'leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'mayAttach',
      (previous) => (connection) =>
        connection.page === null && connection.evtchnIrq === INVALID_EVTCHN_IRQ && previous(connection),
    ),
};
