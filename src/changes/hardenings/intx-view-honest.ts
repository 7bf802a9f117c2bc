import { PCI_COMMAND, PCI_COMMAND_INTX_DISABLE } from '../../abi/pci-regs.ts';
import { deviceData } from '../../backend/device-data.ts';
import { ConfigValue } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Used up before anything else can run. */
const register = new ConfigValue();

export const intxViewHonest: Hardening = {
  kind: 'hardening',
  id: 'intx-view-honest',
  title: 'a guest that controls interrupts reads, and changes, INTX_DISABLE as the hardware has it',
  cause:
    "INTX_DISABLE is read from an echo of the guest's last write and a write acts only where it differs from that echo, " +
    'while enabling decode and MSI change the bit in hardware. A stub domain that disabled INTx and then enables ' +
    'decode has it on again, reads that it is off, and cannot turn it off by writing so.',
  rules: ['HDR-11', 'HDR-15', 'HDR-19', 'HDR-22', 'OPS-25'],
  reach: 'stub domain',
  severity: 'low',
  oracles: ['reply'],
  conflicts: [],
  apply: (seams) => {
    const seen = wrapBackend(seams, 'commandView', (previous) => (driver, dev, hardware, cache) => {
      const view = previous(driver, dev, hardware, cache);
      if (deviceData(dev)?.allowInterruptControl !== true) return view;
      return (view & ~PCI_COMMAND_INTX_DISABLE) | (hardware & PCI_COMMAND_INTX_DISABLE);
    });
    return wrapBackend(seen, 'intxChanged', (previous) => (driver, dev, cache, value) => {
      const err = driver.kernel.pci.readConfig(dev, PCI_COMMAND, 2, register);
      return previous(driver, dev, err === 0 ? register.value : cache, value);
    });
  },
};
