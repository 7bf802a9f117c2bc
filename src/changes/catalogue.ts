import type { CatalogueRow, Stands } from './catalogue/row.ts';
import { catalogueRows } from './catalogue/rows.ts';

export type { CatalogueRow, Stands } from './catalogue/row.ts';

/** Every row, in the catalogue's order. */
export const catalogue: readonly CatalogueRow[] = catalogueRows;

/** Ids that stand for a row: of changes, rows or checks. */
export function standsFor({ stands }: CatalogueRow): readonly string[] {
  switch (stands.by) {
    case 'flaw':
      return [...stands.flaws, ...(stands.hardenings ?? [])];
    case 'hardening':
      return stands.hardenings;
    case 'alias':
      return stands.of;
    case 'policy':
      return stands.heldBy;
    case 'out of scope':
      return [];
  }
}

/** How many rows each kind stands for. */
export interface CatalogueFigures {
  readonly rows: number;
  readonly byFlaw: number;
  readonly byHardening: number;
  readonly alias: number;
  readonly policy: number;
  readonly outOfScope: number;
}

export function catalogueFigures(): CatalogueFigures {
  const count = (by: Stands['by']): number => catalogue.filter(({ stands }) => stands.by === by).length;
  return {
    rows: catalogue.length,
    byFlaw: count('flaw'),
    byHardening: count('hardening'),
    alias: count('alias'),
    policy: count('policy'),
    outOfScope: count('out of scope'),
  };
}
