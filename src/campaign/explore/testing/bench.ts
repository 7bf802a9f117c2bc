import type { Change } from '../../../changes/change.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Program } from '../../../program/program.ts';
import type { Judge } from '../../judge.ts';
import { judgeOf } from '../../testing/bench.ts';
import { modes } from '../devices.ts';
import { operations } from '../operations.ts';
import type { Unit } from '../unit.ts';
import { UnitBench } from '../unit-bench.ts';

const configCodes: ReadonlySet<number> = new Set([Ev.ConfigRead, Ev.ConfigWrite]);

/** A unit on the test library's card. */
export function unitOf(name: string): Unit {
  const operation = operations.find((one) => one.name === name);
  const [mode] = modes;
  if (operation === undefined || mode === undefined) throw new Error(name);
  return { id: name, operation, device: { name: 'nic', class: 'msi+msix' }, mode };
}

/** A bench whose judge notes each program it looks at, with what came of it. */
export function notingBench(name: string, changes: readonly Change[]) {
  const judge = judgeOf(changes);
  const looked: Program[] = [];
  const look = judge.look.bind(judge);
  judge.look = (program) => {
    looked.push(program);
    return look(program);
  };
  const bench = new UnitBench(judge, unitOf(name), Number.POSITIVE_INFINITY);
  return { judge, bench, looked };
}

/** Everything that is left of a run but which points were named: fingerprints and records. */
export function outcomeOf(judge: Judge, program: Program, skip: ReadonlySet<number>): string {
  const found = judge.judge(program).map(({ fingerprint }) => fingerprint);
  const { log, crash } = judge.executor.run(program, 'full');
  const records = [...log.records()].filter(({ code }) => !skip.has(code));
  return JSON.stringify([found, crash?.site, records]);
}

export const fingerprintsOf = (bench: UnitBench): string[] =>
  bench.violations
    .all()
    .map(({ violation }) => violation.fingerprint)
    .sort();

export function drain<T>(steps: Generator<number, T, void>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/**
 * The same for two orders of things that have nothing to do with each other: records unordered, and the end. When the
 * host accessed configuration space is left out: what an event takes lies before or after, and no oracle asks.
 */
export function unorderedOutcome(judge: Judge, program: Program, skip: ReadonlySet<number>): string {
  const found = judge.judge(program).map(({ fingerprint }) => fingerprint);
  const { log, crash, final } = judge.executor.run(program, 'full');
  const records = [...log.records()].filter(({ code }) => !skip.has(code));
  const texts = records.map((record) =>
    JSON.stringify(configCodes.has(record.code) ? { ...record, time: 0 } : record),
  );
  texts.sort();
  return JSON.stringify([found, crash?.site, texts, final]);
}
