import { describe, expect, it } from 'vitest';
import { violation } from '../oracle/oracle.ts';
import { effect, golden, growingCount, judged, program, run } from './testing/run.ts';
import { findTwoFetches, renderTwoFetches } from './two-fetches.ts';

describe('a double fetch', () => {
  const { execution, violation: found } = judged(growingCount, ['xsa-155-in-place']);

  it('is shown with both fetches, what was done between them, and the consequence', () => {
    expect(renderTwoFetches(execution, found)).toBe(
      golden(`
        op.value is fetched 11 times while a request of dom1 is served (action 0: guest 0 enable_msix value=1 entries=[0:0xffff,1:0xffff]):

                  1st fetch            2nd fetch
          offset  32                   32
          field   op.value             op.value
          value   0x1                  0x2
          in      xen_pcibk_do_one_op  xen_pcibk_do_one_op
          at      0.007 ms             0.007 ms

        between them:
          at the 2nd fetch of op.value: op.value := 2
        what followed:
          pci_enable_msix_exact 0000:01:00.0 for 2 vectors
            config write 0000:01:00.0 MSI-X control 0x0004 -> 0xc004 (by pci_enable_msix_exact)
            pirq 512 of dom1 is irq 289
            pirq 513 of dom1 is irq 290
            config write 0000:01:00.0 COMMAND 0x0003 -> 0x0403 (by pci_enable_msix_exact)
            config write 0000:01:00.0 MSI-X control 0xc004 -> 0x8004 (by pci_enable_msix_exact)
          store op.msix_entries[0].vector = 0x200
          store op.msix_entries[1].vector = 0x201
          store op.value = 0x0
          store op.err = 0
          store op.err = 0
          store op.value = 0x0
          store op.msix_entries[0].vector = 0x200
      `),
    );
  });

  it('has a machine form with offset, value and site of each', () => {
    expect(
      findTwoFetches(execution, found)?.shown.map(({ number, offset, value, site }) => [
        number,
        offset,
        value,
        site,
      ]),
    ).toEqual([
      [1, 32, 1, 'xen_pcibk_do_one_op'],
      [2, 32, 2, 'xen_pcibk_do_one_op'],
    ]);
  });
});

describe('a double fetch with the check in between', () => {
  it('also shows the last fetch that saw the first value, and the crash', () => {
    const overrun = program([
      {
        do: 'op',
        cmd: 4,
        value: 2,
        at: [effect('fetch', 'op.value', 4, { do: 'page', field: 'op.value', value: 4096 })],
      },
    ]);
    const execution = run(overrun, ['xsa-155-msix-count']);
    const found = violation('double-fetch', 'op.value', 'xen_pcibk_enable_msix', [], '', '');
    const text = renderTwoFetches(execution, found);
    expect(text).toContain('1st fetch            3rd fetch              4th fetch\n');
    expect(text).toContain('value   0x2                  0x2                    0x1000\n');
    expect(execution.crash).not.toBeNull();
    expect(text).toContain(`the host crashes: ${execution.crash?.kind} in ${execution.crash?.site}\n`);
  });
});

describe('anything else', () => {
  const execution = run(program([{ do: 'op', cmd: 0 }]));

  it('has no fetches to show', () => {
    expect(
      renderTwoFetches(execution, violation('reply', 'op.value', 'xen_pcibk_do_one_op', [], '', '')),
    ).toBe('');
    expect(renderTwoFetches(execution, violation('double-fetch', 'op.value', 'nowhere', [], '', ''))).toBe(
      '',
    );
    expect(renderTwoFetches(execution, violation('double-fetch', '', '', [], '', ''))).toBe('');
  });
});
