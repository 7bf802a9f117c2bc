import { EINVAL } from '../../abi/errno.ts';
import { Site } from '../../platform/recorder.ts';
import { type Flaw, wrapBackend } from '../change.ts';

/** A bit of `sh.flags` that the protocol does not know. */
const UNKNOWN_FLAG = 3;

export const fatalInEvent: Flaw = {
  kind: 'flaw',
  id: 'fatal-in-event',
  group: 'fatal-in-event',
  title: 'a malformed page is reported as a fatal error from the event handler',
  cause:
    'On a flag that the protocol does not know the handler reports a fatal error at once; the report writes to ' +
    'xenstore and sleeps, which nothing in an interrupt may. Netback did so on a malformed request; here the malformed ' +
    'thing is a flag, because the handler looks at nothing else.',
  advisory: 'XSA-90',
  cves: ['CVE-2014-2580'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['EVT-04', 'XB-60'],
  oracles: ['lock'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'aerAnswered', (previous) => (connection) => {
      const { driver, page, xdev } = connection;
      if (page?.testFlag(UNKNOWN_FLAG, Site.xen_pcibk_test_and_schedule_op)) {
        driver.kernel.xenbus.devFatal(xdev, -EINVAL, 'unknown flag in the shared page');
      }
      return previous(connection);
    }),
};
