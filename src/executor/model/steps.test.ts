import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import { at, connected, executor, program, records, replies } from './testing/bench.ts';

const nic = connected('nic');
const two = connected('nic', 'pm-nic');
const model = executor();
const play = (setup: Setup, ...actions: Action[]) => model.run(program(setup, ...actions), 'full');
const run = (...actions: Action[]) => play(nic, ...actions);

const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0, size: 4 };
/** Words of the slot as the backend fetched them for the only request, by byte offset. */
const fetched = (...actions: Action[]): Map<number, number> =>
  new Map(records(run(...actions), Ev.Fetch).map(({ b, d }) => [b, d]));
const written = (actions: Action[], setup = nic): string[] => {
  const execution = play(setup, ...actions);
  return records(execution, Ev.XenstoreWrite).map(
    ({ a, b, c }) => `${a} ${execution.log.textOf(b)} ${execution.log.textOf(c)}`,
  );
};

describe('op', () => {
  it('posts every field of the request', () => {
    const words = fetched({
      ...read,
      cmd: 9,
      size: -4,
      value: 0xdeadbeef,
      info: 7,
      device: -1,
      domain: 1,
      bus: 2,
      devfn: 3,
      offset: -8,
    });
    expect([4, 12, 16, 20, 24, 28, 32, 36].map((offset) => words.get(offset))).toEqual([
      9, 1, 2, 3, 0xfffffff8, 0xfffffffc, 0xdeadbeef, 7,
    ]);
  });

  it('takes the virtual address of a device, and only upper bits of its own devfn', () => {
    const setup: Setup = { ...nic, topology: 'passthrough' };
    const words = new Map(
      records(play(setup, { ...read, devfn: 0x1ff, bus: 9 }), Ev.Fetch).map(({ b, d }) => [b, d]),
    );
    expect([words.get(12), words.get(16), words.get(20)]).toEqual([0, 3, 0x100]);
  });

  it('counts offsets from a capability where the device has it', () => {
    expect(fetched({ ...read, base: 'msi', offset: 2 }).get(24)).toBe(0x52);
    const bare = new Map(
      records(play(connected('plain'), { ...read, base: 'msi', offset: 2 }), Ev.Fetch).map(({ b, d }) => [
        b,
        d,
      ]),
    );
    expect(bare.get(24)).toBe(2);
  });

  it('sends MSI-X entries as Linux does, unless they are given', () => {
    expect(fetched({ do: 'op', cmd: 4, value: 2 }).get(44)).toBe(0x1ffff);
    expect(
      fetched({
        do: 'op',
        cmd: 4,
        value: 2,
        entries: [
          [5, 1],
          [6, 2],
        ],
      }).get(44),
    ).toBe(0x60002);
  });

  it('repeats, and leaves out flag or event', () => {
    expect(replies(run({ ...read, times: 5 }))).toHaveLength(5);
    expect(replies(run({ ...read, inactive: true }))).toEqual([]);
    expect(replies(run({ ...read, silent: true }))).toEqual([]);
    expect(replies(run({ ...read, silent: true }, { do: 'notify' }))).toHaveLength(1);
  });
});

describe('page', () => {
  const value = (...pages: Action[]): number | undefined =>
    fetched(
      { ...read, inactive: true, silent: true, value: 0x11223344 },
      ...pages,
      { do: 'page', field: 'flags', value: 3 },
      { do: 'notify' },
    ).get(32);
  const page = (changes: object): Action => ({ do: 'page', field: 'op.value', value: 0, ...changes });
  it.each([
    [{ value: 5 }, 5],
    [{ value: 0xff, width: 1 }, 0x112233ff],
    [{ value: 0xaaaabbbb, width: 2 }, 0x1122bbbb],
    [{ value: 0x80000000, how: 'or' }, 0x91223344],
    [{ value: 0x44, how: 'clear' }, 0x11223300],
    [{ value: 0xff, how: 'xor' }, 0x112233bb],
    [{ field: '0x22', value: 0x55, width: 1 }, 0x11553344],
  ])('%o', (changes, expected) => {
    expect(value(page(changes))).toBe(expected);
  });

  it('ignores what is not in the page', () => {
    expect(value(page({ field: '0x1000' }), page({ field: 'nonsense' }), page({ field: '0xfff' }))).toBe(
      0x11223344,
    );
  });
});

