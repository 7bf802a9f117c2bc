import { driverRows } from './driver.ts';
import { observationRows } from './observations.ts';
import { otherRows } from './others.ts';
import { platformRows } from './platform.ts';
import type { CatalogueRow } from './row.ts';

export const catalogueRows: readonly CatalogueRow[] = Object.freeze([
  ...driverRows,
  ...otherRows,
  ...platformRows,
  ...observationRows,
]);
