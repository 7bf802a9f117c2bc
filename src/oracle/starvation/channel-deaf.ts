import type { Execution } from '../../executor/execution.ts';
import { type Violation, violation } from '../oracle.ts';

/** At rest a channel is bound and its events reach nobody: the guest may send what it likes. */
export function deafChannels({ crash, final }: Execution): Violation[] {
  if (crash !== null) return [];
  return final.deafChannels.map((domid) =>
    violation(
      'starvation',
      'channel-deaf',
      'unbind_from_irq',
      ['EVT-24', 'EOI-03'],
      "the events of a guest's channel find no handler",
      `domain ${domid}`,
    ),
  );
}
