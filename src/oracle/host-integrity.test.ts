import { describe, expect, it } from 'vitest';
import { wrapBackend } from '../changes/change.ts';
import { hardenings } from '../changes/hardenings/index.ts';
import type { Action, DeviceSetup, Setup } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { bound, connected, defect, findings, flaw, program } from './testing/bench.ts';

const nic = connected('nic');
const withMode = (mode: Partial<DeviceSetup>, name = 'nic'): Setup => ({
  ...connected(name),
  devices: [{ name, guest: 0, ...mode }],
});
const permissive = withMode({ permissive: true });
const optedIn = withMode({ interruptControl: true });

const write = (offset: number, size: number, value: number): Action => ({
  do: 'op',
  cmd: 1,
  offset,
  size,
  value,
});
const capWrite = (
  base: 'pm' | 'vpd' | 'msi' | 'msix',
  offset: number,
  size: number,
  value: number,
): Action => ({
  do: 'op',
  cmd: 1,
  base,
  offset,
  size,
  value,
});
const judged = (
  setup: Setup,
  actions: readonly Action[],
  changes: Parameters<typeof findings>[1] = [],
): string[] => findings(program(setup, ...actions), changes, 'host-integrity');
const registers = (found: readonly string[]): string[] =>
  found.map((fingerprint) => fingerprint.split('/')[1] ?? '');

/** Every write is taken for one that no field covers. */
const blind = defect((seams) => wrapBackend(seams, 'fieldOverlaps', () => () => false));

