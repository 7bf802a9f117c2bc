import { eoiListOrder } from './eoi-list-order.ts';
import { prove } from './testing/prove.ts';

prove(eoiListOrder, ['starvation/eoi-order/lateeoi_list_add'], { silentWithFlaw: [1] });
