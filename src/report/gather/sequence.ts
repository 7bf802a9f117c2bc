import type { LogRecord } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Sequence, SequenceStep } from '../html/findings/data.ts';
import { copyText, recordText, type Wording } from '../line-text.ts';
import { actionHeading } from '../program-text.ts';
import { wholeCopies } from '../trace-copies.ts';
import { TraceFunctions } from '../trace-functions.ts';
import { foldRepeats, type TraceLine } from '../trace-repeats.ts';
import { SequenceLanes } from './sequence-lanes.ts';

/** A step that can be folded when it repeats itself. */
type Line = TraceLine & Omit<SequenceStep, 'text' | 'time'>;

/** Most records looked at; a diagram shows the beginning and the end, and a longer execution is told by its trace. */
const MAX_RECORDS = 20_000;

/**
 * What happened as lifelines and arrows: actions, fetches, stores, events, effects on the host, flips. Loops are
 * folded. To be called before the executor runs again.
 */
export function sequenceOf(execution: Execution): Sequence {
  const lanes = new SequenceLanes(execution);
  const lines = linesOf(execution, lanes);
  const { crash, log, final } = execution;
  const origin = log.length === 0 ? final.now : log.record(0).time;
  const steps = foldRepeats(lines).map(stepOf);
  if (crash !== null) {
    const text = `CRASH, ${crash.kind} in ${crash.site}: ${crash.message}`;
    steps.push({ kind: 'note', from: 'host', text, time: final.now - origin, mark: 'bad' });
  }
  return { lanes: lanes.used(steps), steps };
}

function linesOf(execution: Execution, lanes: SequenceLanes): Line[] {
  const { log, functions, program } = execution;
  const wording: Wording = { log, functions: new TraceFunctions(functions), program };
  const hidden = wholeCopies(execution);
  const lines: Line[] = [];
  const services = new Set<number>();
  const origin = log.length === 0 ? 0 : log.record(0).time;
  const flips = new Set<number>();
  let address: LogRecord | undefined;
  for (let i = 0; i < Math.min(log.length, MAX_RECORDS); i++) {
    if (hidden.has(i)) continue;
    const record = log.record(i);
    const time = record.time - origin;
    if (record.code === Ev.Action) {
      lines.push(...actionLines(execution, record, time, lanes));
      continue;
    }
    if (record.code === Ev.RequestAddress) address = record;
    if (record.code === Ev.RequestAccess && address !== undefined) {
      const way = { kind: 'arrow', from: lanes.page(record.a), to: 'backend' } as const;
      lines.push(line({ ...way, text: copyText(address, record).text, time }));
    }
    if (isDetail(record, services)) continue;
    const way = lanes.of(record);
    const text = way === undefined ? undefined : recordText(record, wording);
    if (way === undefined || text === undefined) continue;
    const mark = markOf(record, execution, flips) ?? way.mark;
    lines.push(
      line({ ...way, ...(mark === undefined ? {} : { mark }), text: shortText(record, text), time }),
    );
  }
  return lines;
}

/** What the host's own services read and write is theirs to tell: only what they are asked for is drawn. */
function isDetail({ code, task }: LogRecord, services: Set<number>): boolean {
  if (code === Ev.HostExit) services.delete(task);
  const inside = services.has(task);
  if (code === Ev.HostEnter) services.add(task);
  return inside && (code === Ev.ConfigRead || code === Ev.ConfigWrite);
}

function actionLines(
  { program, guestDomids }: Execution,
  { a }: LogRecord,
  time: number,
  lanes: SequenceLanes,
): Line[] {
  const action = program.actions[a];
  const text = action === undefined ? `action ${a}` : actionHeading(action, a);
  const heading: Line = { kind: 'heading', text, time, who: '', depth: 0, heading: true };
  if (action?.do !== 'op' && action?.do !== 'page') return [heading];
  const domid = guestDomids[action.guest ?? 0] ?? -1;
  const way = { kind: 'arrow', from: lanes.guest(domid), to: lanes.page(domid) } as const;
  return [heading, line({ ...way, text: action.do === 'op' ? 'the request' : 'the page is written', time })];
}

/** A flip is the guest's; the fetch after it, by the task that was there, is the one that it was placed at. */
function markOf(record: LogRecord, { program }: Execution, flips: Set<number>): SequenceStep['mark'] {
  const { code, task, a, b } = record;
  if (code === Ev.PointHit) {
    if (program.actions[a]?.at?.[b]?.on === 'fetch') flips.add(task);
    return 'flip';
  }
  return code === Ev.Fetch && flips.delete(task) ? 'flipped' : undefined;
}

/** The arrow says that it is a fetch. */
const shortText = ({ code, b }: LogRecord, text: string): string =>
  code === Ev.Fetch ? text.replace(/^fetch /, '').replace(` (offset ${b})`, '') : text;

function line({ kind, from, to, text, time, mark }: SequenceStep): Line {
  // Entries of a table, one after the other, are one loop.
  const key = text.replace(/\[\d+\]/g, '[]').replace(/ = 0x[0-9a-f]+/, ' =');
  const isPlain = mark === undefined;
  return {
    kind,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(mark === undefined ? {} : { mark }),
    text,
    time,
    who: `${from}>${to}>${mark}`,
    depth: 0,
    ...(isPlain && key !== text && text.includes('[') ? { key } : {}),
  };
}

function stepOf(folded: TraceLine): SequenceStep {
  if (!isLine(folded)) return { kind: 'note', text: folded.text, time: folded.time };
  const { kind, from, to, text, time, mark } = folded;
  return {
    kind,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    text,
    time,
    ...(mark === undefined ? {} : { mark }),
  };
}

const isLine = (folded: TraceLine): folded is Line => 'kind' in folded;
