import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import type { Task } from '../../platform/scheduler.ts';
import type { Step } from '../../program/program.ts';
import * as drivers from './driver-steps.ts';
import * as guest from './guest-steps.ts';
import * as host from './host-steps.ts';
import type { Testbed } from './testbed.ts';

type DriverStep =
  | 'load'
  | 'unload'
  | 'driverBind'
  | 'driverUnbind'
  | 'driverOverride'
  | 'deviceOwner'
  | 'pciFlag'
  | 'physdev'
  | 'gsi';

/**
 * Carries out one step of a program.
 * @param atPoint the backend is on the stack: steps that would let it run by themselves do nothing
 */
export function performStep(bed: Testbed, step: Step, atPoint: boolean): void {
  switch (step.do) {
    case 'op':
      guest.postRequest(bed, step);
      break;
    case 'page':
      guest.writePage(bed, step);
      break;
    case 'notify':
      guest.notifyBackend(bed, step);
      break;
    case 'answer':
      guest.answer(bed, step);
      break;
    case 'node':
      guest.writeNode(bed, step);
      break;
    case 'frontend':
      if (!atPoint) guest.frontendStep(bed, step);
      break;
    case 'grant':
      guest.meddleGrant(bed, step);
      break;
    case 'channel':
      guest.meddleChannel(bed, step);
      break;
    case 'toolstack':
      host.toolstackStep(bed, step);
      break;
    case 'backendNode':
      host.writeBackendNode(bed, step);
      break;
    case 'bind':
      drivers.bind(bed, step);
      break;
    case 'unbind':
      drivers.unbind(bed, step);
      break;
    case 'sysfs':
      host.writeAttribute(bed, step);
      break;
    case 'show':
      host.showAttribute(bed, step);
      break;
    case 'parameter':
      host.setPermissive(bed, step);
      break;
    case 'aer':
      host.aer(bed, step);
      break;
    case 'interrupt':
      host.interrupt(bed, step);
      break;
    case 'hardware':
      host.changeHardware(bed, step);
      break;
    case 'vanish':
      host.vanish(bed, step);
      break;
    case 'lineShared':
      host.shareLine(bed, step);
      break;
    case 'fault':
      bed.world.faults[step.what] += step.count ?? 1;
      break;
    case 'advance':
      if (atPoint) bed.world.clock.spend(step.jiffies * USEC_PER_JIFFY);
      else bed.machine.advance(step.jiffies * USEC_PER_JIFFY);
      break;
    case 'run':
      runTask(bed, step);
      break;
    case 'moduleParameter':
      host.parameterFile(bed, step);
      break;
    case 'eventStatistic':
      host.statisticFile(bed, step);
      break;
    case 'xenstore':
      host.accessXenstore(bed, step);
      break;
    case 'dynamicDebug':
      host.switchDebug(bed, step);
      break;
    case 'affinity':
      host.moveChannel(bed, step);
      break;
    default:
      performDriverStep(bed, step);
  }
}

/** Steps about the module, other drivers and what the host decides about a device. */
function performDriverStep(bed: Testbed, step: Extract<Step, { do: DriverStep }>): void {
  switch (step.do) {
    case 'load':
      drivers.load(bed, step);
      break;
    case 'unload':
      drivers.unload(bed);
      break;
    case 'driverBind':
      drivers.driverBind(bed, step);
      break;
    case 'driverUnbind':
      drivers.driverUnbind(bed, step);
      break;
    case 'driverOverride':
      drivers.driverOverride(bed, step);
      break;
    case 'deviceOwner':
      drivers.deviceOwner(bed, step);
      break;
    case 'pciFlag':
      drivers.pciFlag(bed, step);
      break;
    case 'physdev':
      drivers.physdev(bed, step);
      break;
    case 'gsi':
      drivers.gsi(bed, step);
      break;
  }
}

/** Steps one waiting task, also while another one's function is on the stack. */
function runTask(bed: Testbed, step: Extract<Step, { do: 'run' }>): void {
  const { scheduler } = bed.world;
  const wanted = (task: Task): boolean =>
    (step.task === 'any' || task.kind === step.task) &&
    (step.task !== 'worker' || task.domid === bed.frontend(step.guest).domid);
  // The task runs on another processor: what the one below holds, spinlock or interrupt, does not make it atomic.
  const { lockGraph } = bed.kernel;
  const depth = lockGraph.atomicDepth;
  lockGraph.atomicDepth = 0;
  try {
    for (let i = step.steps ?? 1; i > 0; i--) {
      const task = scheduler.tasks.find((candidate) => wanted(candidate) && scheduler.canRun(candidate));
      if (task === undefined) return;
      scheduler.step(task);
    }
  } finally {
    lockGraph.atomicDepth = depth;
  }
}
