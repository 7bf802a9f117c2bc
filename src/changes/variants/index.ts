import type { Variant } from '../change.ts';
import { gsiLookup } from './gsi-lookup.ts';
import { gsiSetup } from './gsi-setup.ts';
import { msixCheckOrder } from './msix-check-order.ts';
import { resetNotice } from './reset-notice.ts';

/** Benign differences of Linux 6.12. */
export const variants: readonly Variant[] = Object.freeze([gsiLookup, gsiSetup, msixCheckOrder, resetNotice]);
