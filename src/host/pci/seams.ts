/** Functions of the PCI core that a change may wrap; `src/host/seams.ts` puts them into the table. */
export { mergeAerResult } from './aer.ts';
export { capabilityWalkGoesOn } from './capability.ts';
export { intxAtEnable } from './enable.ts';
export { msiSupported } from './msi-checks.ts';
export {
  checkMsixRequest,
  msixCountFits,
  msixEntryUnique,
  msixIndexValid,
  msixShortage,
  msixTableMappable,
  writeMsixTable,
} from './msix-checks.ts';
export { powerUp, restoreAfterPowerUp } from './power.ts';
export { notifyReset, setupGsi } from './reset.ts';
