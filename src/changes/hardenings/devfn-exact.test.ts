import { describe, expect, it } from 'vitest';
import { devfnExact } from './devfn-exact.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('devfn-exact', () => {
  const alias = program(
    connected('nic'),
    ...[0x100, 0x80000000, 0xffffff00].map((devfn) => ({ do: 'op' as const, cmd: 0, devfn, value: 77 })),
  );

  it('VPCI-10: addresses that were never published do not answer', () => {
    const { execution, findings } = run(alias, []);
    expect(findings).toContain('reply/VPCI-10/xen_pcibk_do_one_op');
    expect(replies(execution).map(({ err }) => err)).toEqual([0, 0, 0]);
    const hardened = run(alias, [devfnExact]);
    expect(hardened.findings).toEqual([]);
    expect(replies(hardened.execution)).toEqual(Array(3).fill({ err: -1, value: 77 }));
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([devfnExact])).toEqual(seenByWellBehaved([]));
  });
});
