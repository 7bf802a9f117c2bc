import type { Hardening } from '../change.ts';
import { ackOnlyOnSuccess } from './ack-only-on-success.ts';
import { aerAnswerChecked } from './aer-answer-checked.ts';
import { aerTimeoutCleansUp } from './aer-timeout-cleans-up.ts';
import { aerTimeoutIsNoAnswer } from './aer-timeout-is-no-answer.ts';
import { aerWaitPerDevice } from './aer-wait-per-device.ts';
import { aerWaitqueueOnce } from './aer-waitqueue-once.ts';
import { attachOnce } from './attach-once.ts';
import { clearInterruptEnablesAtReturn } from './clear-interrupt-enables-at-return.ts';
import { clearMasterAtReturn } from './clear-master-at-return.ts';
import { commandViewReset } from './command-view-reset.ts';
import { connectedNeedsAttach } from './connected-needs-attach.ts';
import { countZeroRefused } from './count-zero-refused.ts';
import { decodeKeptOverPower } from './decode-kept-over-power.ts';
import { detachWaitsForOp } from './detach-waits-for-op.ts';
import { devfnExact } from './devfn-exact.ts';
import { disconnectEndsAerWait } from './disconnect-ends-aer-wait.ts';
import { duplicateFieldFailsBind } from './duplicate-field-fails-bind.ts';
import { freeFieldsFirst } from './free-fields-first.ts';
import { helperAfterMsiOff } from './helper-after-msi-off.ts';
import { helperFollowsDecode } from './helper-follows-decode.ts';
import { hiddenBarUntouched } from './hidden-bar-untouched.ts';
import { holdAfterFailedReset } from './hold-after-failed-reset.ts';
import { intxViewHonest } from './intx-view-honest.ts';
import { limitGuestLogs } from './limit-guest-logs.ts';
import { narrowReadValue } from './narrow-read-value.ts';
import { offsetInRange } from './offset-in-range.ts';
import { oneReturnPerDevice } from './one-return-per-device.ts';
import { permissivePerOwner } from './permissive-per-owner.ts';
import { powerOnAtReturn } from './power-on-at-return.ts';
import { quirkMaskApplied } from './quirk-mask-applied.ts';
import { quirkRecordByDevice } from './quirk-record-by-device.ts';
import { reconfigureResyncsState } from './reconfigure-resyncs-state.ts';
import { refuseBridges } from './refuse-bridges.ts';
import { resetAnyHeader } from './reset-any-header.ts';
import { returnOnFailedExport } from './return-on-failed-export.ts';
import { sharedLineOrSubpageBar } from './shared-line-or-subpage-bar.ts';
import { skipUnknownUnplug } from './skip-unknown-unplug.ts';
import { spuriousCountSurvives } from './spurious-count-survives.ts';
import { stormDelayKept } from './storm-delay-kept.ts';
import { toggleKeepsHandler } from './toggle-keeps-handler.ts';
import { undoFailedAttach } from './undo-failed-attach.ts';
import { workerStopsAtDisconnect } from './worker-stops-at-disconnect.ts';

/** Proposed fixes, one per weakness of today's driver: the profile `hardened`. */
export const hardenings: readonly Hardening[] = Object.freeze([
  ackOnlyOnSuccess,
  aerAnswerChecked,
  aerTimeoutCleansUp,
  aerTimeoutIsNoAnswer,
  aerWaitPerDevice,
  aerWaitqueueOnce,
  attachOnce,
  clearInterruptEnablesAtReturn,
  clearMasterAtReturn,
  commandViewReset,
  connectedNeedsAttach,
  countZeroRefused,
  decodeKeptOverPower,
  detachWaitsForOp,
  devfnExact,
  disconnectEndsAerWait,
  duplicateFieldFailsBind,
  freeFieldsFirst,
  helperAfterMsiOff,
  helperFollowsDecode,
  hiddenBarUntouched,
  holdAfterFailedReset,
  intxViewHonest,
  limitGuestLogs,
  narrowReadValue,
  offsetInRange,
  oneReturnPerDevice,
  permissivePerOwner,
  powerOnAtReturn,
  quirkMaskApplied,
  quirkRecordByDevice,
  reconfigureResyncsState,
  refuseBridges,
  resetAnyHeader,
  returnOnFailedExport,
  skipUnknownUnplug,
  spuriousCountSurvives,
  stormDelayKept,
  toggleKeepsHandler,
  undoFailedAttach,
  workerStopsAtDisconnect,
]);

/** Policies that would refuse what many use today: in no profile, added with `--hardening`. */
export const optionalHardenings: readonly Hardening[] = Object.freeze([sharedLineOrSubpageBar]);
