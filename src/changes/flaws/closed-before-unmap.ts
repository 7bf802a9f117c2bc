import { XenbusStateClosed } from '../../abi/xenbus.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const closedBeforeUnmap: Flaw = {
  kind: 'flaw',
  id: 'closed-before-unmap',
  group: 'closed-before-unmap',
  title: 'Closed is announced while the page is still mapped',
  cause:
    'Closed tells the frontend that its page is its own again, but here the page is unmapped only afterwards: what the ' +
    'frontend puts there in between the host still reads and writes. Frontends freed pages in use in the same way.',
  advisory: 'XSA-396',
  cves: [
    'CVE-2022-23036',
    'CVE-2022-23037',
    'CVE-2022-23038',
    'CVE-2022-23039',
    'CVE-2022-23040',
    'CVE-2022-23041',
    'CVE-2022-23042',
  ],
  fixedBy: 'none: fixed in frontends',
  affected: 'none: a class, from frontends',
  rules: ['XB-51'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'frontendClosed',
      (previous) =>
        function* (connection) {
          connection.driver.kernel.xenbus.switchState(connection.xdev, XenbusStateClosed);
          yield* previous(connection);
        },
    ),
};
