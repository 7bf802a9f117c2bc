import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import { connected, executor, logs, program, records } from './testing/bench.ts';

const nic = connected('nic');
const model = executor();
const play = (setup: Setup, ...actions: Action[]) => model.run(program(setup, ...actions), 'digest');

describe('recovery, xenstore, debug lines', () => {
  it('AER-22: the whole recovery has a verdict', () => {
    const verdict = (result: number) =>
      records(
        play(
          nic,
          { do: 'aer', callback: 'recover' },
          { do: 'answer', result },
          { do: 'answer', result },
          { do: 'answer', result },
        ),
        Ev.AerRecovery,
      ).map(({ b, c }) => [b, c]);
    expect(verdict(5)).toEqual([[5, 1]]);
    expect(verdict(4)).toEqual([[4, 0]]);
  });

  it('AER-20: a transaction that cannot begin ends the kill with a line', () => {
    const execution = play(
      nic,
      { do: 'fault', what: 'xenstoreBegin' },
      { do: 'aer', callback: 'detected' },
      { do: 'answer', result: 4 },
    );
    expect(logs(execution)).toEqual([expect.stringContaining('transaction cannot begin: -12')]);
    expect(execution.crash).toBeNull();
  });

  it('XB-08: a state whose transaction cannot begin is an error', () => {
    const execution = play(
      { ...nic, start: 'bound' },
      { do: 'fault', what: 'xenstoreBegin' },
      { do: 'toolstack', step: 'create' },
    );
    expect(logs(execution)[0]).toContain('12 transaction of the new state cannot begin');
    expect(records(execution, Ev.StateSwitch)[0]?.b).toBe(5);
  });

  it('XB-66: a guest reads the nodes of its backend and cannot write them', () => {
    const execution = play(
      connected('nic', 'pm-nic'),
      { do: 'xenstore', by: 'guest', access: 'read', path: '{backend}/dev-0' },
      { do: 'xenstore', by: 'guest', access: 'write', path: '{backend}/dev-0', value: 'x' },
      { do: 'xenstore', by: 'guest', access: 'remove', path: '{backend}/nothing' },
      { do: 'xenstore', by: 'guest', access: 'read', path: '/local/domain/0/backend/pci/2/0/dev-0' },
      { do: 'xenstore', by: 'dom0', access: 'write', path: '{backend}/dev-0', value: '{device}' },
    );
    expect(
      records(execution, Ev.XenstoreAccess).map(({ a, c, d }) => [a, execution.log.textOf(c), d]),
    ).toEqual([
      [1, '0000:03:00.0', 0],
      [1, '', -13],
      [1, '', -2],
      [1, '', -13],
      [0, '', 0],
    ]);
  });

  it('DOC-07: requests are seen in both logs while debug lines are on', () => {
    const read: Action = { do: 'op', cmd: 0, size: 4 };
    const scan: Action = { do: 'frontend', step: 'enable' };
    const on = (module: 'pciback' | 'pcifront'): Action => ({ do: 'dynamicDebug', module, state: 'on' });
    expect(logs(play(nic, read))).toEqual([]);
    expect(logs(play(nic, on('pciback'), read))).toHaveLength(2);
    expect(
      logs(play(nic, on('pciback'), { do: 'dynamicDebug', module: 'pciback', state: 'off' }, read)),
    ).toEqual([]);
    expect(records(play(nic, scan), Ev.FrontendLog)).toEqual([]);
    expect(records(play(nic, on('pcifront'), scan), Ev.FrontendLog).length).toBeGreaterThan(0);
  });
});
