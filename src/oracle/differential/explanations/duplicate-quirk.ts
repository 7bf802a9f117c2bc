import type { EventLog } from '../../../executor/event-log.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

/** What the driver allocates for the description of a field that root adds. */
const DESCRIPTION_BYTES = 80;

/**
 * The driver loses the description of a field that root adds where one begins already; the model frees it. That is a
 * weakness of the driver, known by this fingerprint.
 */
export const duplicateQuirk: Explanation = {
  id: 'duplicate-quirk',
  rule: 'leak/memory/xen_pcibk_config_quirks_add_field',
  kind: 'rule',
  title: 'descriptions of fields that root added where there was one',
  end({ left, right, part, was, is }) {
    if (part !== 'leaks' || was !== 'false' || is !== 'true') return false;
    if (left.final.allocated !== left.final.allocatedAtStart) return false;
    const lost = (right.final.allocated - right.final.allocatedAtStart) / DESCRIPTION_BYTES;
    return Number.isInteger(lost) && lost <= stored(right.log);
  },
};

/** Writes to `quirks` that succeeded. */
function stored(log: EventLog): number {
  let count = 0;
  for (let i = 0; i < log.length; i++) {
    if (log.codes[i] !== Ev.AttributeStore) continue;
    const { a: file, c: result } = log.record(i);
    if (log.textOf(file) === 'quirks' && result > 0) count++;
  }
  return count;
}
