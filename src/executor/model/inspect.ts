import { PCI_COMMAND, PCI_PM_CTRL } from '../../abi/pci-regs.ts';
import { configRead } from '../../backend/config-space/access.ts';
import { deviceData } from '../../backend/device-data.ts';
import { MaskReason } from '../../host/event-core.ts';
import type { PciDevice } from '../../host/pci/device.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import { silentRecorder } from '../../platform/recorder.ts';
import { DOM0 } from '../../platform/world.ts';
import type { ConnectionState, DeviceState, FinalState, FunctionFacts } from '../execution.ts';
import { functionFacts } from '../function-facts.ts';
import type { StatePaths, Testbed } from './testbed.ts';

/** Facts of every function of the machine that policies depend on. */
export function describeFunctions(bed: Testbed): FunctionFacts[] {
  return bed.world.machine.functions.map((fn) =>
    functionFacts(fn, bed.setup, bed.deviceOf(fn), {
      domidAtStart: domidAtStart(bed, fn),
      baseline: baselineOf(bed, fn),
    }),
  );
}

function domidAtStart(bed: Testbed, fn: PciFunction): number {
  return bed.driver.devices.find(({ dev }) => dev.fn === fn)?.pdev?.domid ?? -1;
}

function baselineOf(bed: Testbed, fn: PciFunction): DeviceState | null {
  for (const [dev, state] of bed.baselines) if (dev.fn === fn) return state;
  return null;
}

/** State of a bound device now. Looks without leaving a trace: nothing is recorded and no point is reached. */
export function inspectDevice(bed: Testbed, dev: PciDevice): DeviceState {
  const { ports } = bed.world;
  const { recorder, points } = ports;
  const { armed } = points;
  const { faults } = bed.world;
  const { configRead: failing } = faults;
  ports.recorder = silentRecorder;
  points.armed = 0;
  faults.configRead = 0;
  try {
    const data = deviceData(dev);
    const out = { value: 0 };
    const read = (offset: number): number =>
      data !== null && configRead(bed.driver, dev, offset, 2, out) === 0 ? out.value & 0xffff : -1;
    const { fn } = dev;
    const installed = bed.kernel.irqs.installed();
    return {
      config: fn.config.slice(),
      answers: fn.connected && fn.reachable && !dev.disconnected,
      guestCommand: read(PCI_COMMAND),
      powerState: fn.layout.pm === 0 ? 0 : read(fn.layout.pm + PCI_PM_CTRL) & 3,
      scratch: fn.scratch,
      enableCount: dev.enableCnt,
      isBusmaster: dev.isBusmaster,
      msiEnabled: dev.msiEnabled,
      msixEnabled: dev.msixEnabled,
      permissive: data?.permissive ?? false,
      interruptControl: data?.allowInterruptControl ?? false,
      helpers: installed.filter(({ handler }) => handler.fn === fn.index).length,
      acknowledges: data?.isrOn === true && data.ackIntr && data.irq === dev.legacyIrq,
      owner: dev.ownerDomid,
      vectors: dev.msiIrqs.length + dev.msixIrqs.length,
      quirkFields: data?.fields.filter((field) => field.dynamic).length ?? 0,
      gsi: dev.gsi,
      resetNotices: dev.resetNotices,
    };
  } finally {
    ports.recorder = recorder;
    points.armed = armed;
    faults.configRead = failing;
  }
}

/** What is left at rest. */
export function inspectFinal(bed: Testbed, start: StartFacts): FinalState {
  const { scheduler, clock } = bed.world;
  return {
    connections: inspectConnections(bed),
    waiting: scheduler.tasks.flatMap(({ name, domid, blocker, waitingSince }) =>
      blocker === undefined ? [] : [{ name, domid, reason: blocker.reason, since: waitingSince }],
    ),
    allocated: bed.kernel.allocated,
    allocatedAtStart: start.allocated,
    boundDevices: bed.driver.devices.length,
    boundAtStart: start.bound,
    connectionsAtStart: start.connections,
    helpersOnFreedDevices: helpersOnFreedDevices(bed),
    deafChannels: deafChannels(bed),
    now: clock.now,
    devices: () =>
      bed.driver.devices.map(({ dev, pdev }) => ({
        fn: dev.fn.index,
        inUse: pdev !== null,
        state: inspectDevice(bed, dev),
      })),
  };
}

function helpersOnFreedDevices(bed: Testbed): number {
  const { devices } = bed.driver;
  let count = 0;
  for (const { handlers } of bed.kernel.irqs.lines.values()) {
    for (const { handler } of handlers) {
      if (handler.fn >= 0 && !devices.some(({ dev }) => dev.fn.index === handler.fn)) count++;
    }
  }
  return count;
}

function deafChannels({ driver, kernel }: Testbed): number[] {
  return driver.connections
    .filter(({ evtchnIrq }) => evtchnIrq >= 0 && !kernel.events.reaches(evtchnIrq))
    .map(({ domid }) => domid);
}

/** Bookkeeping at the starting point, to compare the end with. */
export interface StartFacts {
  readonly allocated: number;
  readonly bound: number;
  readonly connections: number;
}

export function startFacts(bed: Testbed): StartFacts {
  return {
    allocated: bed.kernel.allocated,
    bound: bed.driver.devices.length,
    connections: bed.driver.connections.length,
  };
}

/** Every guest's connection now. */
export function inspectConnections(bed: Testbed): ConnectionState[] {
  return bed.statePaths.map((paths) => inspectConnection(bed, paths));
}

function inspectConnection(bed: Testbed, { domid, backend, frontend }: StatePaths): ConnectionState {
  const { xenstore } = bed.world;
  const state = (path: string): number => Number.parseInt(xenstore.read(DOM0, path) ?? '0', 10) | 0;
  const connection = bed.driver.connections.find((candidate) => candidate.domid === domid);
  const bound = connection !== undefined && connection.evtchnIrq >= 0;
  return {
    domid,
    backendState: state(backend),
    frontendState: state(frontend),
    mapped: connection?.page != null,
    bound,
    eoiMissing: bound && connection.opWork.ready() && awaitsEoi(bed, connection.evtchnIrq),
    page: () => connection?.page?.copyBytes() ?? grantedPage(bed, domid),
  };
}

/** Bytes of the page that a guest granted last; null when it has granted none. */
function grantedPage(bed: Testbed, domid: number): Uint8Array | null {
  const frontend = bed.frontendOf(domid);
  return frontend === undefined || frontend.grantRef === 0 ? null : frontend.page.bytes.slice();
}

/** Masked for an event whose EOI has not been given and is not queued either. */
function awaitsEoi(bed: Testbed, irq: number): boolean {
  const info = bed.kernel.events.infoOf(irq);
  return info !== undefined && (info.maskReasons & MaskReason.EoiPending) !== 0 && !info.queued;
}
