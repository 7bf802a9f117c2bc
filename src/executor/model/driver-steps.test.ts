import { describe, expect, it } from 'vitest';
import { makeProfile } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import type { Execution } from '../execution.ts';
import { ModelExecutor } from './model-executor.ts';
import { connected, executor, files, library, logs, program, records } from './testing/bench.ts';

const nic = connected('nic');
const unloaded: Setup = { ...nic, devices: [{ name: 'nic' }, { name: 'plain' }], start: 'unloaded' };
const model = executor();
const play = (setup: Setup, ...actions: Action[]) => model.run(program(setup, ...actions), 'digest');

const decode: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 1, offset: 4, size: 2, value: 7 };

const statuses = (execution: Execution, code: Ev): number[] =>
  records(execution, code).map(({ a, b }) => (code === Ev.Bind || code === Ev.Unbind ? b : a));

describe('loading and unloading the driver', () => {
  it('STUB-02, STUB-05: binds what hide names, with the parameters given', () => {
    const execution = play(
      unloaded,
      { do: 'load', hide: '({1})', passthrough: true, permissive: true },
      { do: 'moduleParameter', name: 'hide' },
      { do: 'moduleParameter', name: 'passthrough' },
      { do: 'moduleParameter', name: 'permissive' },
      { do: 'moduleParameter', name: 'disable' },
    );
    expect(statuses(execution, Ev.DriverLoad)).toEqual([0]);
    expect(execution.final.devices().map(({ fn }) => execution.functions[fn]?.name)).toEqual(['plain']);
    expect(files(execution)).toEqual([
      'parameters/hide: (0000:00:03.0)\n',
      'parameters/passthrough: Y\n',
      'parameters/permissive: Y\n',
      'parameters/disable: -2',
    ]);
  });

  it.each([
    ['STUB-40: groups with spaces between', '({0}) ({1})', 0, 2],
    ['STUB-41: no parentheses', '{0}', -22, 0],
    ['STUB-41: something behind', '({0})x', -22, 0],
    ['STUB-42: a slot out of range', '(03:20.0)', -22, 0],
    ['DOC-03: colons only', '(1:0:0)', -22, 0],
  ])('%s', (_, hide, status, bound) => {
    const execution = play(unloaded, { do: 'load', hide });
    expect(statuses(execution, Ev.DriverLoad)).toEqual([status]);
    expect(execution.final.boundDevices).toBe(bound);
  });

  it('STUB-41: only a syntax error is logged', () => {
    expect(logs(play(unloaded, { do: 'load', hide: '({0' }))).toHaveLength(1);
    expect(logs(play(unloaded, { do: 'load', hide: '(03:20.0)' }))).toEqual([]);
  });

  it('STUB-01: refuses outside the initial domain', () => {
    const execution = play({ ...unloaded, notInitialDomain: true }, { do: 'load' });
    expect(statuses(execution, Ev.DriverLoad)).toEqual([-19]);
    expect(() => play({ ...nic, notInitialDomain: true })).toThrow(RangeError);
  });

  it('SYS-14: takes everything back when an attribute cannot be created', () => {
    const execution = play(
      unloaded,
      { do: 'fault', what: 'alloc' },
      { do: 'load' },
      { do: 'show', attribute: 'slots' },
    );
    expect(statuses(execution, Ev.DriverLoad)).toEqual([-12]);
    expect(files(execution)).toEqual(['slots: -2']);
  });

  it('STUB-29: unloads only without a connection', () => {
    const { final, ...execution } = play(nic, { do: 'unload' });
    expect(statuses({ final, ...execution }, Ev.DriverUnload)).toEqual([-11]);
    expect(final.boundDevices).toBe(1);
    const after = play(
      nic,
      { do: 'toolstack', step: 'destroy' },
      { do: 'unload' },
      { do: 'show', attribute: 'slots' },
      { do: 'bind' },
      { do: 'moduleParameter', name: 'permissive' },
    );
    expect(statuses(after, Ev.DriverUnload)).toEqual([0]);
    expect(after.final.boundDevices).toBe(0);
    expect(files(after)).toEqual(['slots: -2', 'parameters/permissive: -2']);
    expect(statuses(after, Ev.Bind)).toEqual([-2]);
  });

  it('loads once and again, and serves guests then', () => {
    const execution = play(
      unloaded,
      { do: 'unload' },
      { do: 'load', hide: '({0})' },
      { do: 'load' },
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
    );
    expect(statuses(execution, Ev.DriverUnload)).toEqual([-2]);
    expect(statuses(execution, Ev.DriverLoad)).toEqual([0, -17]);
    expect(execution.final.connections[0]).toMatchObject({ backendState: 4, mapped: true });
  });

  it('leaves nothing behind for the next program', () => {
    const calm = program(unloaded, { do: 'load', hide: '({0})({1})' });
    const first = [...model.run(calm, 'digest').log.records()];
    play(unloaded, { do: 'load', hide: '({0})' }, { do: 'unload' });
    expect([...model.run(calm, 'digest').log.records()]).toEqual(first);
    play({ ...nic, start: 'bound' }, { do: 'unload' });
    expect(play({ ...nic, start: 'bound' }).final.boundDevices).toBe(1);
  });
});

