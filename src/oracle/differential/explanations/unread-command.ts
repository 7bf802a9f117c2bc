import { type Explanation, OVER } from '../difference.ts';
import { commandUnread, crashesOver } from './records.ts';

/** Bits of COMMAND that a guest reads from the hardware (HDR-11). */
const FROM_HARDWARE = 0x02bc;

const PART = /^(?:devices\.(\d+)|returns\.\d+\.(?:before|after))\.guestCommand$/;

/**
 * Of a COMMAND whose read fails with a positive status at bind time the model caches ones; the driver keeps the status
 * in the place of a pointer, and trips over it when it is asked for the guest's view. That is a weakness of the driver,
 * known by this fingerprint.
 */
export const unreadCommand: Explanation = {
  id: 'unread-command',
  rule: 'crash/null-dereference/command_read',
  kind: 'rule',
  title: "the guest's view of a COMMAND that could not be read at bind time",
  records: (place) => (crashesOver(place, 'null-dereference', 'command_read') ? OVER : null),
  end({ left, right, part, was, is }) {
    const fn = PART.exec(part);
    if (fn === null || is !== '-1' || Number(was) < 0) return false;
    if ((Number(was) | FROM_HARDWARE) !== 0xffff) return false;
    const its = fn[1] === undefined ? null : Number(fn[1]);
    return commandUnread(left.log, its) && commandUnread(right.log, its);
  },
};
