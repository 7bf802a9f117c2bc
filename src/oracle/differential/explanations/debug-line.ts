import { STRIDE } from '../../../executor/event-log.ts';
import type { Execution } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Step } from '../../../program/program.ts';
import type { Explanation } from '../difference.ts';

const DEBUG = 7;
const PRINTED = 0;
/** The model's own: a request, a reply. */
const OF_MODEL = /^guest \d+: /;
/** The driver's: of a device, of a guest's connection, or of the driver itself. */
const OF_DRIVER = /^(?:[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|pci-\d+-\d+|xen[-_]pciback): /;

/** Where dynamic debug is on, which debug lines there are is each side's own: no rule counts them. */
export const debugLine: Explanation = {
  id: 'debug-line',
  rule: 'rules ask for no particular debug line',
  kind: 'observation',
  title: 'a debug line, which dynamic debug lets through, of one side alone',
  records({ left, right, l, r }) {
    if (isDebug(left, l, OF_MODEL)) return { left: 1, right: 0 };
    return isDebug(right, r, OF_DRIVER) ? { left: 0, right: 1 } : null;
  },
};

function isDebug(execution: Execution, index: number, form: RegExp): boolean {
  const { log } = execution;
  if (index >= log.length || log.codes[index] !== Ev.Log) return false;
  const { a: severity, b: line, c: suppressed } = log.record(index);
  return (
    severity === DEBUG && suppressed === PRINTED && form.test(log.textOf(line)) && isOn(execution, index)
  );
}

/** Has the program switched the backend's debug lines on before a record, and not off again? */
function isOn({ log, program }: Execution, before: number): boolean {
  let on = false;
  for (let i = 0; i < before; i++) {
    const code = log.codes[i];
    if (code !== Ev.Action && code !== Ev.PointHit) continue;
    const action = program.actions[log.data[i * STRIDE + 3] as number];
    if (action === undefined) continue;
    if (code === Ev.Action) on = after(action, on);
    else for (const step of action.at?.[log.data[i * STRIDE + 4] as number]?.then ?? []) on = after(step, on);
  }
  return on;
}

const after = (step: Step, on: boolean): boolean =>
  step.do === 'dynamicDebug' && step.module === 'pciback' ? step.state === 'on' : on;
