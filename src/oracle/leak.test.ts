import { describe, expect, it } from 'vitest';
import { OP_INFO, SH_OP } from '../abi/pciif.ts';
import { XenbusStateClosed } from '../abi/xenbus.ts';
import { type Change, wrapBackend } from '../changes/change.ts';
import { freeFieldsFirst } from '../changes/hardenings/free-fields-first.ts';
import { holdAfterFailedReset } from '../changes/hardenings/hold-after-failed-reset.ts';
import { CANARY } from '../platform/canary.ts';
import { Site } from '../platform/recorder.ts';
import type { Action, DeviceSetup, Setup } from '../program/program.ts';
import { bound, connected, defect, findings, program } from './testing/bench.ts';

const nic = connected('nic');
const withMode = (name: string, mode: Partial<DeviceSetup>): Setup => ({
  ...connected(name),
  devices: [{ name, guest: 0, ...mode }],
});
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'leak');
const left = (subject: string): string => `leak/${subject}/pcistub_put_pci_dev`;

/** The toolstack takes everything away. */
const leave: Action = { do: 'toolstack', step: 'destroy' };
const enable: Action = { do: 'frontend', step: 'enable' };
const command = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });

describe('leak: what the next owner of a device meets', () => {
  it('reports an owner that is still registered (STUB-20)', () => {
    const kept = defect((seams) =>
      wrapBackend(seams, 'markFree', (previous) => (driver, psdev) => {
        driver.kernel.pci.registerOwner(psdev.dev, 1);
        previous(driver, psdev);
      }),
    );
    expect(judged(nic, [leave], kept)).toContain(left('owner'));
    expect(judged(nic, [leave])).toEqual([]);
  });

  it('reports vectors of the last owner (ISR-14)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'resetInterrupts', () => () => {}));
    for (const cmd of [2, 4]) {
      const actions: Action[] = [{ do: 'op', cmd, value: 2 }, leave];
      expect(judged(nic, actions, kept), `command ${cmd}`).toContain(left('msi'));
      expect(judged(nic, actions), `command ${cmd}`).toEqual([]);
    }
  });

  it('reports an enable count that is not taken back (STUB-12)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'deviceResetAtReturn', () => () => {}));
    expect(judged(nic, [enable, leave], kept)).toContain(left('enable-count'));
    expect(judged(nic, [enable, leave])).toEqual([]);
  });

  it('reports a helper that stays on its line (SYS-08)', () => {
    const toggle: Action = { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' };
    expect(judged(nic, [enable, toggle, leave])).toEqual([left('helper')]);
    expect(judged(nic, [enable, toggle, toggle, leave])).toEqual([]);
  });

  it('reports permissive that serves the next guest (STUB-21)', () => {
    expect(judged(withMode('nic', { permissive: true }), [leave])).toEqual([left('permissive')]);
  });

  it('reports interrupt control that serves the next guest (STUB-20)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'clearOptIns', () => () => {}));
    const setup = withMode('nic', { interruptControl: true });
    expect(judged(setup, [leave], kept)).toEqual([left('interrupt-control')]);
    expect(judged(setup, [leave])).toEqual([]);
  });

  it('reports fields that root added for the last guest (CONF-32)', () => {
    const kept = defect((seams) =>
      wrapBackend(seams, 'clearOptIns', (previous) => (driver, data) => {
        previous(driver, data);
        const [field] = data.fields;
        if (field !== undefined)
          data.fields.push(
            Object.assign(Object.create(Object.getPrototypeOf(field)), field, { dynamic: true }),
          );
      }),
    );
    const quirk: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-E0:2:FF' };
    expect(judged(nic, [leave], kept)).toContain(left('quirk-fields'));
    expect(judged(nic, [quirk, leave])).toEqual([]);
  });

  it('reports a device that is asleep (STUB-26)', () => {
    const sleep: Action = { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 3 };
    expect(judged(connected('pm-nic'), [sleep, leave])).toContain(left('power'));
  });

  it('reports COMMAND bits that the last guest chose (HDR-16)', () => {
    expect(judged(nic, [command(0x0547), leave])).toContain(left('command-view'));
    expect(judged(nic, [command(0x0147), command(0x0003), leave])).not.toContain(left('command-view'));
  });

  it('reports bus mastering without an owner (STUB-25)', () => {
    expect(judged(connected('left-on'), [command(4), command(0), leave])).toContain(left('master'));
    expect(judged(nic, [enable, leave])).toEqual([]);
  });

  it('reports state inside the device that no reset took away (B10)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'resetAtReturn', () => () => 0));
    expect(judged(nic, [enable, leave], kept)).toEqual([left('device-state')]);
    expect(judged(nic, [enable, leave])).toEqual([]);
    expect(judged(connected('plain'), [enable, leave])).toEqual([]);
  });

  it('reports it also where the reset failed and somebody gets the device (STUB-20)', () => {
    const unlucky: Action[] = [enable, { do: 'fault', what: 'reset' }, leave];
    const again: Action = { do: 'toolstack', step: 'create' };
    expect(judged(nic, [...unlucky, again])).toEqual([left('device-state')]);
    expect(judged(nic, [...unlucky, again], [holdAfterFailedReset])).toEqual([]);
    expect(judged(nic, unlucky)).toEqual([]);
    // Somebody else in the host who gives it away does not ask the driver.
    expect(judged(nic, [...unlucky, { do: 'deviceOwner', domid: 0 }], [holdAfterFailedReset])).toEqual([]);
    // Bound anew it is what root made of it.
    const rebound: Action[] = [{ do: 'unbind' }, { do: 'bind' }];
    expect(judged(nic, [...unlucky, ...rebound, again])).toEqual([]);
    expect(judged(nic, [...unlucky, { do: 'unload' }, { do: 'load', hide: '({0})' }, again])).toEqual([]);
  });

  it('reports MSI, set in configuration space, where nothing resets the device (CAP-27)', () => {
    const actions: Action[] = [{ do: 'op', cmd: 1, base: 'msi', offset: 2, size: 2, value: 0x181 }, leave];
    expect(judged(withMode('left-on', { permissive: true }), actions)).toContain(
      'leak/enable-MSI/xen_pcibk_reset_device',
    );
    expect(judged(withMode('nic', { interruptControl: true }), actions)).toEqual([]);
  });

  it('reports INTX_DISABLE that is not restored (CAP-27)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'restoreAtReturn', () => () => 0));
    const setup = withMode('left-on', { interruptControl: true });
    const actions: Action[] = [command(0x0407), leave];
    expect(judged(setup, actions, kept)).toContain('leak/enable-INTX_DISABLE/xen_pcibk_reset_device');
    expect(judged(setup, actions)).not.toContain('leak/enable-INTX_DISABLE/xen_pcibk_reset_device');
  });

  it('reports registers that are not restored after the reset (STUB-20)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'restoreAtReturn', () => () => 0));
    expect(judged(nic, [leave], kept)).toContain(left('config'));
    expect(judged(nic, [leave])).toEqual([]);
  });

  it('reports them of every device that came back at once', () => {
    const kept = defect((seams) =>
      wrapBackend(
        seams,
        'restoreAtReturn',
        (previous) => (driver, psdev, onBehalf) =>
          psdev.dev.bus === 3 && psdev.dev.devfn === 8 ? 0 : previous(driver, psdev, onBehalf),
      ),
    );
    const setup: Setup = {
      ...nic,
      devices: [
        { name: 'nic', guest: 0 },
        { name: 'nic-2', guest: 0 },
      ],
    };
    expect(judged(setup, [leave], kept)).toContain(left('config'));
  });
});