describe('the guest', () => {
  it('writes its own nodes only with its own rights', () => {
    expect(written([{ do: 'node', name: 'state', value: '5' }])).toContain(
      '1 /local/domain/1/device/pci/0/state 5',
    );
    expect(written([{ do: 'node', name: 'x', value: 'y', times: 3 }])).toHaveLength(3);
    // What is no number puts it into Unknown, from which it still gives up when the backend closes.
    for (const value of ['abc', '0x6'])
      expect(
        written([
          { do: 'node', name: 'state', value },
          { do: 'backendNode', name: 'state', value: '6' },
          { do: 'frontend', step: 'service' },
        ]),
      ).toContain('1 /local/domain/1/device/pci/0/state 6');
    expect(written([{ do: 'node', name: 'magic', remove: true }])).toEqual([
      '1 /local/domain/1/device/pci/0/magic ',
    ]);
  });

  it('answers an AER request with any result', () => {
    expect(
      records(run({ do: 'aer', callback: 'detected' }, { do: 'answer', result: 3 }), Ev.AerVerdict).map(
        ({ b, c }) => [b, c],
      ),
    ).toEqual([[0, 3]]);
  });

  it.each([
    ['revoke', [0]],
    ['foreign', [-1]],
    ['renew', [0]],
  ] as const)('meddles with its grant: %s', (how, sign) => {
    const maps = records(
      play(
        { ...nic, devices: [{ name: 'nic' }], start: 'bound' },
        { do: 'toolstack', step: 'create' },
        { do: 'frontend', step: 'publish', hold: true },
        { do: 'grant', how },
        { do: 'node', name: 'state', value: '3' },
      ),
      Ev.GrantMap,
    );
    expect(maps.length).toBeGreaterThan(0);
    if (how === 'renew') expect(maps.at(-1)?.c).toBe(0);
    else expect(Math.sign(maps[0]?.c ?? 1)).toBe(how === 'revoke' ? -1 : sign[0]);
  });

  it('closes its channel, after which nothing arrives', () => {
    expect(replies(run({ do: 'channel', how: 'close' }, read))).toEqual([]);
  });
});

describe('toolstack and root', () => {
  it('build and take down what a guest has', () => {
    expect(written([{ do: 'toolstack', step: 'destroy' }])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^0 .*backend\/pci\/1\/0\/?.* $/)]),
    );
    expect(play(nic, { do: 'toolstack', step: 'destroy' }).final.connections[0]?.backendState).toBe(0);
    expect(written([{ do: 'backendNode', name: 'dev-3', value: '{device}' }])).toEqual([
      '0 /local/domain/0/backend/pci/1/0/dev-3 0000:03:00.0',
    ]);
  });

  it('bind and unbind devices, as libxl does', () => {
    const idle: Setup = { ...nic, start: 'idle' };
    expect(play(idle).final.boundDevices).toBe(0);
    expect(play(idle, { do: 'bind' }).final.boundDevices).toBe(1);
    expect(play(idle, { do: 'bind' }, { do: 'unbind' }).final.boundDevices).toBe(0);
    expect(play(idle, { do: 'unbind' }, { do: 'bind', device: 5 }).crash).toBeNull();
  });

  it('write attributes with the address of a device in them', () => {
    const { final } = play(nic, { do: 'sysfs', attribute: 'permissive', value: '{device}' });
    expect(final.devices()[0]?.state.permissive).toBe(true);
    expect(
      play(two, { do: 'sysfs', attribute: 'permissive', value: '{device}', device: 1 })
        .final.devices()
        .map(({ state }) => state.permissive)
        .sort(),
    ).toEqual([false, true]);
    expect(
      play(nic, { do: 'sysfs', attribute: 'permissive', value: '' }).final.devices()[0]?.state.permissive,
    ).toBe(false);
  });

  it('switch the parameter permissive', () => {
    const write: Action = { do: 'op', cmd: 1, offset: 0xe0, size: 4, value: 1 };
    const writes = (...actions: Action[]) =>
      records(run(...actions), Ev.ConfigWrite).filter(({ b }) => b === 0xe0).length;
    expect(writes(write)).toBe(0);
    expect(writes({ do: 'parameter', permissive: 'Y' }, write)).toBe(1);
    expect(writes({ do: 'parameter', permissive: 'Y' }, { do: 'parameter', permissive: 'N' }, write)).toBe(0);
  });

  it('run error recovery, whole or one callback', () => {
    const verdicts = (callback: 'recover' | 'mmio') =>
      records(
        run(
          { do: 'aer', callback },
          { do: 'frontend', step: 'service' },
          { do: 'frontend', step: 'service' },
          { do: 'frontend', step: 'service' },
        ),
        Ev.AerVerdict,
      ).map(({ b }) => b);
    expect(verdicts('recover')).toEqual([0, 1, 3]);
    expect(verdicts('mmio')).toEqual([1]);
  });
});

