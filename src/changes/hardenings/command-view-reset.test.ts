import { describe, expect, it } from 'vitest';
import { readCommand } from '../../backend/config-space/command.ts';
import type { Execution } from '../../executor/execution.ts';
import type { ConfigValue } from '../../host/index.ts';
import type { Action } from '../../program/program.ts';
import { commandViewReset } from './command-view-reset.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('command-view-reset', () => {
  const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
  const read: Action = { do: 'op', guest: 1, cmd: 0, offset: 4, size: 2 };
  const handOver: Action[] = [
    { do: 'toolstack', step: 'destroy' },
    { do: 'toolstack', guest: 1, step: 'destroy' },
    { do: 'toolstack', guest: 1, step: 'create', device: 0 },
    { do: 'frontend', guest: 1, step: 'publish' },
  ];
  /** Bits of the last reply to the second guest that are not read from hardware (HDR-11). */
  const echo = (execution: Execution) => (replies(execution, 2).at(-1)?.value ?? 0) & ~0x2bc;
  const setup = { ...connected('nic'), guests: 2 };

  it('HDR-16: what the last guest wrote is not what the next one reads', () => {
    const attack = program(setup, write(0x0540), ...handOver, read);
    const core = run(attack, []);
    expect(core.findings).toContain('leak/command-view/pcistub_put_pci_dev');
    expect(echo(core.execution)).toBe(0x0540);
    const hardened = run(attack, [commandViewReset]);
    expect(hardened.findings).not.toContain('leak/command-view/pcistub_put_pci_dev');
    expect(echo(hardened.execution)).toBe(0x0003);
  });

  it('one that is gone shows nothing', () => {
    const { execution } = run(program(setup, write(0x0540), { do: 'vanish', device: 0 }, ...handOver), [
      commandViewReset,
    ]);
    expect(execution.crash).toBe(null);
  });

  it('one below a bridge that was moved reads as all ones: the next guest does not take these for its COMMAND', () => {
    const { backend } = commandViewReset.apply({ backend: { resetField: () => {} } } as never);
    const viewAfter = (read: number): number => {
      const field = { read: readCommand, data: { cache: 5 } };
      const pci = {
        readConfig: (_dev: unknown, _register: number, _size: number, out: ConfigValue) => {
          out.value = read;
          return 0;
        },
      };
      backend.resetField({ kernel: { pci } } as never, {} as never, field as never);
      return field.data.cache;
    };
    expect([viewAfter(0x0143), viewAfter(0xffff)]).toEqual([0x0143, 0]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([commandViewReset])).toEqual(seenByWellBehaved([]));
  });
});
