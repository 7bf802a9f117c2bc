import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programArbitrary } from '../program/arbitraries.ts';
import type { Action, Setup } from '../program/program.ts';
import { renderProgram } from './program-text.ts';
import { stepText } from './step-text.ts';
import { effect, golden, growingCount, program } from './testing/run.ts';

const setup: Setup = {
  topology: 'passthrough',
  permissive: true,
  guests: 2,
  devices: [
    { name: 'e1000e', guest: 1, permissive: true, interruptControl: true },
    { name: 'a\x1b[2Jb', hostSharesLine: true },
  ],
  start: 'bound',
};

describe('a program in human form', () => {
  it('is one line per action with its effects below', () => {
    expect(renderProgram(growingCount)).toBe(
      golden(`
        set-up: topology vpci, 1 guest, guests connected
          device 0: e1000e, guest 0 has it
        action 0: guest 0 enable_msix value=1 entries=[0:0xffff,1:0xffff]
            at the 2nd fetch of op.value: op.value := 2
      `),
    );
  });

  it('tells every switch of the set-up, names made visible', () => {
    expect(renderProgram({ setup, actions: [] })).toBe(
      golden(`
        set-up: topology passthrough, 2 guests, devices bound, nobody connected, parameter permissive=Y
          device 0: e1000e, guest 1 has it, permissive, allow_interrupt_control
          device 1: a\\x1b[2Jb, nobody has it, a host driver shares its line
      `),
    );
  });

  it('tells what host it is and what the host keeps', () => {
    const unloaded: Setup = {
      topology: 'vpci',
      notInitialDomain: true,
      pvh: true,
      withoutMsi: true,
      guests: 1,
      devices: [
        { name: 'nvme', hostDriver: true, edgeTriggered: true },
        { name: 'e1000e', copies: 33 },
      ],
      start: 'unloaded',
    };
    const actions: Action[] = [
      { do: 'load', hide: '({0})', passthrough: true },
      { do: 'driverBind', driver: 'host', device: 1 },
      { do: 'moduleParameter', name: 'permissive', value: 'Y' },
      { do: 'xenstore', by: 'guest', access: 'write', path: '{backend}/dev-0', value: 'x' },
      { do: 'unload' },
    ];
    expect(renderProgram({ setup: unloaded, actions })).toBe(
      golden(`
        set-up: 1 guest, driver not loaded, not in the initial domain, PVH host, host built without MSI
          device 0: nvme, a host driver has it, its line is edge-triggered
          device 1: e1000e, 33 of it, nobody has it
        action 0: dom0 loads the driver with hide="({0})" passthrough=Y
        action 1: dom0 binds device 1 to the driver of the host, by 'bind' alone
        action 2: dom0 writes "Y" to the parameter permissive
        action 3: guest 0 writes "x" to node "{backend}/dev-0"
        action 4: dom0 unloads the driver
      `),
    );
  });

  it('names the guest of an effect only where it is another one', () => {
    const action: Action = {
      do: 'op',
      guest: 1,
      cmd: 0,
      hold: true,
      at: [
        effect(
          'config',
          '0x4',
          0,
          { do: 'page', guest: 1, field: 'flags', how: 'clear', value: 2 },
          { do: 'page', field: 'op.cmd', how: 'xor', width: 1, value: 255 },
          { do: 'run', task: 'xenwatch', steps: 2 },
        ),
      ],
    };
    const text = renderProgram(program([action]));
    expect(text).toContain('action 0: guest 1 conf_read offset=0x0 size=4, tasks held\n');
    expect(text).toContain(
      '    at every configuration access at 0x4: flags &= ~2; guest 0: op.cmd ^= 0xff (1 byte); the xenwatch task runs 2 steps\n',
    );
  });

  it.each<[Action, string]>([
    [
      { do: 'op', cmd: 1, offset: -256, size: 2, value: 0x147 },
      'guest 0 conf_write offset=-0x100 size=2 value=0x147',
    ],
    [
      { do: 'op', cmd: 1, base: 'pm', offset: 4, value: 3, times: 24 },
      'guest 0 conf_write offset=pm+0x4 size=4 value=3, 24 times',
    ],
    [
      { do: 'op', cmd: 99, device: -1, bus: 1, devfn: 0x108, silent: true },
      'guest 0 command 99 explicit address bus=0x1 devfn=0x108, no event',
    ],
    [{ do: 'notify', times: 300 }, 'guest 0 sends 300 events'],
    [{ do: 'answer', result: 4 }, 'guest 0 answers the AER request with 4 (DISCONNECT)'],
    [{ do: 'node', name: 'state', value: '5' }, 'guest 0 writes "5" (Closing) to its node state'],
    [
      { do: 'node', name: 'magic', value: '7\n', times: 2 },
      'guest 0 writes "7\\x0a" to its node magic, 2 times',
    ],
    [{ do: 'backendNode', name: '', remove: true }, "dom0 removes the backend's directory (guest 0)"],
    [
      { do: 'sysfs', attribute: 'quirks', value: '{device}-E0:2:FF', device: 1 },
      'dom0 writes "{device}-E0:2:FF" to quirks (device 1)',
    ],
    [{ do: 'aer', callback: 'recover' }, "host's AER: recovery of device 0, channel state 2 (io_frozen)"],
    [{ do: 'interrupt', device: 2 }, 'device 2 signals an interrupt'],
    [{ do: 'hardware', offset: 4, size: 2, value: 6 }, 'device 0 changes its register 0x4 to 0x6 (2 bytes)'],
    [{ do: 'fault', what: 'reset' }, 'the next call of reset will fail'],
    [{ do: 'advance', jiffies: 1 }, '1 jiffy passes'],
  ])('says what %j does', (step, text) => {
    expect(stepText(step)).toBe(text);
  });

  it('is printable whatever the program', () => {
    fc.assert(
      fc.property(programArbitrary([setup]), (any) => {
        const text = renderProgram(any);
        expect(text).not.toMatch(/[^\P{C}\n]/u);
        expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(text.split('\n').length).toBeLessThanOrEqual(
          5 + any.actions.reduce((sum, { at }) => sum + 1 + (at?.length ?? 0), 0),
        );
      }),
    );
  });
});
