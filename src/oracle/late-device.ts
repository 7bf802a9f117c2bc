import { XenbusStateInitialised } from '../abi/xenbus.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { ConnectionState, Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import type { Action } from '../program/program.ts';
import { type Violation, violation } from './oracle.ts';

/** Steps after which the entries may be such that nobody could serve them, or xenwatch may be kept waiting. */
const DISTURBS: ReadonlySet<string> = new Set(['fault', 'backendNode', 'xenstore', 'unload', 'load', 'aer']);

const disturbs = (action: Action): boolean =>
  DISTURBS.has(action.do) ||
  (action.at?.some((effect) => effect.then.some((s) => DISTURBS.has(s.do))) ?? false);

const judged = kindTable(Ev.XenstoreWrite, Ev.Action);

/** At rest the backend waits for its frontend, and an entry that asks for a device is not served (XB-49). */
export function missedDevices({ crash, final, log, program, start }: Execution): Violation[] {
  if (!log.has(Ev.XenstoreWrite) || log.has(Ev.LockWait) || log.has(Ev.StepLimit)) return [];
  if (crash !== null || log.truncated) return [];
  const { actions } = program;
  const directories = start.map((connection) => new Directory(connection));
  const settled = actions.findIndex(disturbs);
  const last = settled < 0 ? actions.length : settled;
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i] as number;
    if (judged[code] === 0) continue;
    const at = i * STRIDE;
    if (code === Ev.XenstoreWrite) {
      const path = log.textOf(log.data[at + 4] as number);
      const value = log.data[at + 5] as number;
      for (const directory of directories) directory.note(path, value === 0 ? null : log.textOf(value));
      continue;
    }
    // When an action begins everything is at rest, unless the one before it left the backend waiting.
    const action = log.data[at + 3] as number;
    if (action > last) return [];
    if (action === 0 || actions[action - 1]?.hold) continue;
    const missed = directories.find((directory) => directory.missed() >= 0);
    if (missed !== undefined) return [missedBy(missed)];
  }
  const missed = directories.find((directory) => directory.missed() >= 0);
  return missed === undefined || last < actions.length || final.waiting.length > 0 ? [] : [missedBy(missed)];
}

function missedBy(directory: Directory): Violation {
  return violation(
    'xenbus',
    'late-device',
    'xen_pcibk_be_watch',
    ['XB-40', 'XB-49'],
    'a device added before the frontend connects is never exported',
    `domain ${directory.domid}, device ${directory.missed()}`,
  );
}

/** The backend's nodes for one guest, as far as the program wrote them. */
class Directory {
  readonly domid: number;
  private readonly path: string;
  private readonly nodes = new Map<string, string>();

  constructor({ domid, backendState }: Pick<ConnectionState, 'domid' | 'backendState'>) {
    this.domid = domid;
    this.path = `/local/domain/0/backend/pci/${domid}/0/`;
    this.nodes.set('state', String(backendState));
  }

  /** @param value null: removed */
  note(path: string, value: string | null): void {
    if (value === null && this.path.startsWith(`${path}/`)) this.nodes.clear();
    if (!path.startsWith(this.path)) return;
    const name = path.slice(this.path.length);
    if (value === null) this.nodes.delete(name);
    else this.nodes.set(name, value);
  }

  /** The first device that is asked for and not served while the backend waits for its frontend; -1: none. */
  missed(): number {
    if (this.nodes.get('state') !== String(XenbusStateInitialised)) return -1;
    const count = Number.parseInt(this.nodes.get('num_devs') ?? '0', 10);
    for (let i = 0; i < count; i++) if (this.nodes.get(`state-${i}`) === '1') return i;
    return -1;
  }
}
