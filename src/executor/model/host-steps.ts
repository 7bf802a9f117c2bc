import type { Steps } from '../../platform/scheduler.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Step } from '../../program/program.ts';
import type { Testbed } from './testbed.ts';

type Of<K extends Step['do']> = Extract<Step, { do: K }>;

/** What the toolstack does to xenstore for one guest. */
export function toolstackStep(bed: Testbed, step: Of<'toolstack'>): void {
  const { toolstack } = bed;
  const { domid } = bed.frontend(step.guest);
  const address = bed.deviceAddress(step.device ?? 0);
  switch (step.step) {
    case 'create':
      toolstack.create(domid, address === undefined ? [] : [address]);
      break;
    case 'add':
      if (address !== undefined) toolstack.add(domid, address);
      break;
    case 'remove':
      if (address !== undefined) toolstack.remove(domid, address);
      break;
    case 'reap':
      toolstack.reap(domid);
      break;
    case 'offline':
      toolstack.offline(domid);
      break;
    case 'destroy':
      toolstack.destroy(domid);
      break;
  }
}

/** Writes or deletes a node of the backend's directory, as dom0 root can. */
export function writeBackendNode(bed: Testbed, step: Of<'backendNode'>): void {
  const directory = bed.toolstack.backendDirectory(bed.frontend(step.guest).domid);
  const path = step.name === '' ? directory : `${directory}/${step.name}`;
  if (step.remove) bed.world.xenstore.remove(DOM0, path);
  else bed.world.xenstore.write(DOM0, path, bed.withAddress(step.value ?? '', 0));
}

/** Binds a device to the driver the way libxl does: new_slot, then bind (SYS-15). */
export function bind(bed: Testbed, step: Of<'bind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  bed.spawn('bind', 'sysfs', function* (): Steps {
    yield* bed.store('new_slot', dev.name);
    yield* bed.kernel.pci.bind(dev, bed.pciDriver);
  });
}

export function unbind(bed: Testbed, step: Of<'unbind'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined || dev.driver !== bed.pciDriver) return;
  bed.spawn('unbind', 'sysfs', () => bed.kernel.pci.unbind(dev));
}

export function writeAttribute(bed: Testbed, step: Of<'sysfs'>): void {
  const value = bed.withAddress(step.value, step.device ?? 0);
  bed.spawn(`write ${step.attribute}`, 'sysfs', function* (): Steps {
    yield* bed.store(step.attribute, value);
  });
}

export function showAttribute(bed: Testbed, step: Of<'show'>): void {
  bed.spawn(`read ${step.attribute}`, 'sysfs', function* (): Steps {
    yield undefined;
    bed.show(step.attribute);
  });
}

/** The host's error recovery calls one callback of the driver, or runs its whole sequence. */
export function aer(bed: Testbed, step: Of<'aer'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined || dev.driver !== bed.pciDriver) return;
  const state = step.state ?? 2;
  bed.spawn(`aer ${step.callback}`, 'aer', () => bed.recover(dev, step.callback, state));
}

/** The device signals: on its legacy line, or by message when the host enabled that. */
export function interrupt(bed: Testbed, step: Of<'interrupt'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  for (let i = bed.repeats(step.times); i > 0; i--) bed.kernel.pci.interrupt(dev);
}

export function changeHardware(bed: Testbed, step: Of<'hardware'>): void {
  const fn = bed.deviceFunction(step.device ?? 0);
  if (fn === undefined || step.offset + 4 > fn.configSize) return;
  for (let i = 0; i < (step.size ?? 4); i++) fn.config[step.offset + i] = (step.value >>> (8 * i)) & 0xff;
}

export function vanish(bed: Testbed, step: Of<'vanish'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev === undefined) return;
  bed.world.machine.vanish(dev.fn);
  bed.kernel.pci.markDisconnected(dev);
}

export function shareLine(bed: Testbed, step: Of<'lineShared'>): void {
  const dev = bed.device(step.device ?? 0);
  if (dev !== undefined && dev.legacyIrq !== 0)
    bed.kernel.irqs.setShared(dev.legacyIrq, step.shared === 'yes');
}
