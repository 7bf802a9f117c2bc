import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { oneReturnPerDevice } from './one-return-per-device.ts';
import { connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';

describe('one-return-per-device', () => {
  /** The error keeps the lock of the device, for which first the unbind waits and then the detach. */
  const race = (...then: Action[]) =>
    program(
      connected('nic'),
      { do: 'aer', callback: 'detected' },
      { do: 'toolstack', step: 'remove' },
      { do: 'unbind', hold: true },
      { do: 'run', task: 'sysfs', hold: true },
      { do: 'node', name: 'state', value: '7', hold: true },
      { do: 'run', task: 'xenwatch', steps: 4 },
      { do: 'answer' },
      ...then,
    );
  const resets = ({ execution }: ReturnType<typeof run>) => records(execution, Ev.FunctionReset).length;

  it('the device is reset and released once, whoever comes first', () => {
    const before = run(race(), []);
    expect(before.findings).toContain('crash/warn/pcistub_put_pci_dev');
    expect(resets(before)).toBe(0);
    const after = run(race(), [oneReturnPerDevice]);
    expect(after.findings.filter((finding) => finding.startsWith('crash'))).toEqual([]);
    expect(resets(after)).toBe(2); // at return and at release
    expect(after.execution.final).toMatchObject({ boundDevices: 0, connections: [{ backendState: 8 }] });
  });

  it('it can be bound and given away again', () => {
    const again = race(
      { do: 'bind' },
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
    );
    const { execution } = run(again, [oneReturnPerDevice]);
    expect(execution.final.devices()[0]).toMatchObject({ inUse: true });
    expect(execution.final.connections[0]?.backendState).toBe(3);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([oneReturnPerDevice])).toEqual(seenByWellBehaved([]));
  });
});
