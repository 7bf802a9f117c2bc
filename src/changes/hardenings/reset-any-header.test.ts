import { describe, expect, it } from 'vitest';
import type { Setup } from '../../program/program.ts';
import { resetAnyHeader } from './reset-any-header.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('reset-any-header', () => {
  const setup = (topology: Setup['topology']): Setup => ({ ...connected('msi-bridge'), topology });

  it.each(['vpci', 'passthrough'] as const)(
    'ISR-14: a bridge comes back with everything off (%s)',
    (topology) => {
      const used = program(
        setup(topology),
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 0x17 },
        { do: 'op', cmd: 2 },
        { do: 'toolstack', step: 'destroy' },
      );
      const core = run(used, []);
      expect(core.findings).toContain('leak/msi/pcistub_put_pci_dev');
      expect(core.execution.returns[0]?.after.enableCount).toBe(1);
      const { execution, findings } = run(used, [resetAnyHeader]);
      expect(findings.filter((finding) => finding.startsWith('leak/'))).toEqual([]);
      const [{ after } = { after: undefined }] = execution.returns;
      expect(after).toMatchObject({ msiEnabled: false, vectors: 0, enableCount: 0, isBusmaster: false });
      expect((after?.config[4] ?? 0xff) & 0x14).toBe(0);
    },
  );

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([resetAnyHeader])).toEqual(seenByWellBehaved([]));
  });
});
