import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../program/program.ts';
import { connected, findings, flaw, program } from './testing/bench.ts';

type Changes = Parameters<typeof findings>[1];

const judged = (setup: Setup, actions: readonly Action[], changes: Changes = []): string[] =>
  findings(program(setup, ...actions), changes, 'reply');
const fingerprint = (subject: string): string => `reply/${subject}/xen_pcibk_do_one_op`;
const read = (offset: number, size: number): Action => ({ do: 'op', cmd: 0, offset, size });
const write = (offset: number, size: number, value: number): Action => ({
  do: 'op',
  cmd: 1,
  offset,
  size,
  value,
});
const nic = connected('nic');

describe('reply: a refused set-up of MSI-X', () => {
  const msix: Action = { do: 'op', cmd: 4, value: 2 };
  const virtual = connected('nvme-sriov#02:00.1');

  it('OPS-12: echoes its count while MSI or MSI-X is on', () => {
    for (const first of [msix, { do: 'op', cmd: 2 } as const]) {
      expect(judged(nic, [first, msix])).toEqual([]);
      expect(judged(nic, [first, msix], flaw('xsa-157-msix-twice'))).toEqual([fingerprint('OPS-12')]);
    }
  });

  it('OPS-16: has the result of the host in value when the host refused it', () => {
    expect(judged(nic, [{ do: 'op', cmd: 4, value: 100 }])).toEqual([]);
    expect(judged(nic, [msix, { do: 'op', cmd: 5 }, { do: 'op', cmd: 4, value: 100 }])).toEqual([]);
  });

  it('OPS-13: of a virtual function follows from its physical function', () => {
    expect(judged(virtual, [msix], flaw('msix-decode-on-vf'))).toEqual([fingerprint('OPS-13')]);
    expect(judged(virtual, [msix, msix])).toEqual([]);
    expect(judged(virtual, [{ do: 'hardware', offset: 4, size: 2, value: 0 }, msix])).toEqual([]);
  });
});

describe('reply: a control word', () => {
  /** The control word of `e1000e` and of `megasas` is 0x80; the latter has several vectors. */
  const control = (value: number): Action => ({ do: 'op', cmd: 1, base: 'msi', offset: 2, size: 2, value });
  const withMode = (mode: object, name = 'e1000e'): Setup => ({
    ...connected(name),
    devices: [{ name, guest: 0, ...mode }],
  });

  it('CAP-22: a change that is not allowed is refused', () => {
    const plain = withMode({});
    expect(judged(plain, [control(0x81), control(0xffff)])).toEqual([]);
    expect(judged(plain, [control(0x81)], flaw('control-no-opt-in'))).toEqual([fingerprint('CAP-22')]);
    const optedIn = withMode({ interruptControl: true }, 'megasas');
    expect(judged(optedIn, [control(0xa1)])).toEqual([]);
    expect(judged(optedIn, [control(0xa1)], flaw('control-extra-bits'))).toEqual([fingerprint('CAP-22')]);
  });

  it('CAP-20, CAP-21: no change, and any change by a permissive guest, succeed', () => {
    expect(judged(withMode({}), [control(0x80)], flaw('control-no-opt-in'))).toEqual([]);
    expect(judged(withMode({ permissive: true }), [control(0x81), control(0xf0)])).toEqual([]);
  });
});

describe('reply: reads of the same bytes', () => {
  const rtl = connected('rtl8139');
  const overlap = flaw('overlap-misses-enclosed');
  const quirk: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-5:1:0' };
  const view = write(4, 2, 0x8003);

  it('CONF-07: agree whatever their widths', () => {
    expect(judged(rtl, [quirk, view, read(4, 2), read(4, 4)], overlap)).toEqual([fingerprint('CONF-07')]);
    expect(judged(rtl, [quirk, view, read(4, 2), read(4, 4)])).toEqual([]);
    const everyWidth = [1, 2, 4].flatMap((size) =>
      Array.from({ length: 0x40 / size }, (_, i) => read(i * size, size)),
    );
    expect(judged(rtl, everyWidth)).toEqual(judged(rtl, [read(0x10, 1)]));
  });

  it('may differ where a request that was held came to be served during such an action', () => {
    const held: Action = { do: 'op', cmd: 0, offset: 4, size: 4, hold: true };
    expect(judged(rtl, [view, held, quirk, read(4, 4)])).toEqual([]);
  });

  describe('across a swap of devices', () => {
    const swapped: Setup = { ...rtl, devices: [{ name: 'edu', guest: 0 }, { name: 'rtl8139' }] };
    const asked: Action[] = [
      { do: 'toolstack', step: 'remove' },
      { do: 'toolstack', step: 'add', device: 1 },
    ];
    const swap: Action = { do: 'frontend', step: 'reconfiguring' };

    it('may differ: another device answers at the address, and no mask is asked of it', () => {
      expect(judged(swapped, [...asked, read(0, 4), swap, read(0, 4)])).toEqual([]);
      expect(judged(swapped, [...asked, write(0x10, 4, 0xffffffff), swap, read(0x10, 4)])).toEqual([]);
    });

    it('CONF-07: agree once it is over', () => {
      const second: Action = { ...quirk, device: 1 };
      const actions = [...asked, read(0, 4), swap, second, view, read(4, 2), read(4, 4)];
      expect(judged(swapped, actions, overlap)).toEqual([fingerprint('CONF-07')]);
    });
  });

  it('may differ where something came between', () => {
    for (const between of [
      view,
      { do: 'hardware', offset: 4, value: 0 } as const,
      { do: 'op', cmd: 2 } as const,
    ]) {
      expect(judged(rtl, [quirk, view, read(4, 2), between, read(4, 4)], overlap)).toEqual([]);
    }
  });
});

describe('reply: a BAR that is being sized', () => {
  const rtl = connected('rtl8139');
  const size = [write(0x14, 4, 0xffffffff), read(0x14, 4)];

  it('CONF-07: nor are reads held against each other across what root still has under way', () => {
    const actions: Action[] = [
      { do: 'op', cmd: 0, hold: true },
      { do: 'sysfs', attribute: 'quirks', value: '{device}-5:1:0', hold: true },
      read(4, 4),
      read(4, 4),
    ];
    // One whose COMMAND has a bit that the view of guests has not.
    expect(judged(connected('pcie-switch#00:1c.5'), actions)).toEqual([]);
  });

  it('HDR-36: a write of a part of it ends sizing', () => {
    const sizing = write(0x10, 4, 0xffffffff);
    for (const part of [write(0x11, 1, 0), write(0x12, 2, 0), write(0x10, 1, 0)])
      expect(judged(connected('ivshmem'), [sizing, part, read(0x10, 4)])).toEqual([]);
  });

  it('HDR-43: reads a mask', () => {
    expect(judged(rtl, size, flaw('bar-length-raw'))).toEqual([fingerprint('HDR-43')]);
    for (const offset of [0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30]) {
      expect(judged(rtl, [write(offset, 4, 0xfffff800), read(offset, 4)])).toEqual([]);
      expect(judged(rtl, [write(offset, 4, 0xffffffff), read(offset, 4)])).toEqual([]);
    }
  });

  it('reads its address once something else was written, or it came back', () => {
    const [all, look] = size as [Action, Action];
    expect(judged(rtl, [all, write(0x14, 4, 0), look], flaw('bar-length-raw'))).toEqual([]);
    expect(judged(rtl, [all, { do: 'toolstack', step: 'destroy' }, look])).toEqual([]);
  });
});
