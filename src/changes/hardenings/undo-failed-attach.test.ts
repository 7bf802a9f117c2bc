import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { bound, program, run, seenByWellBehaved } from './testing/bench.ts';
import { undoFailedAttach } from './undo-failed-attach.ts';

describe('undo-failed-attach', () => {
  it('the page is unmapped before the failure is announced', () => {
    const failing = program(
      bound('nic'),
      { do: 'toolstack', step: 'create' },
      { do: 'fault', what: 'channelBind' },
      { do: 'frontend', step: 'publish' },
    );
    expect(run(failing, []).execution.final.connections[0]).toMatchObject({ backendState: 5, mapped: true });
    const { execution, findings } = run(failing, [undoFailedAttach]);
    expect(findings).toEqual([]);
    expect(execution.final.connections[0]).toMatchObject({ backendState: 5, mapped: false });
    const order = [...execution.log.records()].map(({ code, b }) =>
      code === Ev.StateSwitch && b === 5 ? 'closing' : code,
    );
    expect(order.indexOf(Ev.GrantUnmap)).toBeGreaterThan(-1);
    expect(order.indexOf(Ev.GrantUnmap)).toBeLessThan(order.indexOf('closing'));
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([undoFailedAttach])).toEqual(seenByWellBehaved([]));
  });
});
