import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { ackOnlyOnSuccess } from './ack-only-on-success.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('ack-only-on-success', () => {
  const sharing: Setup = { ...connected('nic'), devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  const enable: Action = { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 };
  const failing: Action = { do: 'op', cmd: 4, value: 9 };
  const interrupts: Action = { do: 'interrupt', device: 0, times: 120 };
  const attack = program(sharing, enable, failing, interrupts);
  const lineShut = 'starvation/line-shut/xen_pcibk_guest_interrupt';

  it('a failed set-up does not give the line up for the host', () => {
    expect(run(attack, []).findings).toContain(lineShut);
    expect(run(attack, [ackOnlyOnSuccess]).findings).toEqual([]);
  });

  it('OPS-16: the reply is the same', () => {
    const of = (...changes: (typeof ackOnlyOnSuccess)[]) => replies(run(attack, changes).execution)[1];
    expect(of(ackOnlyOnSuccess)).toEqual({ err: -28, value: 0xffffffe4 });
    expect(of(ackOnlyOnSuccess)).toEqual(of());
  });

  it('OPS-18: after a successful one the handler claims nothing', () => {
    const on = program(
      sharing,
      enable,
      { do: 'op', cmd: 4, value: 1, entries: [[0, 0]] },
      { do: 'show', attribute: 'irq_handlers' },
    );
    const { execution } = run(on, [ackOnlyOnSuccess]);
    expect(execution.final.devices()[0]?.state).toMatchObject({ msixEnabled: true, helpers: 1 });
    const unclaimed = run(
      program(sharing, enable, { do: 'op', cmd: 4, value: 1, entries: [[0, 0]] }, interrupts),
      [ackOnlyOnSuccess],
    );
    expect(unclaimed.findings).toEqual([]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([ackOnlyOnSuccess])).toEqual(seenByWellBehaved([]));
  });
});
