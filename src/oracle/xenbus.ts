import {
  XenbusStateClosing,
  XenbusStateConnected,
  XenbusStateReconfiguring,
  xenbusStateName,
} from '../abi/xenbus.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { Attachments, attachmentKinds } from './attachments.ts';
import { missedDevices } from './late-device.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';
import { someStep } from './steps.ts';

/** Illegal state transitions, Connected without page and channel, a state that cannot be left. */
export const xenbus = plainOracle(
  'xenbus',
  'the connection protocol goes wrong',
  ['xenstore', 'inspection'],
  (execution) => [
    ...connectedWithoutAttach(execution),
    ...stuckReconfiguring(execution),
    ...missedDevices(execution),
  ],
);

const stateKinds = kindTable(Ev.XenstoreWrite, Ev.StateSwitch);

function connectedWithoutAttach(execution: Execution): Violation[] {
  const { log, start } = execution;
  if (!log.has(Ev.StateSwitch)) return [];
  const attachments = new Attachments(start);
  const own = new OwnStates(start);
  const found: Violation[] = [];
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i] as number;
    if (attachmentKinds[code] === 1) attachments.note(log, i);
    if (stateKinds[code] === 0) continue;
    const at = i * STRIDE;
    const domid = log.data[at + 3] as number;
    switch (code) {
      case Ev.XenstoreWrite:
        own.note(log.textOf(log.data[at + 4] as number), log.textOf(log.data[at + 5] as number));
        break;
      case Ev.StateSwitch:
        if (
          log.data[at + 4] === XenbusStateConnected &&
          !(attachments.mapped(domid) && attachments.bound(domid))
        ) {
          found.push(
            violation(
              'xenbus',
              'connected-unattached',
              'xen_pcibk_frontend_changed',
              ['XB-27', 'XB-52'],
              'the backend goes to Connected without a page and a channel',
              `domain ${domid}`,
            ),
          );
        } else if (log.data[at + 4] === XenbusStateConnected && own.before(domid) === XenbusStateClosing) {
          found.push(
            violation(
              'xenbus',
              'connected-after-closing',
              'xen_pcibk_frontend_changed',
              ['XB-27', 'XB-60'],
              'the backend goes back to Connected after a fatal error',
              `domain ${domid}`,
            ),
          );
        }
        break;
    }
  }
  return found;
}

/** The backend's state nodes, whoever writes them, and what each held before its last write. */
class OwnStates {
  private readonly now = new Map<string, number>();
  private readonly previous = new Map<string, number>();

  constructor(start: Execution['start']) {
    for (const { domid, backendState } of start) this.now.set(stateNode(domid), backendState);
  }

  note(path: string, value: string): void {
    const node = path.slice(path.indexOf('backend/pci/'));
    if (!node.endsWith('/0/state')) return;
    this.previous.set(node, this.now.get(node) ?? 0);
    this.now.set(node, Number.parseInt(value, 10) || 0);
  }

  before(domid: number): number {
    return this.previous.get(stateNode(domid)) ?? 0;
  }
}

const stateNode = (domid: number): string => `backend/pci/${domid}/0/state`;

/** Faults with which the host cannot write its state. */
const STATE_FAULTS: ReadonlySet<string> = new Set(['xenstoreBegin', 'xenstoreWrite']);

/** The frontend followed to Reconfiguring, and the backend answered neither Reconfigured nor Closing. */
function stuckReconfiguring({ log, final, crash, program }: Execution): Violation[] {
  // Where the host could not write its state, nobody can tell what the backend meant to answer.
  if (someStep(program, (step) => step.do === 'fault' && STATE_FAULTS.has(step.what))) return [];
  if (crash !== null || log.truncated || log.has(Ev.StepLimit)) return [];
  return final.connections.flatMap(({ domid, backendState, frontendState, bound }) => {
    // The frontend has to stay there: one that leaves again before the backend looked was never seen in it.
    if (backendState !== XenbusStateReconfiguring || !bound || frontendState !== XenbusStateReconfiguring)
      return [];
    if (!followed(log, domid)) return [];
    return [
      violation(
        'xenbus',
        'stuck-reconfiguring',
        'xen_pcibk_reconfigure',
        ['XB-44', 'XB-57'],
        'a detach of an unknown virtual address leaves the backend in Reconfiguring for good',
        `domain ${domid}, frontend ${xenbusStateName(frontendState)}`,
      ),
    ];
  });
}

/** The frontend wrote Reconfiguring after the toolstack did, with nothing written to the backend's state since. */
function followed(log: Execution['log'], domid: number): boolean {
  let asked = false;
  let answered = false;
  for (let i = 0; i < log.length; i++) {
    if (log.codes[i] !== Ev.XenstoreWrite) continue;
    const { b, c } = log.record(i);
    const path = log.textOf(b);
    const value = log.textOf(c);
    if (path.endsWith(`backend/pci/${domid}/0/state`)) {
      // Asked once more while it is stuck already, it still is.
      answered &&= asked && value === '7';
      asked = value === '7';
    } else if (path === `/local/domain/${domid}/device/pci/0/state` && value === '7' && asked)
      answered = true;
  }
  return asked && answered;
}
