import { deviceData } from '../../backend/device-data.ts';
import type { Pciback, StubDevice } from '../../backend/driver.ts';
import type { PcistubDevice } from '../../backend/stub/stub-device.ts';
import { LogLevel } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Keeps a device from guests until it is bound again, with one line for root. */
function withhold({ kernel }: Pciback, psdev: StubDevice, why: string): void {
  const record = psdev as PcistubDevice;
  if (record.withheld) return;
  record.withheld = true;
  kernel.log.print(
    LogLevel.Warning,
    `pciback ${psdev.dev.name}: ${why}, withheld from guests until bound again`,
  );
}

export const holdAfterFailedReset: Hardening = {
  kind: 'hardening',
  id: 'hold-after-failed-reset',
  title: 'a device that could not be reset or restored is not given to the next guest',
  cause:
    'The results of the function reset and of the load of the saved state are ignored at return: what the last guest ' +
    'left in the device passes to the next one. A device without any method of reset is not meant.',
  rules: ['STUB-20', 'STUB-22', 'XB-30'],
  reach: 'guest and host fault',
  severity: 'medium',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) => {
    const reset = wrapBackend(seams, 'resetAtReturn', (previous) => (driver, psdev) => {
      const result = previous(driver, psdev);
      if (result < 0 && psdev.dev.fn.resetMethods.length > 0) withhold(driver, psdev, 'its reset failed');
      return result;
    });
    const restored = wrapBackend(reset, 'restoreAtReturn', (previous) => (driver, psdev, onBehalf) => {
      const result = previous(driver, psdev, onBehalf);
      const kept = (deviceData(psdev.dev)?.savedState ?? null) !== null;
      if (result < 0 || !kept) withhold(driver, psdev, 'its state cannot be restored');
      return result;
    });
    return wrapBackend(
      restored,
      'mayTake',
      (previous) => (driver, psdev) => previous(driver, psdev) && !(psdev as PcistubDevice).withheld,
    );
  },
};
