import { describe, expect, it } from 'vitest';
import { hardenings } from '../changes/hardenings/index.ts';
import type { Action, Setup } from '../program/program.ts';
import { connected, findings, flaw, program } from './testing/bench.ts';

type Changes = Parameters<typeof findings>[1];

const judged = (setup: Setup, actions: readonly Action[], changes: Changes = []): string[] =>
  findings(program(setup, ...actions), changes, 'host-integrity');
const control = (base: 'msi' | 'msix', value: number): Action => ({
  do: 'op',
  cmd: 1,
  base,
  offset: 2,
  size: 2,
  value,
});
const withMode = (mode: object): Setup => ({
  ...connected('e1000e'),
  devices: [{ name: 'e1000e', guest: 0, ...mode }],
});
const stubDomain = withMode({ interruptControl: true });
const both = [control('msi', 0x81), control('msix', 0x8004)];

describe('host-integrity: interrupt modes', () => {
  it.each(['control-both-types', 'control-host-flags'])(
    'CAP-23: reports MSI and MSI-X enabled at once (%s)',
    (name) => {
      const fingerprints = ['host-integrity/both-types/xen_pcibk_config_write'];
      expect(judged(stubDomain, both, flaw(name))).toEqual(fingerprints);
      expect(judged(stubDomain, [...both].reverse(), flaw(name))).toEqual(fingerprints);
      expect(judged(stubDomain, both)).toEqual([]);
    },
  );

  it('CAP-20, CAP-24: not for a permissive guest, nor one after the other', () => {
    expect(judged(withMode({ permissive: true, interruptControl: true }), both)).toEqual([]);
    const inTurn = [control('msi', 0x81), control('msi', 0x80), control('msix', 0x8004)];
    expect(judged(stubDomain, inTurn, flaw('control-both-types'))).toEqual([]);
  });

  it('CAP-11: nor where sleep took the other from the device', () => {
    const power = (value: number): Action => ({ do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value });
    const nap: Action[] = [power(3), power(0)];
    const one = (base: 'msi', value: number): Action => ({
      do: 'op',
      cmd: 1,
      base,
      offset: 2,
      size: 1,
      value,
    });
    expect(
      judged(stubDomain, [{ do: 'op', cmd: 4, value: 1 }, ...nap, one('msi', 0x81)], hardenings),
    ).toEqual([]);
  });

  it('CAP-27: nor where the host enabled the other by itself', () => {
    expect(judged(stubDomain, [control('msi', 0x81), { do: 'op', cmd: 4, value: 1 }])).toEqual([]);
  });

  it('OPS-10: reports a helper that claims interrupts for a device that signals by message', () => {
    const decode: Action = { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 };
    const off = [decode, { do: 'op', cmd: 4, value: 1 }, { do: 'op', cmd: 3 }] as const;
    expect(judged(connected('e1000e'), off, flaw('xsa-157-disable-unchecked'))).toEqual([
      'host-integrity/helper-ack/xen_pcibk_guest_interrupt',
    ]);
    expect(judged(connected('e1000e'), off)).toEqual([]);
    const really = [...off, { do: 'op', cmd: 5 }] as const;
    expect(judged(connected('e1000e'), really, flaw('xsa-157-disable-unchecked'))).toEqual([]);
  });

  it("SYS-06: not where root's switch has it claim", () => {
    const actions: Action[] = [
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 },
      { do: 'op', cmd: 4, value: 1 },
      { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' },
      { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' },
    ];
    expect(judged(connected('e1000e'), actions)).toEqual([]);
  });
});
