import { XenbusStateReconfigured } from '../../abi/xenbus.ts';
import { INVALID_EVTCHN_IRQ } from '../../backend/connection.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const connectedNeedsAttach: Hardening = {
  kind: 'hardening',
  id: 'connected-needs-attach',
  title: 'the backend follows to Connected only out of Reconfigured, with page and channel',
  cause:
    'A frontend that writes Connected makes the backend say so too, from every state: before there is a page or a ' +
    'channel, and out of Closed or a fatal Closing. The toolstack waits for exactly this state and is misled.',
  rules: ['XB-27', 'XB-48', 'XB-52'],
  reach: 'guest',
  severity: 'low',
  oracles: ['xenbus'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'mayFollowConnected', (previous) => (connection) => {
      const { driver, evtchnIrq, page, xdev } = connection;
      if (page === null || evtchnIrq === INVALID_EVTCHN_IRQ) return false;
      if (driver.kernel.xenbus.readDriverState(xdev.nodename) !== XenbusStateReconfigured) return false;
      return previous(connection);
    }),
};
