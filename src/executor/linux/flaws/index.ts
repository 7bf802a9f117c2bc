import type { Rewrite } from '../rewrite/rewrite.ts';
import { aerKillNoReturn } from './aer-kill-no-return.ts';
import { aerWaitUnbounded } from './aer-wait-unbounded.ts';
import { barLengthRaw } from './bar-length-raw.ts';
import { capabilityWalkEachTime } from './capability-walk-each-time.ts';
import { closedBeforeUnmap } from './closed-before-unmap.ts';
import { controlBothTypes } from './control-both-types.ts';
import { controlExtraBits } from './control-extra-bits.ts';
import { controlHostFlags } from './control-host-flags.ts';
import { controlNoOptIn } from './control-no-opt-in.ts';
import { fatalInEvent } from './fatal-in-event.ts';
import { helperNeverYields } from './helper-never-yields.ts';
import { helperOnIrq0 } from './helper-on-irq0.ts';
import { intxStaleCompare } from './intx-stale-compare.ts';
import { lateDeviceMissed } from './late-device-missed.ts';
import { mapFailureTraps } from './map-failure-traps.ts';
import { masterMwiSticky } from './master-mwi-sticky.ts';
import { msiRegistersWritable } from './msi-registers-writable.ts';
import { msixCountOffByOne } from './msix-count-off-by-one.ts';
import { msixCountSigned } from './msix-count-signed.ts';
import { msixDecodeOnVf } from './msix-decode-on-vf.ts';
import { msixTableLeak } from './msix-table-leak.ts';
import { msixVectorsLost } from './msix-vectors-lost.ts';
import { noHelper } from './no-helper.ts';
import { noPrepareMsix } from './no-prepare-msix.ts';
import { noResetAtReturn } from './no-reset-at-return.ts';
import { noRestoreAtReturn } from './no-restore-at-return.ts';
import { optInSurvives } from './opt-in-survives.ts';
import { overlapMissesEnclosed } from './overlap-misses-enclosed.ts';
import { releaseGuard } from './release-guard.ts';
import { replyWholeOp } from './reply-whole-op.ts';
import { resetKeepsMsi } from './reset-keeps-msi.ts';
import { sizeUnchecked } from './size-unchecked.ts';
import { stalePageReference } from './stale-page-reference.ts';
import { teardownLeak } from './teardown-leak.ts';
import { topologySpinlock } from './topology-spinlock.ts';
import { unbindSelfDeadlock } from './unbind-self-deadlock.ts';
import { uncoveredWritable } from './uncovered-writable.ts';
import { vf0SharesSlot } from './vf0-shares-slot.ts';
import { workerGivesUp } from './worker-gives-up.ts';
import { writeSpillsNeighbour } from './write-spills-neighbour.ts';
import { xenbusSpinlock } from './xenbus-spinlock.ts';
import { xsa43UnlimitedLog } from './xsa-43-unlimited-log.ts';
import { xsa120Command } from './xsa-120-command.ts';
import { xsa120Reset } from './xsa-120-reset.ts';
import { xsa155InPlace } from './xsa-155-in-place.ts';
import { xsa155MsixCount } from './xsa-155-msix-count.ts';
import { xsa157DecodeOff } from './xsa-157-decode-off.ts';
import { xsa157DisableUnchecked } from './xsa-157-disable-unchecked.ts';
import { xsa157HelperOnMsi } from './xsa-157-helper-on-msi.ts';
import { xsa157MsiTwice } from './xsa-157-msi-twice.ts';
import { xsa157MsixTwice } from './xsa-157-msix-twice.ts';
import { xsa331UnbindNoSync } from './xsa-331-unbind-no-sync.ts';
import { xsa332EarlyEoi } from './xsa-332-early-eoi.ts';
import { xsa332NoBackoff } from './xsa-332-no-backoff.ts';

/** How past bugs are put back into the driver's own files; in the order of the catalogue's rows. */
export const rewrites: readonly Rewrite[] = Object.freeze([
  xsa43UnlimitedLog,
  xsa120Command,
  xsa120Reset,
  xsa155InPlace,
  xsa155MsixCount,
  xsa157MsiTwice,
  xsa157MsixTwice,
  xsa157HelperOnMsi,
  xsa157DisableUnchecked,
  xsa157DecodeOff,
  xsa332EarlyEoi,
  xsa332NoBackoff,
  xsa331UnbindNoSync,
  msixVectorsLost,
  msixDecodeOnVf,
  overlapMissesEnclosed,
  barLengthRaw,
  masterMwiSticky,
  controlNoOptIn,
  controlExtraBits,
  controlBothTypes,
  controlHostFlags,
  intxStaleCompare,
  optInSurvives,
  unbindSelfDeadlock,
  noRestoreAtReturn,
  noResetAtReturn,
  resetKeepsMsi,
  topologySpinlock,
  xenbusSpinlock,
  noHelper,
  helperOnIrq0,
  helperNeverYields,
  noPrepareMsix,
  vf0SharesSlot,
  lateDeviceMissed,
  msixTableLeak,
  teardownLeak,
  fatalInEvent,
  replyWholeOp,
  sizeUnchecked,
  msixCountSigned,
  stalePageReference,
  workerGivesUp,
  mapFailureTraps,
  closedBeforeUnmap,
  aerWaitUnbounded,
  msixCountOffByOne,
  writeSpillsNeighbour,
  msiRegistersWritable,
  uncoveredWritable,
  capabilityWalkEachTime,
  releaseGuard,
  aerKillNoReturn,
]);

/** The rewrite that stands for a flaw of the model; undefined: see {@link outsideTheDriver}. */
export const rewriteOf = (flaw: string): Rewrite | undefined => rewrites.find((one) => one.flaw === flaw);

const EVENT_CORE = 'it lies in the event core, which the shim supplies';
const PCI_CORE = 'it lies in the PCI core, which the shim supplies';
const XENBUS_CORE = 'it lies in the xenbus core, which the shim supplies';

/** Flaws that the driver's files have no place for, with the reason. */
export const outsideTheDriver: Readonly<Record<string, string>> = Object.freeze({
  'xsa-349-watch-queue': XENBUS_CORE,
  'xsa-441-close-lock': EVENT_CORE,
  'msix-positive-result': PCI_CORE,
  'eoi-unmask-pending': EVENT_CORE,
  'eoi-on-two-cpus': EVENT_CORE,
  'eoi-active-early': EVENT_CORE,
  'eoi-list-order': EVENT_CORE,
  'close-before-clear': EVENT_CORE,
  'msix-duplicates-accepted': PCI_CORE,
  'msix-entry-unchecked': PCI_CORE,
  'capability-loop': PCI_CORE,
});
