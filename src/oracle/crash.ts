import { STRIDE } from '../executor/event-log.ts';
import type { Crash, Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';

/** BUG, WARN, use of a null or freed object, access out of bounds, an exception of the rig's own model. */
export const crash = plainOracle('crash', 'the host kernel crashed or warned', ['log-lines'], (execution) => [
  ...crashes(execution),
  ...warnings(execution),
]);

/** What the kernel does, by kind of crash. */
const hits: Readonly<Record<Crash['kind'], string>> = Object.freeze({
  bug: 'hits a BUG',
  'null-dereference': 'dereferences a null pointer',
  'use-after-free': 'uses a freed object',
  'out-of-bounds': 'leaves the bounds of an object',
  'unmapped-page': 'touches a page that is not mapped',
  exception: 'throws an exception',
});

function crashes({ crash: fault }: Execution): Violation[] {
  if (fault === null) return [];
  return [
    violation(
      'crash',
      fault.kind,
      fault.site,
      [],
      `the host kernel ${hits[fault.kind]} in ${fault.site}`,
      fault.message,
    ),
  ];
}

function warnings({ log }: Execution): Violation[] {
  const found: Violation[] = [];
  if (!log.has(Ev.Warn)) return found;
  for (let i = 0, left = log.counts[Ev.Warn] as number; left > 0; i++) {
    if (log.codes[i] !== Ev.Warn) continue;
    left--;
    const text = log.textOf(log.data[i * STRIDE + 3] as number);
    const site = text.split(':')[0] ?? 'unknown';
    found.push(violation('crash', 'warn', site, [], `the host kernel warns in ${site}`, text));
  }
  return found;
}
