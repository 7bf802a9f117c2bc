import { type EventLog, kindTable, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { someStep } from '../steps.ts';

/** So often the helper handler asks whether the line is shared (ISR-11). */
const ASKS_EVERY = 1000;

const lineKinds = kindTable(
  Ev.IrqRequest,
  Ev.IrqFree,
  Ev.IrqRaised,
  Ev.FlagBit,
  Ev.AttributeStore,
  Ev.LineShut,
);

/**
 * The helper handler claims more interrupts in a row than it may without asking, on a line that no other domain uses:
 * the host cannot notice that nobody serves them.
 */
export function keptLines(execution: Execution): Violation[] {
  const { functions, log, program } = execution;
  if ((log.counts[Ev.IrqRaised] as number) <= ASKS_EVERY) return [];
  // Lines are unshared unless the set-up or the program says otherwise; a query that fails counts as shared.
  if (someStep(program, (step) => step.do === 'lineShared' && step.shared !== 'no')) return [];
  const [irq, record] = longClaimed(log);
  const isShared = functions.some((fn) => fn.legacyIrq === irq && fn.hostSharesLine);
  if (irq < 0 || isShared || !helperOn(execution, irq, record)) return [];
  return [
    violation(
      'starvation',
      'line-kept',
      'xen_pcibk_guest_interrupt',
      ['ISR-11', 'SYS-06'],
      'the helper goes on claiming the interrupts of a line that no other domain uses',
      `irq ${irq}`,
    ),
  ];
}

/** First line on which more interrupts in a row are claimed than may be, nothing else happening meanwhile, and when. */
function longClaimed({ codes, data, length }: EventLog): readonly [irq: number, record: number] {
  const claimed = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (lineKinds[code] === 0) continue;
    const at = i * STRIDE;
    const irq = data[at + 3] as number;
    if (code !== Ev.IrqRaised) claimed.clear();
    else if (data[at + 4] !== 1) claimed.delete(irq);
    else {
      const count = (claimed.get(irq) ?? 0) + 1;
      if (count > ASKS_EVERY) return [irq, i];
      claimed.set(irq, count);
    }
  }
  return [-1, -1];
}

/** Some function's helper was on the line by then: without any handler of the host, interrupts go to the guest alone. */
function helperOn({ final, functions, log }: Execution, irq: number, record: number): boolean {
  return functions.some(({ index, legacyIrq }) => {
    if (legacyIrq !== irq) return false;
    let on: boolean | undefined;
    for (let i = 0; i < log.length; i++) {
      const code = log.codes[i];
      if (code !== Ev.IrqRequest && code !== Ev.IrqFree) continue;
      const at = i * STRIDE;
      if (log.data[at + 3] !== irq || log.data[at + 4] !== index || log.data[at + 5] !== 0) continue;
      // The first change after it says that until then the opposite held.
      if (i < record) on = code === Ev.IrqRequest;
      else on ??= code === Ev.IrqFree;
    }
    return on ?? final.devices().some(({ fn, state }) => fn === index && state.helpers > 0);
  });
}
