import { PCI_COMMAND, PCI_COMMAND_IO, PCI_COMMAND_MEMORY } from '../../abi/pci-regs.ts';
import { pageFieldOffset, XEN_PCIF_active } from '../../abi/pciif.ts';
import { XenbusStateConnected, XenbusStateReconfiguring, XenbusStateUnknown } from '../../abi/xenbus.ts';
import { answerAer } from '../../guest/aer.ts';
import type { Frontend } from '../../guest/frontend.ts';
import { enableMsi, enableMsix } from '../../guest/msi.ts';
import { parseDecimal } from '../../guest/parse.ts';
import { writeRequest } from '../../guest/request.ts';
import { ConfigPort, enableDevice } from '../../guest/scan.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import { Ev } from '../../platform/recorder.ts';
import { GuestPage } from '../../platform/shared-page.ts';
import type { Step } from '../../program/program.ts';
import type { Testbed } from './testbed.ts';

type Of<K extends Step['do']> = Extract<Step, { do: K }>;

/** Base of a capability in a function's own registers; 0 when it has none, so that offsets count from the header. */
function capabilityBase(fn: PciFunction | undefined, base: Of<'op'>['base']): number {
  if (fn === undefined) return 0;
  switch (base) {
    case 'pm':
      return fn.layout.pm;
    case 'vpd':
      return fn.layout.vpd;
    case 'msi':
      return fn.layout.msi;
    case 'msix':
      return fn.layout.msixCapability;
    case 'exp':
      return fn.layout.express;
    default:
      return 0;
  }
}

/** Posts one request: the slot is filled, then the flag is set, then the event is sent. */
export function postRequest(bed: Testbed, step: Of<'op'>): void {
  const frontend = bed.frontend(step.guest);
  const device = step.device ?? 0;
  const address = device < 0 ? undefined : bed.virtualAddress(frontend.domid, device);
  const fn = device < 0 ? undefined : bed.deviceFunction(device);
  writeRequest(frontend.page, {
    cmd: step.cmd,
    domain: address?.domain ?? step.domain,
    bus: address?.bus ?? step.bus,
    devfn: address === undefined ? step.devfn : (address.devfn | ((step.devfn ?? 0) & 0xffffff00)) >>> 0,
    offset: ((step.offset ?? 0) + capabilityBase(fn, step.base)) | 0,
    size: step.size ?? 4,
    value: step.value,
    info: step.info,
    entries: step.entries,
  });
  if (!step.inactive) frontend.raiseFlag(XEN_PCIF_active);
  if (!step.silent) frontend.notify();
}

/** Changes part of the shared page in place. */
export function writePage(bed: Testbed, step: Of<'page'>): void {
  const { page } = bed.frontend(step.guest);
  const offset = pageFieldOffset(step.field) ?? Number.parseInt(step.field, 16);
  const width = step.width ?? 4;
  if (Number.isNaN(offset) || offset < 0 || offset + 4 > page.bytes.length) return;
  const mask = width === 4 ? 0xffffffff : (1 << (8 * width)) - 1;
  const old = page.read32(offset);
  const value = step.value & mask;
  const merged = { set: (old & ~mask) | value, or: old | value, clear: old & ~value, xor: old ^ value }[
    step.how ?? 'set'
  ];
  page.write32(offset, merged);
}

export function notifyBackend(bed: Testbed, step: Of<'notify'>): void {
  const frontend = bed.frontend(step.guest);
  for (let i = bed.repeats(step.times); i > 0; i--) frontend.notify();
}

export function answer(bed: Testbed, step: Of<'answer'>): void {
  answerAer(bed.frontend(step.guest), step.result ?? 5);
}

/** Writes or deletes a node of the frontend's own directory, with the guest's own rights. */
export function writeNode(bed: Testbed, step: Of<'node'>): void {
  const frontend = bed.frontend(step.guest);
  const path = step.name === '' ? frontend.directory : `${frontend.directory}/${step.name}`;
  const { xenstore } = bed.world;
  for (let i = bed.repeats(step.times); i > 0; i--) {
    if (step.remove) xenstore.remove(frontend.domid, path);
    else xenstore.write(frontend.domid, path, step.value ?? '');
  }
  if (step.name === 'state') frontend.state = parseDecimal(step.value ?? '') ?? XenbusStateUnknown;
}

export function meddleGrant(bed: Testbed, step: Of<'grant'>): void {
  const frontend = bed.frontend(step.guest);
  const { grants } = bed.world;
  if (step.how === 'revoke') {
    grants.revoke(frontend.domid, frontend.grantRef);
    return;
  }
  if (step.how === 'renew') frontend.renewPage();
  else
    frontend.grantRef = grants.grant(
      new GuestPage(frontend.domid),
      step.how === 'foreign' ? 99 : 0,
      step.how === 'readonly',
    );
  frontend.publishKeys();
}

export function meddleChannel(bed: Testbed, step: Of<'channel'>): void {
  const frontend = bed.frontend(step.guest);
  if (step.how === 'close') bed.world.channels.close(frontend.domid, frontend.port);
  else {
    frontend.renewChannel();
    frontend.publishKeys();
  }
}

/** A step of the well-behaved frontend; it lets the backend run, so it does nothing at a point. */
export function frontendStep(bed: Testbed, step: Of<'frontend'>): void {
  const frontend = bed.frontend(step.guest);
  const { messages } = frontend;
  const before = messages.length;
  takeFrontendStep(bed, frontend, step);
  const { kernel } = bed;
  for (let i = before; i < messages.length; i++)
    kernel.emit(Ev.FrontendLog, frontend.domid, kernel.text(messages[i] as string));
}

function takeFrontendStep(bed: Testbed, frontend: Frontend, step: Of<'frontend'>): void {
  const machine = bed.machine;
  switch (step.step) {
    case 'publish':
      frontend.publish();
      break;
    case 'connected':
      frontend.switchState(XenbusStateConnected);
      break;
    case 'scan':
      frontend.forgetDevices();
      frontend.connect(machine);
      break;
    case 'service':
      frontend.serviceAer(machine);
      frontend.backendChanged(machine);
      break;
    case 'reconfiguring':
      frontend.switchState(XenbusStateReconfiguring);
      break;
    case 'close':
      frontend.disconnect();
      break;
    case 'restart':
      frontend.restart(machine);
      break;
    default:
      for (let device = 0; device < bed.setup.devices.length; device++)
        useDevice(bed, frontend, device, step.step);
  }
}

/** A guest's driver uses a device, if the guest has it. */
function useDevice(bed: Testbed, frontend: Frontend, device: number, how: 'enable' | 'msi' | 'msix'): void {
  const address = bed.virtualAddress(frontend.domid, device);
  if (address === undefined) return;
  const port = new ConfigPort(frontend, bed.machine, address.domain, address.bus, address.devfn);
  if (how === 'msi') enableMsi(port);
  else if (how === 'msix') enableMsix(port, [0, 1]);
  else {
    enableDevice(port);
    // It may have lost the device meanwhile, and with it the mappings of the BARs.
    if (bed.virtualAddress(frontend.domid, device) !== undefined) {
      programDevice(bed.deviceFunction(device), frontend.domid);
    }
  }
}

/** Through its BARs, which the backend has no part in, the guest leaves a mark inside the device until it is reset. */
function programDevice(fn: PciFunction | undefined, domid: number): void {
  if (fn === undefined) return;
  // A virtual function decodes without a bit of its own.
  if (fn.isVf || fn.read(PCI_COMMAND, 2) & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)) fn.scratch = domid;
}
