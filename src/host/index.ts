/**
 * What the backend may use of the host kernel, platform types included. The backend imports nothing below it
 * but this file and `src/abi`.
 */

export { HZ, USEC_PER_JIFFY, USEC_PER_SEC } from '../platform/clock.ts';
export { KernelOops } from '../platform/oops.ts';
export { Site, type SiteName } from '../platform/recorder.ts';
export type { Blocker, Pause, Steps, Task } from '../platform/scheduler.ts';
export type { ChannelHandler, EventStats } from './event-core.ts';
export type { IrqHandler } from './irq-core.ts';
export type { Kernel, KernelConfig } from './kernel.ts';
export { Mutex, SpinLock } from './lock.ts';
export { LogLevel } from './log.ts';
export type { PageMapping } from './page-mapping.ts';
export {
  type BusNotifier,
  ConfigValue,
  type MsixEntry,
  type PciDevice,
  type PciDriver,
  type Resource,
  type SavedState,
} from './pci/device.ts';
export { type ScanResult, sscanf } from './sscanf.ts';
export { WaitQueue } from './wait-queue.ts';
export { WorkItem } from './work-queue.ts';
export type { XenbusDriver } from './xenbus/core.ts';
export type { XenbusDevice } from './xenbus/device.ts';
export type { XenbusWatch } from './xenbus/watch.ts';
