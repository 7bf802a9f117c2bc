import { deviceData } from '../../backend/device-data.ts';
import { controlIsr } from '../../backend/operations/helper-isr.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const helperAfterMsiOff: Hardening = {
  kind: 'hardening',
  id: 'helper-after-msi-off',
  title: 'the helper handler is installed when MSI or MSI-X goes off and decode is on',
  cause:
    'While MSI is on the helper cannot be installed, so a guest that enables decode then gets none; when it turns MSI ' +
    "off, nothing looks again. The device uses its legacy line and nobody claims its interrupts for the host's sake.",
  rules: ['ISR-06', 'OPS-08', 'OPS-09', 'OPS-24', 'ISR-13'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'helperAfterMsiOff', (previous) => (driver, dev) => {
      previous(driver, dev);
      const data = deviceData(dev);
      if (data === null || !data.enableIntx || driver.seams.helperInstalled(driver, data)) return;
      controlIsr(driver, dev, false);
    }),
};