describe('device and environment', () => {
  it('a device interrupts, changes its registers, disappears', () => {
    expect(records(run({ do: 'interrupt', times: 3 }), Ev.IrqRaised)).toHaveLength(3);
    expect(
      replies(run({ do: 'hardware', offset: 0xe0, size: 4, value: 0x01020304 }, { ...read, offset: 0xe0 })),
    ).toEqual(['0 0x1020304']);
    expect(
      replies(run({ do: 'hardware', offset: 0xe0, size: 1, value: 0x01020304 }, { ...read, offset: 0xe0 })),
    ).toEqual(['0 0x4']);
    expect(replies(run({ do: 'vanish' }, { ...read, offset: 0xe0 }))).toEqual(['-1 0xffffffff']);
  });

  it('faults hit the next calls and no more', () => {
    const fault: Action = { do: 'fault', what: 'configRead', count: 1 };
    const other = { ...read, offset: 0xe0 };
    expect(replies(run(fault, other, other))).toEqual(['-3 0xffffffff', '0 0x0']);
  });

  it('time passes', () => {
    const { final } = run({ do: 'advance', jiffies: 250 });
    expect(final.now - run().final.now).toBe(1_000_000);
    const atPoint = run({ ...read, at: [at('store', undefined, 1, { do: 'advance', jiffies: 250 })] });
    expect(atPoint.final.now - run(read).final.now).toBe(1_000_000);
  });

  it('EOI-40: a channel that was moved to the other processor is served at once', () => {
    const inHandler = at('fetch', 'flags', 1, { do: 'notify', guest: 1 });
    const served = (...before: Action[]): number[] =>
      records(play(two, ...before, { ...read, at: [inHandler] }), Ev.HandlerEnter, Ev.HandlerExit).map(
        ({ code, a, b }) => (code === Ev.HandlerEnter ? b : -a),
      );
    const domains = (order: number[]): (number | 'exit')[] => order.map((n) => (n < 0 ? 'exit' : n));
    expect(domains(served())).toEqual([1, 'exit', 2, 'exit']);
    expect(domains(served({ do: 'affinity', guest: 1 }))).toEqual([1, 2, 'exit', 'exit']);
    expect(domains(served({ do: 'affinity', guest: 1 }, { do: 'affinity', guest: 1, cpu: 0 }))).toEqual([
      1,
      'exit',
      2,
      'exit',
    ]);
    expect(play({ ...nic, start: 'idle' }, { do: 'affinity' }).crash).toBeNull();
  });

  it('nothing happens to devices that the set-up does not have', () => {
    for (const step of [
      { do: 'interrupt', device: 4 },
      { do: 'vanish', device: 4 },
      { do: 'hardware', device: 4, offset: 4, value: 1 },
      { do: 'aer', device: 4, callback: 'detected' },
      { do: 'lineShared', device: 4, shared: 'yes' },
    ] as Action[]) {
      expect(run(step).crash).toBeNull();
    }
  });
});
