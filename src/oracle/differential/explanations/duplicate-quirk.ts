import type { EventLog } from '../../../executor/event-log.ts';
import type { FinalState } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

/** What the driver allocates for the description of a field that root adds. */
export const DESCRIPTION_BYTES = 80;

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
    const lost = (kept(right.final) - kept(left.final)) / DESCRIPTION_BYTES;
    return Number.isInteger(lost) && lost > 0 && lost <= storedQuirks(right.log);
  },
};

/** Bytes more than at the start: of everything else both sides keep as many. */
export const kept = ({ allocated, allocatedAtStart }: FinalState): number => allocated - allocatedAtStart;

/** Writes to `quirks` that succeeded. */
export function storedQuirks(log: EventLog): number {
  let count = 0;
  for (let i = 0; i < log.length; i++) {
    if (log.codes[i] !== Ev.AttributeStore) continue;
    const { a: file, c: result } = log.record(i);
    if (log.textOf(file) === 'quirks' && result > 0) count++;
  }
  return count;
}
