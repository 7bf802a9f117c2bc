import { describe, expect, it } from 'vitest';
import { clearInterruptEnablesAtReturn } from './clear-interrupt-enables-at-return.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('clear-interrupt-enables-at-return', () => {
  const msi = { do: 'op', cmd: 1, base: 'msi', offset: 2, size: 2, value: 0x81 } as const;
  const msix = { do: 'op', cmd: 1, base: 'msix', offset: 2, size: 2, value: 0x8007 } as const;

  it.each([
    ['MSI', 'left-on', { permissive: true }, msi],
    ['MSI-X', 'left-on', { permissive: true }, msix],
    ['MSI-X', 'left-on', { interruptControl: true }, msix],
    ['INTX_DISABLE', 'no-line', {}, { do: 'op', cmd: 2 }],
  ] as const)('%s is for the next owner as it was at bind', (name, device, grant, action) => {
    const granted = { ...connected(device), devices: [{ name: device, guest: 0, ...grant }] };
    const handedBack = program(granted, action, { do: 'toolstack', step: 'destroy' });
    const finding = `leak/enable-${name}/xen_pcibk_reset_device`;
    expect(run(handedBack, []).findings).toContain(finding);
    const { execution, findings } = run(handedBack, [clearInterruptEnablesAtReturn]);
    expect(findings).not.toContain(finding);
    expect(execution.returns).toHaveLength(1);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([clearInterruptEnablesAtReturn])).toEqual(seenByWellBehaved([]));
  });
});