describe('host-integrity: registers', () => {
  const cases: readonly (readonly [string, Action])[] = [
    ['IDS', write(0, 4, 0x12345678)],
    ['COMMAND', write(4, 2, 0x0547)],
    ['CACHE_LINE_SIZE', write(0x0c, 4, 0x0000_ff10)],
    ['LATENCY_TIMER', write(0x0d, 1, 0x40)],
    ['BAR', write(0x10, 4, 0xd000_0000)],
    ['BAR', write(0x30, 4, 0xd000_0001)],
    ['INTERRUPT', write(0x3c, 1, 5)],
    ['PM_CAP', capWrite('pm', 0, 4, 1)],
    ['PMCSR', capWrite('pm', 4, 2, 0x0100)],
    ['PM_DATA', capWrite('pm', 7, 1, 1)],
    ['VPD_CAP', capWrite('vpd', 0, 2, 1)],
    ['VPD_ADDR', capWrite('vpd', 2, 2, 0x8000)],
    ['VPD_DATA', capWrite('vpd', 4, 4, 1)],
    ['MSI_CAP', capWrite('msi', 0, 2, 1)],
    ['MSIX_CAP', capWrite('msix', 0, 2, 1)],
  ];
  it.each(cases)('reports a write that changes %s (CONF-21)', (name, action) => {
    expect(registers(judged(permissive, [action], blind))).toContain(name);
    expect(registers(judged(permissive, [action]))).not.toContain(name);
  });

  it('reports a write beside all fields unless the device is permissive (CONF-20, CONF-21)', () => {
    const through = defect((seams) =>
      wrapBackend(
        seams,
        'uncoveredWrite',
        () => (driver, dev, offset, size, value) =>
          driver.kernel.pci.writeConfig(dev, offset, size as 1 | 2 | 4, value),
      ),
    );
    expect(judged(nic, [write(0x48, 4, 1)], through)).toEqual([
      'host-integrity/uncovered/xen_pcibk_config_write',
    ]);
    expect(judged(permissive, [write(0x48, 4, 1)], through)).toEqual([]);
    expect(judged(nic, [write(0x48, 4, 1)])).toEqual([]);
  });

  it('reports a write with a negative offset that lands on a register (CONF-34)', () => {
    expect(judged(permissive, [write(-0x80000000 + 0x48, 4, 1)])).toEqual([
      'host-integrity/CONF-34/xen_pcibk_config_write',
    ]);
    expect(judged(nic, [write(-0x80000000 + 0x48, 4, 1)])).toEqual([]);
  });

  it('goes by who was granted control of interrupts (CAP-20, CAP-22)', () => {
    const open = defect((seams) => wrapBackend(seams, 'mayControlInterrupts', () => () => true));
    const anyBit = defect((seams) => wrapBackend(seams, 'controlBits', () => () => 0xffff));
    const msi = capWrite('msi', 2, 2, 0x0185);
    const msix = capWrite('msix', 2, 2, 0xc007);
    expect(registers(judged(nic, [msi], open))).toEqual(['MSI_CONTROL']);
    expect(registers(judged(nic, [msix], open))).toEqual(['MSIX_CONTROL']);
    expect(registers(judged(optedIn, [capWrite('msi', 2, 2, 0x01f5)], anyBit))).toEqual(['MSI_CONTROL']);
    expect(registers(judged(optedIn, [capWrite('msix', 2, 2, 0xa007)], anyBit))).toEqual(['MSIX_CONTROL']);
    expect(judged(optedIn, [msi])).toEqual([]);
    expect(judged(optedIn, [msix])).toEqual([]);
    expect(judged(permissive, [msi, msix])).toEqual([]);
  });

  it('counts a grant by root while the program runs', () => {
    const grant: Action = { do: 'sysfs', attribute: 'permissive', value: '{device}' };
    expect(judged(nic, [grant, write(0x48, 4, 1)])).toEqual([]);
    expect(judged(nic, [{ do: 'parameter', permissive: 'Y' }, write(0x48, 4, 1)])).toEqual([]);
    const quirk: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-48:4:0' };
    expect(judged(nic, [quirk, write(0x48, 4, 1)])).toEqual([]);
  });

  it.each<readonly [string, readonly Action[]]>([
    ['BAR sizing and restoring (HDR-36, HDR-38)', [write(0x10, 4, 0xffffffff), write(0x10, 4, 0xe000000c)]],
    ['cache line and BIST (HDR-05, HDR-07)', [write(0x0c, 1, 16), write(0x0f, 1, 0x40)]],
    ['status of PME and the data select (CAP-08)', [capWrite('pm', 4, 2, 0x9e00)]],
    ['an address of vital product data (CAP-14)', [capWrite('vpd', 2, 2, 4)]],
    ['decode, mastering and back (HDR-12, HDR-13)', [write(4, 2, 7), write(4, 2, 0), write(4, 2, 0x16)]],
  ])('accepts %s', (_, actions) => {
    for (const setup of [nic, permissive, optedIn]) expect(judged(setup, actions)).toEqual([]);
  });
});

