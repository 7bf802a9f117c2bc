import { expect, it } from 'vitest';
import { wrapHost } from '../../changes/change.ts';
import { bound, connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');

it('EVT-24: reports a channel whose events find no handler', () => {
  const forgetful = defect((seams) =>
    wrapHost(seams, 'takeChannel', (previous) => (kernel, info) => {
      kernel.events.unmapPort(info);
      return previous(kernel, info);
    }),
  );
  expect(judged(nic, [{ do: 'notify' }], forgetful)).toEqual(['starvation/channel-deaf/unbind_from_irq']);
  expect(judged(nic, [{ do: 'notify' }])).toEqual([]);
});

it('does not mind a connection without a channel', () => {
  expect(judged(bound('nic'), [{ do: 'toolstack', step: 'create' }])).toEqual([]);
  expect(judged(nic, [{ do: 'node', name: 'state', value: '5' }])).toEqual([]);
});
