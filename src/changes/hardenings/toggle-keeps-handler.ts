import type { DeviceData } from '../../backend/device-data.ts';
import type { Pciback } from '../../backend/driver.ts';
import { helperHandler } from '../../backend/operations/helper-handler.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Line on which the host has a device's helper, 0 none: the mark `isr_on` is mistaken for. */
function registeredLine(driver: Pciback, data: DeviceData): number {
  const { irqs, pci } = driver.kernel;
  const dev = pci.devices.find(({ driverData }) => driverData === data);
  if (dev === undefined) return 0;
  const handler = helperHandler(driver, dev, data);
  return irqs.installed().find((installed) => installed.handler === handler)?.irq ?? 0;
}

export const toggleKeepsHandler: Hardening = {
  kind: 'hardening',
  id: 'toggle-keeps-handler',
  title: 'installing and removing the helper handler goes by whether it is installed',
  cause:
    'irq_handler_state flips isr_on, by which the driver also tells whether the handler is on its line. Toggled off, a ' +
    "guest's disable and even the return leave it there, later on a freed device; its next enable installs a second.",
  rules: ['SYS-07', 'SYS-08', 'ISR-03', 'ISR-07', 'ISR-08'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['crash', 'leak'],
  conflicts: [],
  apply: (seams) => {
    const found = wrapBackend(
      seams,
      'helperInstalled',
      () => (driver, data) => registeredLine(driver, data) !== 0,
    );
    const once = wrapBackend(
      found,
      'installHelper',
      (previous) => (driver, dev, data) => registeredLine(driver, data) !== 0 || previous(driver, dev, data),
    );
    return wrapBackend(once, 'removeHelper', (previous) => (driver, dev, data) => {
      data.irq = registeredLine(driver, data);
      previous(driver, dev, data);
    });
  },
};
