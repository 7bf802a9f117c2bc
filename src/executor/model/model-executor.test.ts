import { describe, expect, it } from 'vitest';
import { shippedDevices } from '../../campaign/device-files.ts';
import { wrapBackend } from '../../changes/change.ts';
import { executorOf } from '../../changes/hardenings/testing/executor-of.ts';
import { flawsNamed } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import { STRIDE } from '../event-log.ts';
import { capabilities } from '../execution.ts';
import { connected, executor, program, records, replies } from './testing/bench.ts';

const nic = connected('nic');
const two = connected('nic', 'pm-nic');
const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0, size: 4 };
const leave: Action = { do: 'toolstack', step: 'destroy' };
const busy: Action[] = [
  { do: 'frontend', step: 'enable' },
  { do: 'op', cmd: 2 },
  { do: 'aer', callback: 'detected' },
  { do: 'answer' },
  { do: 'notify', times: 40 },
  leave,
  { do: 'unbind' },
];

describe('the model executor', () => {
  it('sees everything', () => {
    expect(executor().name).toBe('model');
    expect([...executor().sees]).toEqual(capabilities);
  });

  it('does the same for the same program, whatever ran before', () => {
    const model = executor();
    const image = () => {
      const { log } = model.run(program(nic, ...busy), 'full');
      return [...log.data.slice(0, log.length * STRIDE)];
    };
    const first = image();
    model.run(
      program(
        nic,
        { do: 'vanish' },
        { do: 'fault', what: 'alloc', count: 9 },
        { do: 'toolstack', step: 'create' },
      ),
      'digest',
    );
    model.run(program(two, ...busy), 'digest');
    expect(image()).toEqual(first);
  });

  it('records every word of a copy in the full form, and the copy as one in the digest', () => {
    const model = executor();
    const fetches = (form: 'digest' | 'full') =>
      records(model.run(program(nic, read), form), Ev.Fetch).map(({ c }) => c);
    expect(fetches('digest')).toEqual([548]);
    expect(fetches('full')).toEqual(Array.from({ length: 137 }, () => 4));
  });

  it('plays the bare core as it plays a program, and says how it ends', () => {
    const model = executor(flawsNamed('xsa-157-msi-twice'));
    const fatal = program(nic, { do: 'op', cmd: 2 }, { do: 'op', cmd: 2 }, { do: 'op', cmd: 3 });
    expect(model.play(fatal)).toEqual(model.run(fatal, 'digest').crash);
    expect(model.play(program(nic, read))).toBeNull();
  });

  it('refuses a set-up it cannot build', () => {
    expect(() => executor().run(program(connected('toaster')), 'digest')).toThrow(RangeError);
  });

  it('keeps programs of more set-ups apart than it keeps ready', () => {
    const model = executor();
    const setups = Array.from(
      { length: 70 },
      (_, i): Setup => ({
        ...nic,
        devices: [{ name: 'nic', guest: 0 }, ...Array.from({ length: i % 7 }, () => ({ name: 'plain' }))],
        guests: 1 + (i % 3),
      }),
    );
    for (const setup of setups)
      expect(replies(model.run(program({ ...setup }, read), 'digest'))).toEqual(['0 0x10c98086']);
  });
});

describe('a crash', () => {
  const fatal: Action[] = [
    { do: 'op', cmd: 2 },
    { do: 'op', cmd: 2 },
    { do: 'op', cmd: 3 },
  ];
  const flawed = executor(flawsNamed('xsa-157-msi-twice'));

  it('ends the execution and names kind and site', () => {
    const execution = flawed.run(program(nic, ...fatal, read), 'digest');
    expect(execution.crash).toMatchObject({ kind: 'bug', site: 'pci_disable_msi' });
    expect(records(execution, Ev.Action)).toHaveLength(3);
    expect(records(execution, Ev.Oops)).toHaveLength(1);
  });

  it('leaves nothing behind for the next program', () => {
    const calm = program(nic, read, { do: 'op', cmd: 2 });
    const before = [...flawed.run(calm, 'digest').log.records()];
    flawed.run(program(nic, ...fatal), 'digest');
    const after = flawed.run(calm, 'digest');
    expect(after.crash).toBeNull();
    expect([...after.log.records()]).toEqual(before);
  });

  it('inside a task or at a point is one as well', () => {
    const broken = executor([
      {
        kind: 'variant',
        id: 'x',
        title: '',
        cause: '',
        rules: [],
        conflicts: [],
        apply: (seams) =>
          wrapBackend(seams, 'takeAnswer', () => () => {
            throw new RangeError('out of the model');
          }),
      },
    ]);
    const execution = broken.run(
      program(nic, { do: 'aer', callback: 'detected' }, { do: 'answer' }),
      'digest',
    );
    expect(execution.crash).toMatchObject({ kind: 'exception', message: 'RangeError: out of the model' });
  });
});

