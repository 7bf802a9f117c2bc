import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { clearMasterAtReturn } from './clear-master-at-return.ts';
import { bound, connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';

describe('clear-master-at-return', () => {
  const masterOf = (config: Uint8Array | undefined) => ((config?.[4] ?? 0) & 4) !== 0;

  it('a guest that turned decode off first leaves no bus master behind', () => {
    const handedBack = program(
      connected('left-on'),
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 },
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
      { do: 'toolstack', step: 'destroy' },
    );
    expect(run(handedBack, []).findings).toContain('leak/master/pcistub_put_pci_dev');
    const { execution, findings } = run(handedBack, [clearMasterAtReturn]);
    expect(findings).not.toContain('leak/master/pcistub_put_pci_dev');
    expect(masterOf(execution.returns[0]?.after.config)).toBe(false);
  });

  it('STUB-28: neither does the final release', () => {
    const released = program(bound('left-on'), { do: 'unbind' });
    const master = (...changes: (typeof clearMasterAtReturn)[]) => {
      const { execution } = run(released, changes);
      const writes = records(execution, Ev.ConfigWrite).filter(({ b }) => b === 4);
      return ((writes.at(-1)?.d ?? 0) & 4) !== 0;
    };
    expect(master()).toBe(true);
    expect(master(clearMasterAtReturn)).toBe(false);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([clearMasterAtReturn])).toEqual(seenByWellBehaved([]));
  });
});
