import { describe, expect, it } from 'vitest';
import { wrapBackend } from '../../changes/change.ts';
import { hardenings } from '../../changes/hardenings/index.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Action } from '../../program/program.ts';
import { at } from '../../program/testing/at.ts';
import type { Violation } from '../oracle.ts';
import { connected, defect, execute, program } from '../testing/bench.ts';
import { cutLog, firstOf } from '../testing/cut-log.ts';
import { starvation } from './index.ts';

const judged = (execution: Execution): Violation[] => starvation.judge(execution, () => execution);
const found = (execution: Execution): string[] => judged(execution).map(({ fingerprint }) => fingerprint);

const endless: Action = {
  do: 'op',
  cmd: 0,
  offset: 0,
  hold: true,
  at: [at('notify', undefined, 0, { do: 'page', field: 'flags', how: 'or', value: 1 })],
};
const destroySecond: Action = { do: 'toolstack', guest: 1, step: 'destroy' };
const WORKER = 'starvation/endless/xen_pcibk_do_op';
const UNTOLD = 'starvation/no-verdict/endless';

describe('starvation: a worker without end in a log that was cut (EVT-10)', () => {
  const flushed = (): Execution =>
    execute(program(connected('nic'), endless, { do: 'frontend', step: 'close' }));

  it('is reported although the log was full before the steps ran out', () => {
    const execution = flushed();
    expect([execution.log.truncated, execution.log.has(Ev.StepLimit)]).toEqual([true, false]);
    expect(found(execution)).toEqual([WORKER]);
    expect(starvation.suspects(execution)).toBe(true);
  });

  it('is reported without any record', () => {
    expect(found(cutLog(flushed(), 0))).toEqual([WORKER]);
  });

  it('is accepted when nobody waits for it', () => {
    const execution = execute(program(connected('nic'), endless));
    expect(execution.log.truncated).toBe(true);
    expect(found(execution)).toEqual([]);
  });

  it('is not taken for one when it waits itself', () => {
    const execution = flushed();
    const worker = { name: 'xen_pcibk_do_op[1]', domid: 1, reason: 'AER answer', since: execution.final.now };
    const final = { ...execution.final, waiting: [...execution.final.waiting, worker] };
    expect(found({ ...execution, final })).toEqual([]);
  });

  it('is not taken for one when the host crashed in it', () => {
    expect(found({ ...flushed(), crash: { kind: 'exception', site: '', message: '' } })).toEqual([]);
  });
});

describe('starvation: a lock whose owner runs without end, in a log that was cut', () => {
  const busy = defect((seams) =>
    wrapBackend(
      seams,
      'waitForAnswer',
      () =>
        function* (): Steps<boolean> {
          for (;;) yield undefined;
        },
    ),
  );
  const two = connected('nic', 'pm-nic');
  const detected: Action = { do: 'aer', callback: 'detected', hold: true };
  const waits = (): Execution => execute(program(two, detected, destroySecond), busy);
  const OWNER = 'starvation/endless/aer detected';

  it('is reported as with the whole log, as long as the wait is recorded', () => {
    const whole = waits();
    expect(whole.log.truncated).toBe(false);
    expect(found(whole)).toEqual([OWNER]);
    expect(found(cutLog(whole, firstOf(whole, Ev.LockWait) + 1))).toEqual([OWNER]);
  });

  it('gives no verdict, and says so, when the wait is not recorded', () => {
    const whole = waits();
    const [note, ...others] = judged(cutLog(whole, firstOf(whole, Ev.LockWait)));
    expect(note).toMatchObject({ fingerprint: UNTOLD, hygiene: true });
    expect(note?.detail).toContain('lock pcistub_sem');
    expect(others).toEqual([]);
  });

  it('is accepted when the owner waits itself', () => {
    const patient = defect((seams) => wrapBackend(seams, 'aerWaitSeconds', () => () => 1e6));
    const whole = execute(program(two, detected, destroySecond), patient);
    expect(whole.final.waiting.map(({ reason }) => reason)).toContain('lock pcistub_sem');
    const fingerprints = found(cutLog(whole, firstOf(whole, Ev.LockWait) + 1));
    expect(fingerprints.filter((fingerprint) => fingerprint.includes('endless'))).toEqual([]);
  });

  it('is accepted when the owner waits for it once more, which is for the lock oracle', () => {
    const again = defect((seams) => wrapBackend(seams, 'takesDeviceLock', () => () => true));
    const whole = execute(program(connected('nic'), { do: 'unbind' }), again);
    expect(whole.final.waiting.map(({ reason }) => reason)).toContain('lock device_lock');
    expect(found(cutLog(whole, whole.log.length))).toEqual([]);
  });

  it('gives no verdict when one who waits since may have got the lock after the log was full', () => {
    const setup = {
      ...connected('nic'),
      guests: 2,
      devices: [
        { name: 'nic', guest: 0 },
        { name: 'nic-2', guest: 1 },
      ],
    };
    const flood: Action = { do: 'op', cmd: 0, at: [at('notify', undefined, 0, { do: 'op', cmd: 0 })] };
    const execution = execute(
      program(
        setup,
        { do: 'aer', device: 1, callback: 'mmio' },
        { do: 'aer', device: 1, callback: 'resume' },
        {
          do: 'bind',
          device: 1,
          hold: true,
          at: [at('fetch', 'op.domain', 0, { do: 'run', task: 'xenwatch' })],
        },
        flood,
      ),
      hardenings,
    );
    expect(execution.log.truncated).toBe(true);
    expect(execution.final.waiting.map(({ reason }) => reason)).toContain('lock device_lock');
    expect(found(execution)).toEqual([UNTOLD]);
  });

  it('is accepted when the owner gave the lock to one who waits, before the log was full', () => {
    const post: Action = { do: 'op', cmd: 0 };
    const lost: Action = { do: 'aer', callback: 'detected', device: 1 };
    const setup = {
      ...connected('nic'),
      guests: 2,
      devices: [
        { name: 'nic', guest: 0 },
        { name: 'nic-2', guest: 1 },
      ],
    };
    const execution = execute(
      program(
        setup,
        lost,
        { do: 'aer', device: 1, callback: 'recover', hold: true },
        { do: 'aer', device: 1, callback: 'resume', hold: true },
        { do: 'advance', jiffies: 0, at: [at('notify', undefined, 0, post)] },
      ),
    );
    expect(execution.log.truncated).toBe(true);
    expect(found(execution).filter((fingerprint) => fingerprint.includes('endless'))).toEqual([]);
  });
});
