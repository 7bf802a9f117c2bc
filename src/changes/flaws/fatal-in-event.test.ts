import { fatalInEvent } from './fatal-in-event.ts';
import { prove } from './testing/prove.ts';

prove(
  fatalInEvent,
  [
    'lock/sleep-in-atomic/xenbus_transaction_end',
    'lock/sleep-in-atomic/xenbus_transaction_start',
    'lock/sleep-in-atomic/xs_talkv',
  ],
  { silentWithFlaw: [1] },
);