describe('leak: what outlives a connection or a binding', () => {
  it('reports Closed announced while the page is mapped (XB-51)', () => {
    const hasty = defect((seams) =>
      wrapBackend(
        seams,
        'frontendClosed',
        (previous) =>
          function* (connection) {
            connection.driver.kernel.xenbus.switchState(connection.xdev, XenbusStateClosed);
            yield* previous(connection);
          },
      ),
    );
    const close: Action = { do: 'frontend', step: 'close' };
    expect(judged(nic, [close], hasty)).toEqual(['leak/mapped-at-closed/xen_pcibk_frontend_changed']);
    expect(judged(nic, [close])).toEqual([]);
  });

  it('accepts Closing while the page is mapped (XB-60)', () => {
    expect(judged(nic, [{ do: 'node', name: 'state', value: '5' }])).toEqual([]);
    const refused: Action[] = [
      { do: 'toolstack', step: 'create' },
      { do: 'fault', what: 'channelBind' },
      { do: 'frontend', step: 'publish' },
    ];
    expect(judged(bound('nic'), refused)).toEqual([]);
  });

  it('reports a page that nobody unmaps and a channel that nobody closes (XB-53, XB-54)', () => {
    const forgetful = defect((seams) => wrapBackend(seams, 'disconnectAtRemoval', () => function* () {}));
    expect(judged(nic, [leave], forgetful)).toEqual([
      'leak/mapping/xen_pcibk_disconnect',
      'leak/channel/xen_pcibk_disconnect',
    ]);
    const half = defect((seams) =>
      wrapBackend(seams, 'unmapPage', () => (connection) => connection.driver.seams.forgetPage(connection)),
    );
    expect(judged(nic, [{ do: 'frontend', step: 'close' }], half)).toContain(
      'leak/mapping/xen_pcibk_disconnect',
    );
  });

  it('reports a helper on a device that is not bound any more (SYS-08)', () => {
    const toggle: Action = { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' };
    expect(judged(nic, [enable, toggle, leave, { do: 'unbind' }])).toContain(
      'leak/helper-unbound/pcistub_device_release',
    );
    expect(judged(nic, [enable, leave, { do: 'unbind' }])).not.toContain(
      'leak/helper-unbound/pcistub_device_release',
    );
  });

  it('reports memory of a released device (CONF-32)', () => {
    const rebind: Action[] = [{ do: 'unbind' }, { do: 'bind' }];
    expect(judged(bound('nic'), rebind)).toEqual(['leak/memory/pcistub_device_release']);
    expect(judged(bound('nic'), rebind, [freeFieldsFirst])).toEqual([]);
    // Another list of capabilities has other fields.
    const lists: Action = { do: 'hardware', offset: 0x34, size: 1, value: 0x40 };
    expect(judged(bound('intel-hda'), [lists, ...rebind], [freeFieldsFirst])).toEqual([]);
    // A list that is refused is not freed with the driver, which is not there then (STUB-05).
    const refused: Action[] = [{ do: 'unload' }, { do: 'load', hide: '({0})x' }, { do: 'load' }];
    expect(judged(bound('nic'), [...refused, ...rebind], [freeFieldsFirst])).toEqual([]);
  });

  it('does not take a connection whose node a toolstack wrote to for one that is gone', () => {
    expect(
      judged(bound('nvme-sriov#02:00.2'), [
        { do: 'toolstack', step: 'create' },
        { do: 'unbind', device: 1 },
        { do: 'backendNode', name: 'state' },
      ]),
    ).toEqual([]);
  });

  it('reports memory for a request that is not freed (OPS-14)', () => {
    const kept = defect((seams) => wrapBackend(seams, 'freeMsixTable', () => () => {}));
    const msix: Action = { do: 'op', cmd: 4, value: 2 };
    expect(judged(nic, [msix], kept)).toEqual(['leak/memory-kept/xen_pcibk_do_op']);
    expect(judged(nic, [msix])).toEqual([]);
    const plug: Action = { do: 'toolstack', step: 'add', device: 1 };
    const more: Setup = { ...nic, devices: [...nic.devices, { name: 'pm-nic' }] };
    expect(judged(more, [plug, { do: 'frontend', step: 'service' }, msix])).toEqual([]);
  });

  it('reports memory of the host that reaches a page beside a reply (ABI-08)', () => {
    const storing = (value: number): readonly Change[] =>
      defect((seams) =>
        wrapBackend(seams, 'storeReply', (previous) => (connection, request, vectors) => {
          connection.page?.store32(SH_OP + OP_INFO, value, Site.xen_pcibk_do_one_op);
          previous(connection, request, vectors);
        }),
      );
    const read: Action = { do: 'op', cmd: 0 };
    expect(judged(nic, [read], storing(CANARY))).toEqual(['leak/canary/xen_pcibk_do_one_op']);
    expect(judged(nic, [read], storing(1))).toEqual([]);
    expect(judged(nic, [{ do: 'op', cmd: 1, offset: 0x40, value: CANARY }])).toEqual([]);
  });
});

describe('leak stays silent', () => {
  it.each<readonly [string, readonly Action[]]>([
    [
      'a device that keeps its place over Closed while the toolstack wants it (XB-51)',
      [{ do: 'frontend', step: 'close' }],
    ],
    ['MSI-X on at the end', [{ do: 'frontend', step: 'msix' }, leave]],
    ['a device that vanished', [enable, { do: 'vanish' }, leave]],
    [
      'registers that the device itself changed',
      [{ do: 'hardware', offset: 0x0c, size: 1, value: 0x20 }, leave],
    ],
    [
      'BARs left in sizing mode (CONF-31)',
      [{ do: 'op', cmd: 1, offset: 0x10, size: 4, value: 0xffffffff }, leave],
    ],
  ])('on %s', (_, actions) => {
    expect(judged(nic, actions)).toEqual([]);
  });
});
