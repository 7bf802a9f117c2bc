import type { Execution } from '../../executor/execution.ts';
import { type Violation, violation } from '../oracle.ts';

/** Who waits at the end. */
export type Waiter = Execution['final']['waiting'][number];

/** @param name of the task that goes on without end, with its domain in brackets if it has one: `xen_pcibk_do_op[1]` */
export function endless(name: string, waiter: Waiter): Violation {
  return violation(
    'starvation',
    'endless',
    name.replace(/\[.*/, ''),
    ['EVT-10', 'EVT-24'],
    'a guest keeps a task of the host running without end, and others wait for it',
    `${name}; ${waiter.name} waits for ${waiter.reason}`,
  );
}
