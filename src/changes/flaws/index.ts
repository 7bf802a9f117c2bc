import type { Flaw } from '../change.ts';
import { xsa120Command } from './xsa-120-command.ts';
import { xsa155InPlace } from './xsa-155-in-place.ts';
import { xsa155MsixCount } from './xsa-155-msix-count.ts';
import { xsa157MsiTwice } from './xsa-157-msi-twice.ts';
import { xsa332EarlyEoi } from './xsa-332-early-eoi.ts';

/** Past security bugs, each of which can be put back. */
export const flaws: readonly Flaw[] = Object.freeze([
  xsa120Command,
  xsa155InPlace,
  xsa155MsixCount,
  xsa157MsiTwice,
  xsa332EarlyEoi,
]);
