import { type BarData, isHidden, isUpperHalf } from '../../backend/config-space/bar.ts';
import type { PciDevice } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Index of the expansion ROM, which has no halves. */
const ROM = 6;

/** The guest is shown 0 because the host has no address for the BAR, of which this may be the upper half. */
function isConcealed(dev: PciDevice, { index, value }: BarData): boolean {
  if (value !== 0) return false;
  const first = index !== ROM && isUpperHalf(dev, index) ? index - 1 : index;
  return isHidden(dev.resource[first]);
}

export const hiddenBarUntouched: Hardening = {
  kind: 'hardening',
  id: 'hidden-bar-untouched',
  title: 'writing 0 to a BAR that is hidden from the guest does not reach the register',
  cause:
    'A write of what the guest reads counts as a restore of the register. A BAR that the host does not show reads 0, so ' +
    'the last step of an ordinary sizing sequence clears whatever address the register holds, and the function may ' +
    'answer at address 0.',
  rules: ['HDR-33', 'HDR-34', 'HDR-38', 'HDR-45'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'mayRestoreBar',
      (previous) => (driver, dev, bar, hardware, written) =>
        !isConcealed(dev, bar) && previous(driver, dev, bar, hardware, written),
    ),
};
