import { ENODEV, ENOENT, ENOSYS, EOPNOTSUPP, EPERM } from '../../abi/errno.ts';
import type { PciDevice, PciDriver } from '../../host/pci/device.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Step } from '../../program/program.ts';
import type { Testbed } from './testbed.ts';

type Of<K extends Step['do']> = Extract<Step, { do: K }>;

/** Notes what a write to a driver's `bind` or `unbind` gave. */
function note(bed: Testbed, code: Ev, dev: PciDevice, status: number, driver: string): void {
  bed.kernel.emit(code, dev.fn.index, status, bed.kernel.text(driver));
}

/** Loads the driver with the parameters of the step (STUB-01, STUB-40..42). */
export function load(bed: Testbed, step: Of<'load'>): void {
  const parameters = {
    hide: bed.withAddresses(step.hide ?? ''),
    passthrough: step.passthrough === true,
    permissive: step.permissive === true,
  };
  bed.spawn('load', 'host', function* (): Steps {
    bed.kernel.emit(Ev.DriverLoad, yield* bed.loadDriver(parameters));
  });
}

/** Unloads the driver (STUB-29). */
export function unload(bed: Testbed): void {
  bed.spawn('unload', 'host', function* (): Steps {
    bed.kernel.emit(Ev.DriverUnload, yield* bed.unloadDriver());
  });
}

/** Binds a device to the driver the way libxl does: new_slot, then bind (SYS-15). */
export function bind(bed: Testbed, step: Of<'bind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  bed.spawn('bind', 'sysfs', function* (): Steps {
    yield* bed.store('new_slot', dev.name);
    note(bed, Ev.Bind, dev, yield* bindTo(bed, dev, bed.pciDriver), 'pciback');
  });
}

/** Unbinds a device from pciback; a device that pciback does not have is refused. */
export function unbind(bed: Testbed, step: Of<'unbind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  if (dev.driver !== bed.pciDriver) {
    note(bed, Ev.Unbind, dev, -ENODEV, 'pciback');
    return;
  }
  unbindFrom(bed, dev, dev.driver);
}

/** Writes the device's address to the `bind` of one driver, and nothing before that. */
export function driverBind(bed: Testbed, step: Of<'driverBind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  bed.spawn('bind', 'sysfs', function* (): Steps {
    const driver = step.driver === 'host' ? bed.hostDriver : bed.pciDriver;
    note(bed, Ev.Bind, dev, yield* bindTo(bed, dev, driver), step.driver);
  });
}

/** Unbinds a device from whatever driver it has (STUB-33 for a physical function). */
export function driverUnbind(bed: Testbed, step: Of<'driverUnbind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  if (dev.driver === null) note(bed, Ev.Unbind, dev, -ENODEV, '');
  else unbindFrom(bed, dev, dev.driver);
}

export function driverOverride(bed: Testbed, step: Of<'driverOverride'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev !== undefined) dev.driverOverride = step.driver === 'none' ? null : step.driver;
}

/** Another part of the host, which the driver does not know, gives the device to a domain (XB-34). */
export function deviceOwner(bed: Testbed, step: Of<'deviceOwner'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev !== undefined) bed.kernel.pci.registerOwner(dev, step.domid);
}

/** What the host has decided about a device, or for itself, before any driver comes (CAP-11, OPS-07). */
export function pciFlag(bed: Testbed, step: Of<'pciFlag'>): void {
  const dev = bed.device(step.device ?? 0);
  if (step.flag === 'nomsi') bed.kernel.pci.noMsi = true;
  else if (dev === undefined) return;
  else if (step.flag === 'no_d1d2') dev.noD1D2 = true;
  else if (step.flag === 'no_d3') dev.noD3 = true;
  else if (step.flag === 'no_msi') dev.noMsi = true;
  else dev.platformPower = true;
}

const answers = Object.freeze({ ok: 0, ENOSYS: -ENOSYS, EPERM: -EPERM });

/** What the hypervisor answers when it is told of a device (STUB-10 step 5, STUB-31, CHG-03, CHG-04). */
export function physdev(bed: Testbed, step: Of<'physdev'>): void {
  bed.kernel.pci.physdevError = answers[step.answer];
}

/** The privileged command interface asks for a device's GSI (CHG-05). */
export function gsi(bed: Testbed, step: Of<'gsi'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  const { driver, isLoaded, kernel } = bed;
  const { domain, bus, devfn } = dev;
  const answer = isLoaded ? driver.seams.gsiFromAddress(driver, domain, bus, devfn) : -EOPNOTSUPP;
  kernel.emit(Ev.Gsi, dev.fn.index, answer);
}

/** A driver that is not there has no file to write to. */
function* bindTo(bed: Testbed, dev: PciDevice, driver: PciDriver | null): Steps<number> {
  if (driver === null || (driver === bed.pciDriver && !bed.isLoaded)) return -ENOENT;
  return yield* bed.kernel.pci.bind(dev, driver);
}

function unbindFrom(bed: Testbed, dev: PciDevice, driver: PciDriver): void {
  bed.spawn('unbind', 'sysfs', function* (): Steps {
    yield* bed.kernel.pci.unbind(dev);
    note(bed, Ev.Unbind, dev, 0, driver.name);
  });
}
