import { describe, expect, it } from 'vitest';
import { powerOnAtReturn } from './power-on-at-return.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('power-on-at-return', () => {
  const asleep = (device: string) =>
    program(
      connected(device),
      { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 3 },
      { do: 'toolstack', step: 'destroy' },
    );

  it.each(['nic', 'pm-nic'])('%s is awake and reset for the next guest', (device) => {
    expect(run(asleep('pm-nic'), []).findings).toContain('leak/power/pcistub_put_pci_dev');
    const { execution, findings } = run(asleep(device), [powerOnAtReturn]);
    expect(findings).not.toContain('leak/power/pcistub_put_pci_dev');
    expect(execution.returns[0]).toMatchObject({ after: { powerState: 0 }, resetDone: true });
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([powerOnAtReturn])).toEqual(seenByWellBehaved([]));
  });
});
