import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { permissivePerOwner } from './permissive-per-owner.ts';
import { connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';

describe('permissive-per-owner', () => {
  const SCRATCH = 0xe0;

  it('the next guest is not permissive', () => {
    const handedOn = program(
      connected('nic'),
      { do: 'sysfs', attribute: 'permissive', value: '{device}' },
      { do: 'op', cmd: 1, offset: SCRATCH, size: 4, value: 0x11111111 },
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
      { do: 'op', cmd: 1, offset: SCRATCH, size: 4, value: 0x22222222 },
    );
    const written = (...changes: (typeof permissivePerOwner)[]) =>
      records(run(handedOn, changes).execution, Ev.ConfigWrite).flatMap(({ b, d }) =>
        b === SCRATCH ? [d] : [],
      );
    expect(run(handedOn, []).findings).toContain('leak/permissive/pcistub_put_pci_dev');
    expect(run(handedOn, [permissivePerOwner]).findings).not.toContain('leak/permissive/pcistub_put_pci_dev');
    expect(written()).toEqual([0x11111111, 0x22222222]);
    expect(written(permissivePerOwner)).toEqual([0x11111111]);
  });

  it('the module parameter is not affected', () => {
    const everyone = program(
      { ...connected('nic'), permissive: true },
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
      { do: 'op', cmd: 1, offset: SCRATCH, size: 4, value: 0x22222222 },
    );
    const { execution } = run(everyone, [permissivePerOwner]);
    expect(records(execution, Ev.ConfigWrite).some(({ b }) => b === SCRATCH)).toBe(true);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([permissivePerOwner])).toEqual(seenByWellBehaved([]));
  });
});
