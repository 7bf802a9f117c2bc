import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { quirkRecordByDevice } from './quirk-record-by-device.ts';
import { bound, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('quirk-record-by-device', () => {
  const show: Action = { do: 'show', attribute: 'quirks' };

  it.each([0, 1])(
    'QRK-12: of two identical devices, number %i is unbound and its own record goes',
    (device) => {
      const attack = program(bound('nic', 'twin'), { do: 'unbind', device }, show);
      expect(run(attack, [quirkRecordByDevice])).toMatchObject({ execution: { crash: null }, findings: [] });
    },
  );

  it('QRK-14: the record that outlives its device crashed the listing', () => {
    const crashes = [0, 1].map(
      (device) => run(program(bound('nic', 'twin'), { do: 'unbind', device }, show), []).execution.crash,
    );
    expect(crashes.map((crash) => crash?.site ?? null).sort()).toEqual([null, 'quirks_show'].sort());
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([quirkRecordByDevice])).toEqual(seenByWellBehaved([]));
  });
});
