/** Statuses of grant-table operations (`xen/grant_table.h`). */
export const GNTST_okay = 0;
export const GNTST_general_error = -1;
export const GNTST_bad_domain = -2;
export const GNTST_bad_gntref = -3;
export const GNTST_permission_denied = -8;
