import type { Execution } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Action, Step } from '../../../program/program.ts';
import type { Explanation } from '../difference.ts';
import { DESCRIPTION_BYTES, kept, storedQuirks } from './duplicate-quirk.ts';

/** What the driver allocates for an entry of the match list. */
const ENTRY_BYTES = 32;
/** Entries of an address that stands for every slot and function of its bus. */
const MOST_OF_ONE = 256;

/**
 * The driver loses its match list when it is unloaded; the model frees it (SYS-14). That is a weakness of the driver,
 * known by this fingerprint. It may come together with that of `duplicate-quirk`.
 */
export const lostMatchList: Explanation = {
  id: 'lost-match-list',
  rule: 'leak/memory/pcistub_exit',
  kind: 'rule',
  title: 'entries of the match list when the driver was unloaded',
  end({ left, right, part, was, is }) {
    if (part !== 'leaks' || was !== 'false' || is !== 'true') return false;
    if (!wasUnloaded(left) || !wasUnloaded(right)) return false;
    const lost = kept(right.final) - kept(left.final);
    const most = added(right) * ENTRY_BYTES;
    for (let quirks = 0; quirks <= storedQuirks(right.log); quirks++) {
      const entries = lost - quirks * DESCRIPTION_BYTES;
      if (entries > 0 && entries <= most && entries % ENTRY_BYTES === 0) return true;
    }
    return false;
  },
};

function wasUnloaded({ log }: Execution): boolean {
  for (let i = 0; i < log.length; i++)
    if (log.codes[i] === Ev.DriverUnload && log.record(i).a === 0) return true;
  return false;
}

/**
 * Entries that were added, at the most: by the set-up, by `hide`, by writes to `new_slot`, and by binding; a load binds the
 * devices whose driver is overridden, for which there is no record of its own.
 */
function added({ log, program }: Execution): number {
  let count = program.setup.devices.length;
  for (const action of program.actions) for (const step of stepsOf(action)) count += hidden(step);
  for (let i = 0; i < log.length; i++) {
    const { a, b, c } = log.record(i);
    if (log.codes[i] === Ev.Bind && b === 0) count++;
    if (log.codes[i] === Ev.DriverLoad && a === 0) count += program.setup.devices.length;
    if (log.codes[i] === Ev.AttributeStore && log.textOf(a) === 'new_slot' && c > 0)
      count += log.textOf(b).includes('*') ? MOST_OF_ONE : 1;
  }
  return count;
}

const stepsOf = (action: Action): readonly Step[] => [
  action,
  ...(action.at ?? []).flatMap(({ then }) => then),
];

function hidden(step: Step): number {
  if (step.do !== 'load' || step.hide === undefined) return 0;
  const addresses = step.hide.split('(').length - 1;
  return step.hide.includes('*') ? addresses * MOST_OF_ONE : addresses;
}
