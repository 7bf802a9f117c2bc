import { kindTable, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { tasksOf } from '../task-domains.ts';

const eoiKinds = kindTable(Ev.WorkQueued, Ev.WorkEnd, Ev.FlagBit, Ev.Eoi);

/** The channel is opened again while the request that the event announced is still being served. */
export function earlyEoi(execution: Execution): Violation[] {
  const { log } = execution;
  if (!log.has(Ev.Eoi) || !log.has(Ev.WorkQueued)) return [];
  const tasks = tasksOf(execution);
  /** By domain: a request is queued or being served. */
  const pending: boolean[] = [];
  /** By domain: an AER exchange opens the channel early by design, and events then come in while a request is served (EVT-27). */
  const aer: boolean[] = [];
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (eoiKinds[code] === 0) continue;
    const at = i * STRIDE;
    const domid = data[at + 3] as number;
    switch (code) {
      case Ev.WorkQueued:
        pending[domid] = !aer[domid];
        break;
      case Ev.WorkEnd:
        pending[domid] = false;
        break;
      case Ev.FlagBit:
        if (data[at + 4] === 0 && data[at + 5] === 2) pending[domid] = false;
        else if (data[at + 4] === 2 && data[at + 5] === 1) {
          aer[domid] = true;
          pending[domid] = false;
        }
        break;
      case Ev.Eoi:
        if (pending[domid] && !tasks.isAer(data[at + 2] as number)) {
          return [
            violation(
              'starvation',
              'early-eoi',
              'xen_pcibk_handle_event',
              ['EVT-04', 'EVT-10'],
              'an event is acknowledged before its request was served',
              `domain ${domid}`,
            ),
          ];
        }
        break;
    }
  }
  return [];
}