describe('drivers and devices', () => {
  const held: Setup = { ...nic, devices: [{ name: 'nic', hostDriver: true }], start: 'bound' };

  it('XB-30: a device that the host uses is not to be had', () => {
    const execution = play(held, { do: 'bind' }, { do: 'toolstack', step: 'create' });
    expect(statuses(execution, Ev.Bind)).toEqual([-16]);
    expect(execution.final.boundDevices).toBe(0);
    expect(logs(execution)).toEqual([expect.stringContaining('22 ')]);
  });

  it('SYS-15: is made assignable and given back', () => {
    const execution = play(
      held,
      { do: 'driverUnbind' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'sysfs', attribute: 'new_slot', value: '{device}' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'unbind' },
      { do: 'unbind' },
      { do: 'driverBind', driver: 'host' },
    );
    expect(statuses(execution, Ev.Bind)).toEqual([-19, 0, -16, 0]);
    expect(statuses(execution, Ev.Unbind)).toEqual([0, 0, -19]);
  });

  it('STUB-05, STUB-06: driver_override alone is enough, and lists the device', () => {
    const execution = play(
      { ...nic, start: 'idle' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'driverOverride', driver: 'pciback' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'show', attribute: 'slots' },
    );
    expect(statuses(execution, Ev.Bind)).toEqual([-19, 0]);
    expect(files(execution)).toEqual(['slots: 0000:03:00.0\n']);
  });

  it('VPCI-06: copies of a device fill the virtual bus', () => {
    const many: Setup = { ...nic, devices: [{ name: 'plain', guest: 0, copies: 32 }, { name: 'nic' }] };
    const execution = play(
      many,
      { do: 'toolstack', step: 'add', device: 1 },
      { do: 'frontend', step: 'service' },
    );
    expect(execution.functions).toHaveLength(33);
    expect(execution.final.devices().filter(({ inUse }) => inUse)).toHaveLength(33);
    expect(logs(execution)).toEqual([expect.stringContaining('12 no more space')]);
  });

  it('XB-34: another owner is dropped', () => {
    const execution = play(
      { ...nic, start: 'bound' },
      { do: 'deviceOwner', domid: 3 },
      { do: 'toolstack', step: 'create' },
    );
    expect(records(execution, Ev.Owner).map(({ b }) => b)).toEqual([3, -1, 1]);
  });

  it('STUB-10, STUB-31: a refusal of the hypervisor is logged', () => {
    const refused = (answer: 'ENOSYS' | 'EPERM') =>
      logs(
        play(
          { ...nic, devices: [{ name: 'nic' }], start: 'bound' },
          { do: 'physdev', answer },
          { do: 'unbind' },
        ),
      );
    expect(refused('EPERM')).toEqual([expect.stringContaining('MSI-X release failed: -1')]);
    expect(refused('ENOSYS')).toEqual([]);
  });

  it.each([
    ['no_msi', -5],
    ['nomsi', -5],
    ['no_d3', 0],
  ] as const)('OPS-07, CAP-11: the host flags %s', (flag, err) => {
    const execution = play(nic, { do: 'pciFlag', flag }, { do: 'op', cmd: 2 });
    expect(records(execution, Ev.Store).find(({ b }) => b === 8)?.d as number | 0).toBe(err >>> 0);
  });

  it('OPS-03: a host built without MSI knows no such command', () => {
    const execution = play({ ...nic, withoutMsi: true }, { do: 'op', cmd: 2 });
    expect(records(execution, Ev.Store).find(({ b }) => b === 8)?.d).toBe(-4 >>> 0);
  });

  it('ISR-07: the name of an installed handler is seen', () => {
    const execution = play(nic, { ...decode, value: 0 }, decode);
    const [record] = records(execution, Ev.IrqRequest);
    expect(execution.log.textOf(record?.d ?? 0)).toBe('xen-pciback[0000:03:00.0]');
  });

  it('ISR-11: a sharing query that fails counts as shared', () => {
    const acking = (shared: 'no' | 'unknown') =>
      files(
        play(
          nic,
          decode,
          { do: 'lineShared', shared },
          { do: 'interrupt', times: 1000 },
          { do: 'show', attribute: 'irq_handlers' },
        ),
      );
    expect(acking('unknown')).toEqual(['irq_handlers: 0000:03:00.0:on:acking:1000\n']);
    expect(acking('no')).toEqual(['irq_handlers: 0000:03:00.0:on:not acking:1000\n']);
  });

  it('DOC-04: the helper is installed on an edge-triggered line as on any', () => {
    const edge: Setup = { ...nic, devices: [{ name: 'nic', guest: 0, edgeTriggered: true }] };
    expect(model.testbed(edge).kernel.irqs.lines.get(11)?.edge).toBe(true);
    const execution = play(edge, { ...decode, value: 0 }, decode);
    expect(records(execution, Ev.IrqRequest)).toHaveLength(1);
  });

  it('OPS-17: a vector without a number leaves what the frontend sent', () => {
    const execution = play(nic, { do: 'fault', what: 'vector' }, { do: 'op', cmd: 4, value: 2 });
    const stores = records(execution, Ev.Store).filter(({ b }) => b >= 40);
    expect(stores.map(({ b, d }) => [b, d])).toEqual([
      [40, 0xffff],
      [44, 513],
    ]);
  });
});

describe('PVH', () => {
  const made = makeProfile('linux-6.12');
  if ('problem' in made) throw new Error('linux-6.12');
  const newer = new ModelExecutor(library, made.profile);
  const pvh: Setup = { ...nic, devices: [{ name: 'nic' }], start: 'bound', pvh: true };

  it('CHG-02, CHG-04, CHG-05: resets are told, the GSI is known', () => {
    const execution = newer.run(program(pvh, { do: 'gsi' }), 'digest');
    expect(execution.final.devices()[0]?.state).toMatchObject({ gsi: 11, resetNotices: 1 });
    expect(records(execution, Ev.Gsi).map(({ b }) => b)).toEqual([11]);
    expect(records(play(pvh, { do: 'gsi' }), Ev.Gsi).map(({ b }) => b)).toEqual([-95]);
  });

  it('CHG-03: a refusal ends a bind', () => {
    const execution = newer.run(
      program({ ...pvh, start: 'idle' }, { do: 'physdev', answer: 'EPERM' }, { do: 'bind' }),
      'digest',
    );
    expect(statuses(execution, Ev.Bind)).toEqual([-1]);
  });
});
