import { fieldOverlaps, narrowReadValue, offsetValid, uncoveredWrite } from './config-space/access.ts';
import { mayRestoreBar, sizingValue } from './config-space/bar.ts';
import { capabilityFields } from './config-space/capability.ts';
import {
  commandBits,
  commandEdge,
  commandView,
  intxChanged,
  logInvalidateFailure,
} from './config-space/command.ts';
import { failedInit, resetField } from './config-space/fields.ts';
import { storeField } from './config-space/hardware.ts';
import { activeInterruptTypes, capabilityOf } from './config-space/interrupt-type.ts';
import { controlBits, mayControlInterrupts, typeMayBeEnabled } from './config-space/msi-control.ts';
import { changePowerState } from './config-space/power.ts';
import { quirkMatches, storeQuirk } from './config-space/quirks.ts';
import { aerAnswered, eoiInHandler, testOpPending } from './events/handler.ts';
import { workerContinues, workerEnds } from './events/worker.ts';
import { helperYields } from './operations/helper-handler.ts';
import {
  controlSync,
  helperInstalled,
  helperIrqUsable,
  installHelper,
  mayInstallHelper,
  removeHelper,
} from './operations/helper-isr.ts';
import { logHelperFailure, logMsiFailure } from './operations/log.ts';
import { disableActs, helperAfterMsiOff, mayEnableMsi } from './operations/msi.ts';
import {
  ackAfterMsix,
  freeMsixTable,
  mapMsixResult,
  mayEnableMsix,
  msixCount,
  msixCountAllowed,
  msixDecodeOn,
} from './operations/msix.ts';
import { copyBackCount, storeReply } from './operations/reply.ts';
import { takeRequest } from './operations/request.ts';
import { resetCommand, resetInterrupts, resetsFully } from './operations/reset-device.ts';
import { aerLock, answerKills } from './stub/aer.ts';
import {
  aerAnswer,
  aerTimedOut,
  aerWaitOver,
  aerWaitSeconds,
  sendToFrontend,
  takeAnswer,
  waitForAnswer,
} from './stub/aer-exchange.ts';
import { toggleHandler } from './stub/attributes/irq-handlers.ts';
import { listsQuirk } from './stub/attributes/quirks.ts';
import { announceMsix, initialiseAerWait, resetAtBind } from './stub/device-init.ts';
import { gsiFromAddress } from './stub/gsi.ts';
import { leavesKill } from './stub/kill.ts';
import {
  deviceResetAtRelease,
  freeDeviceRecord,
  resetAtRelease,
  restoreAtRelease,
  withdrawMsix,
} from './stub/release.ts';
import { mayRelease, releaseAtUnbind } from './stub/remove.ts';
import {
  clearOptIns,
  deviceResetAtReturn,
  markFree,
  resetAtReturn,
  resetFieldsAtReturn,
  restoreAtReturn,
  returnLock,
} from './stub/return.ts';
import { mayTake, takeDevice } from './stub/take.ts';
import { allocateEntry, newListLock } from './topology/list-lock.ts';
import { beforeReturn, returnIsDue, takesDeviceLock } from './topology/return-device.ts';
import { devfnNamesDevice, mayExport, sharesSlot } from './topology/vpci.ts';
import { afterFailedBind, mayAttach, pageNotMapped } from './xenbus/attach.ts';
import {
  connectionLock,
  flushWorker,
  forgetPage,
  tearDown,
  unbindChannel,
  unmapPage,
} from './xenbus/disconnect.ts';
import { afterFailedExport, disownAtDetach } from './xenbus/export.ts';
import { frontendClosed, mayFollowConnected } from './xenbus/frontend-changed.ts';
import { disconnectAtRemoval, releaseAtRemoval, watchReconfigures } from './xenbus/probe.ts';
import { mayReconfigure, skipsUnknownUnplug } from './xenbus/reconfigure.ts';
import { afterFailedSetup } from './xenbus/setup.ts';

/**
 * The check-sized functions of the backend that a change (flaw, hardening, variant) may wrap. The core calls
 * them through `driver.seams`, never directly. One line per function; the function itself lives with its subject.
 */
export const backendSeams = Object.freeze({
  // events
  testOpPending,
  aerAnswered,
  eoiInHandler,
  workerContinues,
  workerEnds,
  // configuration space
  offsetValid,
  fieldOverlaps,
  narrowReadValue,
  uncoveredWrite,
  storeField,
  failedInit,
  resetField,
  commandView,
  commandBits,
  commandEdge,
  intxChanged,
  logInvalidateFailure,
  sizingValue,
  mayRestoreBar,
  changePowerState,
  mayControlInterrupts,
  controlBits,
  typeMayBeEnabled,
  activeInterruptTypes,
  capabilityOf,
  capabilityFields,
  quirkMatches,
  storeQuirk,
  // operations: request and reply
  takeRequest,
  copyBackCount,
  storeReply,
  // operations: MSI and MSI-X
  mayEnableMsi,
  disableActs,
  helperAfterMsiOff,
  msixCount,
  msixCountAllowed,
  mayEnableMsix,
  msixDecodeOn,
  mapMsixResult,
  ackAfterMsix,
  freeMsixTable,
  logMsiFailure,
  // operations: helper handler
  controlSync,
  helperInstalled,
  helperIrqUsable,
  mayInstallHelper,
  installHelper,
  removeHelper,
  helperYields,
  logHelperFailure,
  // operations: device reset
  resetsFully,
  resetInterrupts,
  resetCommand,
  // topology
  newListLock,
  allocateEntry,
  beforeReturn,
  returnIsDue,
  takesDeviceLock,
  mayExport,
  sharesSlot,
  devfnNamesDevice,
  // xenbus: connect
  connectionLock,
  mayAttach,
  pageNotMapped,
  afterFailedBind,
  mayFollowConnected,
  // xenbus: devices
  afterFailedExport,
  disownAtDetach,
  afterFailedSetup,
  mayReconfigure,
  skipsUnknownUnplug,
  watchReconfigures,
  // xenbus: disconnect and removal
  tearDown,
  unbindChannel,
  flushWorker,
  unmapPage,
  forgetPage,
  frontendClosed,
  disconnectAtRemoval,
  releaseAtRemoval,
  // stub: taking, binding, releasing
  mayTake,
  takeDevice,
  initialiseAerWait,
  announceMsix,
  resetAtBind,
  resetAtRelease,
  restoreAtRelease,
  withdrawMsix,
  deviceResetAtRelease,
  freeDeviceRecord,
  mayRelease,
  releaseAtUnbind,
  gsiFromAddress,
  // stub: return from a guest
  returnLock,
  resetAtReturn,
  restoreAtReturn,
  deviceResetAtReturn,
  resetFieldsAtReturn,
  clearOptIns,
  markFree,
  // stub: sysfs
  toggleHandler,
  listsQuirk,
  // stub: AER
  aerLock,
  answerKills,
  sendToFrontend,
  waitForAnswer,
  aerWaitSeconds,
  aerWaitOver,
  takeAnswer,
  aerTimedOut,
  aerAnswer,
  leavesKill,
});
export type BackendSeams = typeof backendSeams;
