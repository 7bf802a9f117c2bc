import { EINVAL, EIO } from '../../abi/errno.ts';
import {
  PCI_PM_CAP_D1,
  PCI_PM_CAP_D2,
  PCI_PM_CTRL,
  PCI_PM_CTRL_NO_SOFT_RESET,
  PCI_PM_CTRL_STATE_MASK,
  PCI_PM_PMC,
} from '../../abi/pci-regs.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { LogLevel } from '../log.ts';
import { hostRead, hostWrite } from './access.ts';
import { restoreBars } from './bars.ts';
import { PCI_D0, PCI_D1, PCI_D2, PCI_D3hot, type PciDevice } from './device.ts';
import { enterService, exitService } from './service.ts';

/** Time a function is given to leave or enter D3hot (microseconds). */
const D3HOT_DELAY_USEC = 10_000;

/** Brings the function to power state 0..3 (CAP-11): 0, -EINVAL or -EIO. */
export function setPowerState(kernel: Kernel, dev: PciDevice, state: number): number {
  enterService(kernel, dev, HostCall.SetPowerState, state);
  return exitService(kernel, dev, HostCall.SetPowerState, changePowerState(kernel, dev, state));
}

/** The same as a part of another service. */
export function changePowerState(kernel: Kernel, dev: PciDevice, state: number): number {
  const wanted = Math.min(Math.max(state, PCI_D0), PCI_D3hot);
  if ((wanted === PCI_D1 || wanted === PCI_D2) && lacksIntermediateStates(dev)) return 0;
  if (dev.currentState === wanted) return 0;
  if (wanted === PCI_D0) return kernel.seams.powerUp(kernel, dev);
  if (wanted === PCI_D3hot && dev.noD3) return 0;
  const err = powerDown(kernel, dev, wanted);
  if (!dev.platformPower) return err;
  dev.currentState = wanted;
  return 0;
}

/** The device itself or the bridge above it is flagged as not supporting D1 and D2. */
function lacksIntermediateStates(dev: PciDevice): boolean {
  return dev.noD1D2 || (dev.upstream[0]?.noD1D2 ?? false);
}

/** Notes the power state that the function says it is in. */
export function refreshPowerState(kernel: Kernel, dev: PciDevice): void {
  if (dev.pmCap === 0) return;
  const pmcsr = hostRead(kernel, dev, dev.pmCap + PCI_PM_CTRL, 2);
  dev.currentState = pmcsr === 0xffff ? PCI_D3hot : pmcsr & PCI_PM_CTRL_STATE_MASK;
}

/** Seam: to D0. A function that lost its state on the way gets its BARs back, and nothing else (STUB-26). */
export function powerUp(kernel: Kernel, dev: PciDevice): number {
  if (dev.pmCap === 0) {
    dev.currentState = PCI_D0;
    return 0;
  }
  const register = dev.pmCap + PCI_PM_CTRL;
  const pmcsr = hostRead(kernel, dev, register, 2);
  if (pmcsr === 0xffff) {
    kernel.log.print(LogLevel.Err, `pci ${dev.name}: cannot be brought to D0, it does not answer`);
    return -EIO;
  }
  const from = pmcsr & PCI_PM_CTRL_STATE_MASK;
  if (from === PCI_D0) {
    dev.currentState = PCI_D0;
    return 0;
  }
  const losesState = from === PCI_D3hot && (pmcsr & PCI_PM_CTRL_NO_SOFT_RESET) === 0;
  hostWrite(kernel, dev, register, 2, from === PCI_D3hot ? 0 : pmcsr & ~PCI_PM_CTRL_STATE_MASK);
  if (from === PCI_D3hot) delay(kernel);
  settleState(kernel, dev, PCI_D0);
  if (losesState && dev.currentState === PCI_D0) kernel.seams.restoreAfterPowerUp(kernel, dev);
  return 0;
}

/** Seam: what the host brings back after the function lost its state on the way to D0: its BARs, nothing else. */
export function restoreAfterPowerUp(kernel: Kernel, dev: PciDevice): void {
  restoreBars(kernel, dev);
}

/** To D1, D2 or D3hot. A function that refuses is logged, with success. */
function powerDown(kernel: Kernel, dev: PciDevice, state: number): number {
  if (dev.pmCap === 0) return -EIO;
  if (dev.currentState > state) return -EINVAL;
  const capabilities = hostRead(kernel, dev, dev.pmCap + PCI_PM_PMC, 2);
  if (state === PCI_D1 && (capabilities & PCI_PM_CAP_D1) === 0) return -EIO;
  if (state === PCI_D2 && (capabilities & PCI_PM_CAP_D2) === 0) return -EIO;
  const register = dev.pmCap + PCI_PM_CTRL;
  const pmcsr = hostRead(kernel, dev, register, 2);
  if (pmcsr === 0xffff) return -EIO;
  hostWrite(kernel, dev, register, 2, (pmcsr & ~PCI_PM_CTRL_STATE_MASK) | state);
  if (state === PCI_D3hot) delay(kernel);
  settleState(kernel, dev, state);
  return 0;
}

/** Takes the state the function shows now; one it did not follow is worth a line. */
function settleState(kernel: Kernel, dev: PciDevice, wanted: number): void {
  const shown = hostRead(kernel, dev, dev.pmCap + PCI_PM_CTRL, 2) & PCI_PM_CTRL_STATE_MASK;
  dev.currentState = shown;
  if (shown !== wanted) {
    kernel.log.printLimited(
      'pci_power_state',
      LogLevel.Info,
      `pci ${dev.name}: refused to go to D${wanted}, is in D${shown}`,
      dev.ownerDomid,
    );
  }
}

function delay(kernel: Kernel): void {
  kernel.mightSleep('pci_set_power_state');
  kernel.world.clock.spend(D3HOT_DELAY_USEC);
}
