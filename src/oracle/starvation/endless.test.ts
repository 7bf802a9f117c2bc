import { describe, expect, it } from 'vitest';
import { wrapHost } from '../../changes/change.ts';
import { executorOf } from '../../changes/hardenings/testing/executor-of.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { at } from '../../program/testing/at.ts';
import { bound, connected, defect, library, program } from '../testing/bench.ts';
import { endlessTasks } from './endless.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');
const two = connected('nic', 'pm-nic');
const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0 };

describe('starvation: a worker without end (EVT-10)', () => {
  const endless: Action = {
    ...read,
    at: [at('notify', undefined, 0, { do: 'page', field: 'flags', how: 'or', value: 1 })],
  };
  const close: Action = { do: 'frontend', step: 'close' };

  it('is reported when somebody waits for its end (EVT-24)', () => {
    expect(judged(nic, [{ ...endless, hold: true }, close])).toEqual(['starvation/endless/xen_pcibk_do_op']);
  });

  it('is reported once, however often the scheduler was asked to go on', () => {
    const destroy: Action = { do: 'toolstack', step: 'destroy', hold: true };
    const run = program(nic, { ...endless, hold: true }, destroy, { ...read, times: 9 });
    const execution = executorOf(library, []).run(run, 'digest');
    expect(execution.log.counts[Ev.StepLimit]).toBeGreaterThan(1);
    expect(endlessTasks(execution)).toHaveLength(1);
  });

  it('is accepted when nobody does', () => {
    expect(judged(nic, [endless])).toEqual([]);
    expect(judged(nic, [{ ...read, hold: true }, close])).toEqual([]);
  });

  it('is not blamed for who waits for something else', () => {
    expect(
      judged(two, [
        { do: 'aer', device: 1, callback: 'detected' },
        { ...endless, hold: true },
        { do: 'toolstack', guest: 1, step: 'destroy' },
      ]),
    ).toEqual([]);
  });
});

describe('starvation: a task that waits and is woken without end', () => {
  it('is not what goes on: the guest that wakes it floods its own channel only', () => {
    const flood: Action = {
      do: 'frontend',
      step: 'enable',
      at: [at('notify', undefined, 0, { do: 'op', guest: 1, cmd: 0 })],
    };
    const aer = (callback: 'detected' | 'mmio'): Action => ({ do: 'aer', callback });
    const both = { ...nic, guests: 2 };
    expect(judged(both, [aer('detected'), aer('mmio'), flood])).toEqual([]);
  });
});

describe('starvation: a loop inside a function (CAP-02)', () => {
  const loop: Action[] = [
    { do: 'unbind' },
    { do: 'hardware', offset: 0x34, size: 1, value: 0x40 },
    { do: 'hardware', offset: 0x40, size: 2, value: 0x4009 },
    { do: 'bind' },
  ];

  it('is reported whoever waits, and not where the walk is bounded', () => {
    const unbounded = defect((seams) => wrapHost(seams, 'capabilityWalkGoesOn', () => () => true));
    expect(judged(bound('nic'), loop, unbounded)).toEqual(['starvation/endless-loop/pci_find_capability']);
    expect(judged(bound('nic'), loop)).toEqual([]);
  });
});
