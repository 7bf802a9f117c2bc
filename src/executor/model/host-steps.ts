import { EACCES, ENOENT } from '../../abi/errno.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Step } from '../../program/program.ts';
import { eventStatistic, type HostFile, moduleParameter } from './host-files.ts';
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

/** Root writes a driver attribute. */
export function writeAttribute(bed: Testbed, step: Of<'sysfs'>): void {
  const value = bed.withAddress(step.value, step.device ?? 0);
  bed.spawn(`write ${step.attribute}`, 'sysfs', function* (): Steps {
    noteStore(bed, step.attribute, value, yield* bed.store(step.attribute, value));
  });
}

/** Root reads a driver attribute. */
export function showAttribute(bed: Testbed, step: Of<'show'>): void {
  bed.spawn(`read ${step.attribute}`, 'sysfs', function* (): Steps {
    yield undefined;
    noteShow(bed, step.attribute, bed.loaded.read(step.attribute));
  });
}

/** Root switches the module parameter `permissive`. */
export function setPermissive(bed: Testbed, step: Of<'parameter'>): void {
  useFile(bed, moduleParameter(bed, 'permissive'), step.permissive);
}

export function parameterFile(bed: Testbed, step: Of<'moduleParameter'>): void {
  useFile(bed, moduleParameter(bed, step.name), step.value);
}

export function statisticFile(bed: Testbed, step: Of<'eventStatistic'>): void {
  useFile(bed, eventStatistic(bed, bed.frontend(step.guest).domid, step.name), step.value);
}

/** Reads a file, or writes `value`; a zero-length write reaches nobody (13.2, SYS). */
function useFile(bed: Testbed, file: HostFile, value: string | undefined): void {
  if (value === undefined) {
    noteShow(bed, file.name, file.read());
    return;
  }
  const err = value === '' ? 0 : file.write(value);
  noteStore(bed, file.name, value, err === 0 ? value.length : err);
}

/** @param result byte count or negative errno */
function noteStore({ kernel }: Testbed, file: string, value: string, result: number): void {
  kernel.emit(Ev.AttributeStore, kernel.text(file), kernel.text(value), result);
}

/** @param read the text, or a negative errno */
function noteShow({ kernel }: Testbed, file: string, read: string | number): void {
  const text = typeof read === 'string' ? read : '';
  const count = typeof read === 'string' ? read.length : read;
  kernel.emit(Ev.AttributeShow, kernel.text(file), text === '' ? 0 : kernel.text(text), count);
}

/** A domain uses xenstore with its own rights (XB-66). */
export function accessXenstore(bed: Testbed, step: Of<'xenstore'>): void {
  const { kernel, toolstack } = bed;
  const { xenstore } = bed.world;
  const guest = bed.frontend(step.guest).domid;
  const domid = step.by === 'dom0' ? DOM0 : guest;
  const path = step.path
    .replace('{frontend}', toolstack.frontendDirectory(guest))
    .replace('{backend}', toolstack.backendDirectory(guest));
  const value = bed.withAddress(step.value ?? '', 0);
  if (step.access === 'read') {
    const text = xenstore.read(domid, path);
    const err = text !== null ? 0 : xenstore.exists(path) ? -EACCES : -ENOENT;
    kernel.emit(Ev.XenstoreAccess, domid, kernel.text(path), text === null ? 0 : kernel.text(text), err);
    return;
  }
  const err = step.access === 'write' ? xenstore.write(domid, path, value) : xenstore.remove(domid, path);
  kernel.emit(Ev.XenstoreAccess, domid, kernel.text(path), 0, err);
}

/** Debug lines on or off: the driver's through dynamic debug, a frontend's its own (DOC-07). */
export function switchDebug(bed: Testbed, step: Of<'dynamicDebug'>): void {
  const on = step.state === 'on';
  if (step.module === 'pcifront') bed.frontend(step.guest).logRequests = on;
  else if (on) bed.kernel.log.dynamicDebug.add(step.module);
  else bed.kernel.log.dynamicDebug.delete(step.module);
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
  if (dev === undefined || dev.legacyIrq === 0) return;
  const { irqs } = bed.kernel;
  irqs.setShareQueryFails(dev.legacyIrq, step.shared === 'unknown');
  irqs.setShared(dev.legacyIrq, step.shared === 'yes');
}

/** The channel of a guest's connection is delivered on another processor from now on. */
export function moveChannel(bed: Testbed, step: Of<'affinity'>): void {
  const { domid } = bed.frontend(step.guest);
  const connection = bed.driver.connections.find((candidate) => candidate.domid === domid);
  if (connection !== undefined) bed.kernel.events.setAffinity(connection.evtchnIrq, step.cpu ?? 1);
}
