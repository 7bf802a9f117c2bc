/** What stands for a row of the catalogue of security history. */
export type Stands =
  /** Past bugs that can be put back, and hardenings for what of the row is in today's driver. */
  | { readonly by: 'flaw'; readonly flaws: readonly string[]; readonly hardenings?: readonly string[] }
  | { readonly by: 'hardening'; readonly hardenings: readonly string[] }
  /** The same mistake as other rows'. */
  | { readonly by: 'alias'; readonly of: readonly string[] }
  /** A policy of root's, held by oracle checks (`leak/owner`) and conformance rules (`HDR-34`) that there are anyway. */
  | { readonly by: 'policy'; readonly heldBy: readonly string[] }
  | { readonly by: 'out of scope' };

/** One row of the catalogue. */
export interface CatalogueRow {
  /** `A4a`, `E16`; a commit for the two fixes without a row. */
  readonly row: string;
  /** Advisories, CVEs, commits. */
  readonly ids: readonly string[];
  readonly title: string;
  readonly stands: Stands;
  /** Why it is not a flaw to put back, or what of it is not covered; null: nothing to add. */
  readonly reason: string | null;
}

type Made = Pick<CatalogueRow, 'stands' | 'reason'>;

/** A row: its ids, apart by blanks, and what stands for it. */
export const row = (name: string, ids: string, title: string, made: Made): CatalogueRow => ({
  row: name,
  ids: ids === '' ? [] : ids.split(' '),
  title,
  ...made,
});

/** Past bugs, and with `also` the hardenings for what is left of it in today's driver. */
export const flaws = (ids: string, also?: string, reason: string | null = null): Made => ({
  stands: {
    by: 'flaw',
    flaws: ids.split(' '),
    ...(also === undefined ? {} : { hardenings: also.split(' ') }),
  },
  reason,
});

export const hardenings = (ids: string, reason: string | null = null): Made => ({
  stands: { by: 'hardening', hardenings: ids.split(' ') },
  reason,
});

export const alias = (rows: string, reason: string): Made => ({
  stands: { by: 'alias', of: rows.split(' ') },
  reason,
});

export const policy = (heldBy: string, reason: string): Made => ({
  stands: { by: 'policy', heldBy: heldBy === '' ? [] : heldBy.split(' ') },
  reason,
});

export const outside = (reason: string): Made => ({ stands: { by: 'out of scope' }, reason });