describe('returns', () => {
  const model = executor();
  it('a device that comes back is noted with what it was and what it is', () => {
    const { returns, functions } = model.run(
      program(
        nic,
        { do: 'frontend', step: 'enable' },
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 0x147 },
        leave,
      ),
      'digest',
    );
    expect(returns).toHaveLength(1);
    expect(returns[0]).toMatchObject({ fn: 0, action: 2, resetDone: true });
    expect(functions[0]?.address).toBe('0000:03:00.0');
    expect(returns[0]?.before.owner).toBe(-1);
    expect(returns[0]?.after.guestCommand).toBe(0x143);
    expect(returns[0]?.after.enableCount).toBe(0);
  });

  it('so is each of several, with a reset of its own', () => {
    const both: Setup = {
      ...nic,
      devices: [
        { name: 'nic', guest: 0 },
        { name: 'nic-2', guest: 0 },
        { name: 'plain', guest: 0 },
      ],
    };
    const { returns } = model.run(program(both, leave), 'digest');
    expect(returns.map(({ fn, resetDone }) => [fn, resetDone]).sort()).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it('a reset that fails is none', () => {
    expect(
      model.run(program(nic, { do: 'fault', what: 'reset' }, leave), 'digest').returns[0]?.resetDone,
    ).toBe(false);
  });

  it('a device that stays, or is unbound while nobody has it, is not one', () => {
    expect(model.run(program(nic, read), 'digest').returns).toEqual([]);
    expect(
      model.run(program({ ...nic, devices: [{ name: 'nic' }] }, { do: 'unbind' }, { do: 'bind' }), 'digest')
        .returns,
    ).toEqual([]);
  });

  it('what a guest left inside the device is there until a reset', () => {
    const scratch = (setup: Setup) =>
      model.run(program(setup, { do: 'frontend', step: 'enable' }, leave), 'digest').returns[0]?.after
        .scratch;
    expect(scratch(nic)).toBe(0);
    expect(scratch(connected('plain'))).toBe(1);
  });
});

describe('facts and the final state', () => {
  const model = executor();
  it('functions are described as at the start', () => {
    const setup: Setup = {
      ...two,
      devices: [
        { name: 'nic', guest: 0, permissive: true },
        { name: 'bridge', guest: 1 },
        { name: 'plain', interruptControl: true, hostSharesLine: true },
      ],
    };
    const { functions, guestDomids } = model.run(program(setup), 'digest');
    expect(guestDomids).toEqual([1, 2]);
    expect(functions.map(({ name, headerType, domidAtStart }) => [name, headerType, domidAtStart])).toEqual([
      ['nic', 0, 1],
      ['bridge', 1, 2],
      ['plain', 0, -1],
    ]);
    expect(
      functions.map(({ permissiveAtStart, interruptControlAtStart, hostSharesLine }) => [
        permissiveAtStart,
        interruptControlAtStart,
        hostSharesLine,
      ]),
    ).toEqual([
      [true, false, false],
      [false, false, false],
      [false, true, true],
    ]);
    expect(functions[0]).toMatchObject({
      legacyIrq: 11,
      msixTableSize: 8,
      hasResetMethod: true,
      isVf: false,
      physfn: -1,
      pm: 0x40,
    });
    expect(functions[0]?.assigned.get(0x10)).toBe(0xe000000c);
    expect(functions[0]?.baseline?.permissive).toBe(false);
  });

  it('HDR-33: a register that reads 0 though the host knows its address counts as that address', () => {
    const shipped = executorOf(shippedDevices(), []);
    const { functions } = shipped.run(program(connected('nvme-sriov#02:00.1')), 'digest');
    const vf = functions.find(({ name }) => name === 'nvme-sriov#02:00.1');
    expect([vf?.assigned.get(0x10), vf?.assigned.get(0x14), vf?.assigned.get(0x18)]).toEqual([
      0xe1304004, 0, 0,
    ]);
  });

  it('connections are shown as at the start and as at the end', () => {
    const { start, final } = model.run(program(nic, { do: 'frontend', step: 'close' }), 'digest');
    expect(start).toMatchObject([{ domid: 1, backendState: 4, frontendState: 4, mapped: true, bound: true }]);
    expect(final.connections).toMatchObject([
      { domid: 1, backendState: 6, frontendState: 6, mapped: false, bound: false },
    ]);
  });

  it('devices are shown with who has them', () => {
    const setup: Setup = { ...nic, devices: [{ name: 'nic', guest: 0 }, { name: 'plain' }] };
    const { final } = model.run(program(setup, { do: 'op', cmd: 4, value: 2 }), 'digest');
    expect(
      final
        .devices()
        .map(({ fn, inUse, state }) => [fn, inUse, state.msixEnabled, state.vectors])
        .sort(),
    ).toEqual([
      [0, true, true, 2],
      [1, false, false, 0],
    ]);
    expect(final).toMatchObject({
      boundDevices: 2,
      boundAtStart: 2,
      connectionsAtStart: 1,
      helpersOnFreedDevices: 0,
    });
  });

  it('a task that waits without limit is shown with what for', () => {
    const { final } = executor([
      {
        kind: 'variant',
        id: 'x',
        title: '',
        cause: '',
        rules: [],
        conflicts: [],
        apply: (seams) => wrapBackend(seams, 'aerWaitSeconds', () => () => 1e6),
      },
    ]).run(program(nic, { do: 'aer', callback: 'detected' }), 'digest');
    expect(final.waiting).toMatchObject([
      { name: 'aer detected', reason: expect.stringContaining('wait queue') },
    ]);
  });

  it('starts as it was set up', () => {
    const idle = model.run(program({ ...nic, start: 'idle' }), 'digest');
    expect([idle.final.boundDevices, idle.start[0]?.backendState]).toEqual([0, 0]);
    const bound = model.run(program({ ...nic, start: 'bound' }), 'digest');
    expect([bound.final.boundDevices, bound.start[0]?.backendState]).toEqual([1, 0]);
    expect(
      model.run(program({ ...nic, topology: 'passthrough' }, read), 'digest').functions[0]?.domidAtStart,
    ).toBe(1);
    expect(replies(model.run(program({ ...nic, topology: 'passthrough' }, read), 'digest'))).toEqual([
      '0 0x10c98086',
    ]);
  });
});
