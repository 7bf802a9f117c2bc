import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { aerWaitPerDevice } from './aer-wait-per-device.ts';
import { connected, program, records, run, seenByWellBehaved, together, written } from './testing/bench.ts';

describe('aer-wait-per-device', () => {
  const silent = { do: 'aer', callback: 'detected' } as const;
  const destroyOther = { do: 'toolstack', step: 'destroy', guest: 1 } as const;

  it("another guest's device comes back at once", () => {
    const attack = program(connected('nic', 'plain'), silent, destroyOther);
    expect(run(attack, []).findings).toContain('starvation/lock-wait/pcistub_sem');
    const { execution, findings } = run(attack, [aerWaitPerDevice]);
    expect(findings.filter((finding) => finding.startsWith('starvation'))).toEqual([]);
    expect(execution.returns[0]?.action).toBe(1);
  });

  it.each(['vpci', 'passthrough'] as const)(
    '%s: the detach of the device ends the wait with NONE',
    (topology) => {
      const detach = program(
        { ...together('nic', 'plain'), topology },
        { do: 'aer', callback: 'recover', state: 1 },
        { do: 'toolstack', step: 'remove' },
        { do: 'node', name: 'state', value: '7' },
      );
      const verdict = ({ execution }: ReturnType<typeof run>) => records(execution, Ev.AerVerdict)[0];
      const late = verdict(run(detach, []));
      expect(late?.c).toBe(2);
      const soon = verdict(run(detach, [aerWaitPerDevice]));
      expect(soon?.c).toBe(1);
      expect((late?.time ?? 0) - (soon?.time ?? 0)).toBeGreaterThan(299_000_000);
    },
  );

  it('two devices of one guest use the one slot in turn', () => {
    const both = program(
      together('nic', 'plain'),
      { do: 'aer', device: 0, callback: 'recover', state: 1, hold: true },
      { do: 'aer', device: 1, callback: 'recover', state: 1 },
      { do: 'answer', result: 4 },
      { do: 'answer', result: 5 },
    );
    const { execution, findings } = run(both, [aerWaitPerDevice]);
    expect(findings).toEqual([]);
    expect(
      records(execution, Ev.AerVerdict)
        .map(({ a, c }) => [a, c])
        .slice(0, 2),
    ).toEqual([
      [0, 4],
      [1, 5],
    ]);
  });

  it('a guest that gives up its slot without an answer delays its own devices only', () => {
    const both = program(
      together('nic', 'plain'),
      { do: 'aer', device: 0, callback: 'detected', hold: true },
      { do: 'aer', device: 1, callback: 'detected' },
      { do: 'advance', jiffies: 76_000 },
      { do: 'answer', result: 5 },
    );
    const { execution } = run(both, [aerWaitPerDevice]);
    expect(execution.final.waiting).toEqual([]);
    expect(written(execution, '/aerState')).toEqual([]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([aerWaitPerDevice])).toEqual(seenByWellBehaved([]));
  });
});