describe('host-integrity: decode', () => {
  it('reports decode bits that a request turns off (XSA-120)', () => {
    expect(judged(nic, [write(4, 2, 0)], flaw('xsa-120-command'))).toContain(
      'host-integrity/COMMAND-decode/xen_pcibk_config_write',
    );
    expect(judged(nic, [write(4, 2, 0)])).toEqual([]);
  });

  it('accepts that the host writes back what it read before the device changed it', () => {
    const invalidate = (offset: number): Action => ({
      do: 'op',
      cmd: 1,
      offset: 4,
      size: 2,
      value: 0x0013,
      at: [at('config', '0x4', 3, { do: 'hardware', offset, size: 2, value: 1 })],
    });
    const idle: Action = { do: 'hardware', offset: 4, size: 2, value: 2 };
    expect(judged(nic, [idle, invalidate(4)])).toEqual([]);
  });

  it('accepts decode bits written back that the device lost between read and write', () => {
    const clear = { do: 'hardware', offset: 1, value: 0 } as const;
    const race: Action = {
      do: 'op',
      cmd: 0,
      hold: true,
      at: [at('config', '0x4', 1, clear), at('config', '0x4', 8, clear)],
    };
    expect(judged(permissive, [write(4, 4, 0), race, write(4, 4, 5)])).toEqual([]);
  });

  it('reports decode bits that a device reset turns off', () => {
    const resetting = defect((seams) =>
      wrapBackend(seams, 'resetCommand', () => (driver, dev) => {
        driver.kernel.pci.writeConfig(dev, 4, 2, 0);
      }),
    );
    const leave: Action[] = [{ do: 'toolstack', step: 'destroy' }];
    expect(judged(nic, leave, resetting)).toContain('host-integrity/COMMAND-decode/xen_pcibk_config_write');
    expect(judged(nic, leave)).toEqual([]);
  });

  it('reports decode lost on the way to sleep and back (CAP-11)', () => {
    const nap: Action[] = [capWrite('pm', 4, 2, 3), capWrite('pm', 4, 2, 0)];
    expect(judged(nic, nap)).toEqual(['host-integrity/COMMAND-power/pm_ctrl_write']);
    expect(judged(nic, nap.slice(0, 1))).toEqual([]);
  });

  it('does not take what the device itself changes meanwhile for decode lost in sleep', () => {
    const itself: Action[] = [
      {
        do: 'toolstack',
        step: 'destroy',
        at: [{ on: 'config', name: '0x4', nth: 0, then: [{ do: 'hardware', offset: 1, value: 0 }] }],
      },
      { do: 'toolstack', step: 'create' },
    ];
    // With every proposed fix one more read of COMMAND falls into the change.
    expect(judged(connected('ich9-usb#00:1d.2'), itself, hardenings)).toEqual([]);
  });

  it('does not take a write of a virtual function that fell silent for decode turned off (STUB-10)', () => {
    const both: Setup = {
      ...connected('nvme-sriov#02:00.3'),
      devices: ['nvme-sriov#02:00.3', 'nvme-sriov#02:00.0'].map((name) => ({ name, guest: 0 })),
      stubOnly: true,
      start: 'unloaded',
    };
    const run: Action = { do: 'run', task: 'any' };
    const actions: Action[] = [
      { do: 'load' },
      { do: 'bind', hold: true, at: [at('config', '0x4', 3, run)] },
      { do: 'bind', device: 1 },
    ];
    expect(judged(both, actions)).toEqual([]);
  });

  it('does not hold a write of one byte of such a function against the policy', () => {
    const both: Setup = {
      ...connected('nvme-sriov#02:00.1'),
      devices: [
        { name: 'nvme-sriov#02:00.1', guest: 0, permissive: true },
        { name: 'nvme-sriov#02:00.0', guest: 0 },
      ],
      topology: 'vpci',
    };
    expect(judged(both, [{ do: 'op', cmd: 1, offset: 64, size: 1 }])).toEqual([]);
  });

  it('does not take the reset that a permissive guest asks for (FLR) for decode lost in sleep', () => {
    const flr = { do: 'op', cmd: 1, base: 'exp', offset: 8, size: 2, value: 0x8000 } as const;
    const nap: Action[] = [capWrite('pm', 4, 2, 3), capWrite('pm', 4, 2, 0)];
    expect(judged(permissive, [flr, ...nap])).toEqual([]);
    expect(judged(permissive, nap)).toEqual(['host-integrity/COMMAND-power/pm_ctrl_write']);
  });

  it('OPS-13: not where COMMAND could not be read', () => {
    const actions: Action[] = [
      { do: 'hardware', offset: 4, size: 2, value: 0 },
      { do: 'fault', what: 'configRead', count: 1 },
      { do: 'op', cmd: 4, value: 1 },
    ];
    expect(judged(connected('megasas'), actions)).toEqual([]);
  });

  it('OPS-13: not where the function loses decode by itself after the host has looked', () => {
    const lost: Action = { do: 'hardware', offset: 4, size: 2, value: 0 };
    const enable: Action = { do: 'op', cmd: 4, value: 1 };
    const between = Array.from({ length: 6 }, (_, index): Action[] => [
      { ...enable, at: [{ on: 'config', nth: index + 1, then: [lost] }] },
    ]);
    expect(between.flatMap((actions) => judged(connected('megasas'), actions))).toEqual([]);
  });

  it('reports the vector table touched while memory is not decoded (OPS-13)', () => {
    const careless = defect((seams) => wrapBackend(seams, 'msixDecodeOn', () => () => true));
    const actions: Action[] = [
      capWrite('pm', 4, 2, 3),
      capWrite('pm', 4, 2, 0),
      { do: 'op', cmd: 4, value: 2 },
    ];
    expect(judged(nic, actions, careless)).toContain('host-integrity/msix-table/xen_pcibk_enable_msix');
    expect(judged(nic, actions)).not.toContain('host-integrity/msix-table/xen_pcibk_enable_msix');
    expect(judged(nic, actions.slice(2))).toEqual([]);
  });
});

