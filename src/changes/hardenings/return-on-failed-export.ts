import { findByDevice } from '../../backend/stub/find.ts';
import { returnDevice } from '../../backend/topology/return-device.ts';
import { type Hardening, wrapBackend } from '../change.ts';
import { isExported } from '../exported.ts';

export const returnOnFailedExport: Hardening = {
  kind: 'hardening',
  id: 'return-on-failed-export',
  title: 'a device whose export fails goes back to the stub, and the failure is reported',
  cause:
    'A device that the topology did not take stays marked as assigned; one whose address could not be published stays ' +
    'in its slot without an owner. It is lost to all guests, keeps a pointer to the freed connection, and unbinding it ' +
    'is then fatal for the host. Only one of the failures is reported to the frontend.',
  rules: ['VPCI-06', 'VPCI-08', 'PT-03', 'XB-32', 'XB-36'],
  reach: 'dom0 root',
  severity: 'medium',
  oracles: ['crash', 'leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'afterFailedExport',
      (previous) =>
        function* (connection, dev, err) {
          yield* previous(connection, dev, err);
          const { driver, xdev } = connection;
          const { topology } = driver;
          // The virtual bus has reported by itself that it has no room.
          const reported = topology?.name === 'vpci' && !isExported(connection, dev);
          if (topology !== null) yield* topology.releaseDevice(connection, dev, false);
          if (findByDevice(driver, dev)?.pdev === connection) yield* returnDevice(connection, dev, false);
          if (!reported) driver.kernel.xenbus.devFatal(xdev, err, 'export of a device failed');
        },
    ),
};
