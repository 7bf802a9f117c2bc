import * as events from './events/seams.ts';
import * as pci from './pci/seams.ts';
import { mayQueueWatchEvent } from './xenbus/watch.ts';

/**
 * The check-sized functions of the host that a change (flaw, hardening, variant) may wrap. The core calls them
 * through `kernel.seams`, never directly. One line per function; the function itself lives with its subject.
 */
export const hostSeams = Object.freeze({
  // event channels
  acknowledgeChannel: events.acknowledgeChannel,
  channelStaysMasked: events.channelStaysMasked,
  countAfterDelayedEoi: events.countAfterDelayedEoi,
  delayedEoiPosition: events.delayedEoiPosition,
  mayFreeEventIrq: events.mayFreeEventIrq,
  mayRemoveHandler: events.mayRemoveHandler,
  putOffEoi: events.putOffEoi,
  releasePort: events.releasePort,
  spuriousDelay: events.spuriousDelay,
  takeChannel: events.takeChannel,
  upcallIsStorm: events.upcallIsStorm,
  // PCI core
  capabilityWalkGoesOn: pci.capabilityWalkGoesOn,
  checkMsixRequest: pci.checkMsixRequest,
  intxAtEnable: pci.intxAtEnable,
  mergeAerResult: pci.mergeAerResult,
  msiSupported: pci.msiSupported,
  msixCountFits: pci.msixCountFits,
  msixEntryUnique: pci.msixEntryUnique,
  msixIndexValid: pci.msixIndexValid,
  msixShortage: pci.msixShortage,
  msixTableMappable: pci.msixTableMappable,
  notifyReset: pci.notifyReset,
  powerUp: pci.powerUp,
  restoreAfterPowerUp: pci.restoreAfterPowerUp,
  setupGsi: pci.setupGsi,
  writeMsixTable: pci.writeMsixTable,
  // xenbus
  mayQueueWatchEvent,
});
export type HostSeams = typeof hostSeams;
