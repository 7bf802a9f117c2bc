import type { Execution } from '../executor/execution.ts';
import type { Action } from '../program/program.ts';

/** Who acts, outside tasks and handlers, while an action of the program is carried out: `dom1`, `toolstack`, `device`. */
export function actorOf(execution: Execution, action: Action | undefined): string {
  if (action === undefined) return 'host';
  const domid = 'guest' in action ? execution.guestDomids[action.guest ?? 0] : execution.guestDomids[0];
  switch (action.do) {
    case 'op':
    case 'page':
    case 'notify':
    case 'answer':
    case 'node':
    case 'frontend':
    case 'grant':
    case 'channel':
      return `dom${domid}`;
    case 'xenstore':
      return action.by === 'guest' ? `dom${domid}` : 'toolstack';
    case 'toolstack':
    case 'backendNode':
      return 'toolstack';
    case 'interrupt':
    case 'hardware':
    case 'vanish':
      return 'device';
    default:
      return 'host';
  }
}