describe('host-integrity: interrupts, bridges, recovery', () => {
  it('reports the helper on a message-signalled interrupt (ISR-06)', () => {
    const anywhere = defect((seams) => wrapBackend(seams, 'mayInstallHelper', () => () => true));
    const actions: Action[] = [write(4, 2, 0), { do: 'op', cmd: 2 }, write(4, 2, 7)];
    expect(judged(nic, actions, anywhere)).toEqual(['host-integrity/helper-irq/xen_pcibk_control_isr']);
    expect(judged(nic, actions)).toEqual([]);
    expect(judged(nic, [write(4, 2, 0), write(4, 2, 7)], anywhere)).toEqual([]);
  });

  it('reports the helper for a function without a line, even when the host refuses it (ISR-05)', () => {
    const anyLine = defect((seams) => wrapBackend(seams, 'helperIrqUsable', () => () => true));
    const actions = [write(4, 2, 0), write(4, 2, 3)];
    expect(judged(connected('no-line'), actions, anyLine)).toEqual([
      'host-integrity/helper-irq-0/xen_pcibk_control_isr',
    ]);
    expect(judged(connected('no-line'), actions)).toEqual([]);
    expect(judged(nic, actions, anyLine)).toEqual([]);
  });

  it('reports a bridge in the hands of a guest, on the virtual bus only (VPCI-07)', () => {
    const bridge = connected('bridge');
    expect(judged(bridge, [write(4, 2, 0)])).toEqual(['host-integrity/bridge/xen_pcibk_add_pci_dev']);
    expect(judged({ ...bridge, topology: 'passthrough' }, [write(4, 2, 0)])).toEqual([]);
    // What counts is how the driver was loaded last.
    const loaded: Action[] = [
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
      { do: 'load', hide: '({0})', passthrough: true },
      { do: 'frontend', step: 'scan' },
    ];
    expect(judged({ ...bridge, start: 'unloaded' }, loaded)).toEqual([]);
  });

  const detected: Action = { do: 'aer', callback: 'detected' };
  it('reports a verdict of recovery where nobody answered (AER-13)', () => {
    const late: Action[] = [detected, { do: 'advance', jiffies: 75_250 }];
    expect(judged(nic, late)).toEqual(['host-integrity/aer-timeout/common_process']);
  });

  it.each([0, 6, 77, 0xffffffff])('reports the answer %i, which is no recovery result (AER-14)', (result) => {
    expect(judged(nic, [detected, { do: 'answer', result }])).toEqual([
      'host-integrity/aer-answer/common_process',
    ]);
  });

  it.each([1, 2, 3, 4, 5])("accepts the answer %i, which is the guest's right (AER-06)", (result) => {
    expect(judged(nic, [detected, { do: 'answer', result }])).toEqual([]);
  });

  it('accepts the defaults for a device that nobody has, or whose guest has no handler (AER-01)', () => {
    expect(judged(bound('nic'), [detected])).toEqual([]);
    const deaf: Action = { do: 'page', field: 'flags', how: 'clear', value: 2 };
    for (const callback of ['detected', 'mmio', 'slot_reset', 'resume'] as const) {
      expect(judged(nic, [deaf, { do: 'aer', callback }]), callback).toEqual([]);
    }
  });
});
