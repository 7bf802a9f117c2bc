import { describe, expect, it } from 'vitest';
import { type Change, wrapBackend, wrapHost } from '../changes/change.ts';
import type { Action, Setup } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { connected, defect, findings, flaw, program, together } from './testing/bench.ts';

const nic = connected('nic');
const two = connected('nic', 'pm-nic');
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'starvation');

const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0 };
const detected: Action = { do: 'aer', callback: 'detected' };
const STORM = 'starvation/event-storm/xen_pcibk_handle_event';

describe('starvation: a worker without end (EVT-10)', () => {
  const endless: Action = {
    ...read,
    at: [at('notify', undefined, 0, { do: 'page', field: 'flags', how: 'or', value: 1 })],
  };
  const close: Action = { do: 'frontend', step: 'close' };

  it('is reported when somebody waits for its end (EVT-24)', () => {
    expect(judged(nic, [{ ...endless, hold: true }, close])).toEqual(['starvation/endless/xen_pcibk_do_op']);
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

describe('starvation: events', () => {
  const patient = defect((seams) => wrapHost(seams, 'spuriousDelay', () => () => 0));

  it('reports a flood that nothing slows down (EOI-13)', () => {
    expect(judged(nic, [{ do: 'notify', times: 300 }], patient)).toEqual([STORM]);
    expect(judged(nic, [{ do: 'notify', times: 12 }], patient)).toEqual([STORM]);
  });

  it.each<readonly [string, readonly Action[]]>([
    ['a flood of a thousand', [{ do: 'notify', times: 1000 }]],
    [
      'one flood after another',
      [1, 1, 20, 2, 1].flatMap((jiffies): Action[] => [
        { do: 'notify', times: 1000 },
        { do: 'advance', jiffies },
      ]),
    ],
    [
      'floods at every store of many requests (EOI-24)',
      [{ ...read, times: 64, at: [at('store', undefined, 0, { do: 'notify', times: 100 })] }],
    ],
    [
      'a flood while an error is recovered (EVT-27)',
      [
        { ...detected, hold: true },
        { do: 'notify', times: 500 },
        { do: 'answer' },
        { do: 'notify', times: 500 },
      ],
    ],
    ["a single event that is nobody's (EVT-22)", [{ do: 'notify' }]],
    [
      'events of a connection that is closed (EVT-24)',
      [
        { do: 'frontend', step: 'close' },
        { do: 'notify', times: 100 },
      ],
    ],
  ])('accepts %s', (_, actions) => {
    expect(judged(nic, actions)).toEqual([]);
  });

  it('reports an event acknowledged before its request was served (XSA-332)', () => {
    expect(judged(nic, [read], flaw('xsa-332-early-eoi'))).toEqual([
      'starvation/early-eoi/xen_pcibk_handle_event',
    ]);
    expect(judged(nic, [read])).toEqual([]);
  });

  it('accepts the early one that lets the answer to an AER request in (EVT-27)', () => {
    const during: Action[] = [
      { ...read, hold: true },
      { ...detected, hold: true },
      { do: 'run', task: 'worker', at: [at('store', 'op.err', 1, { do: 'run', task: 'aer', steps: 8 })] },
      { do: 'answer' },
    ];
    expect(judged(nic, during)).toEqual([]);
  });

  it('reports a channel that stays deaf after a late answer (EVT-29)', () => {
    const late: Action[] = [detected, { do: 'advance', jiffies: 75_250 }, { do: 'answer' }];
    expect(judged(nic, late)).toEqual(['starvation/eoi-never/xen_pcibk_test_and_schedule_op']);
    expect(judged(nic, late.slice(0, 2))).toEqual([]);
  });

  it('reports an event that the worker never acknowledges', () => {
    const forgetful = defect((seams) => wrapBackend(seams, 'workerEnds', () => () => {}));
    expect(judged(nic, [read], forgetful)).toContain('starvation/eoi-never/xen_pcibk_test_and_schedule_op');
  });

  it('reports watch events that pile up (XSA-349)', () => {
    const hoarding = defect((seams) => wrapHost(seams, 'mayQueueWatchEvent', () => () => true));
    const flood: Action = { do: 'node', name: 'state', value: '4', times: 200 };
    expect(judged(nic, [flood], hoarding)).toEqual(['starvation/watch-queue/xenwatch']);
    expect(judged(nic, [flood])).toEqual([]);
    expect(judged(two, [{ ...flood, hold: true }, { ...flood, guest: 1 }, flood])).toEqual([]);
  });
});

describe('starvation: waiting for a guest', () => {
  it('reports another guest that waits for a lock as long as one does not answer (AER-12)', () => {
    expect(judged(two, [detected, { do: 'toolstack', guest: 1, step: 'destroy' }])).toEqual([
      'starvation/lock-wait/pcistub_sem',
    ]);
    expect(
      judged(two, [detected, { do: 'toolstack', guest: 1, step: 'destroy', hold: true }, { do: 'answer' }]),
    ).toEqual([]);
  });

  it('accepts the wait of 300 s itself (AER-12), and reports one without bound', () => {
    const endless = defect((seams) => wrapBackend(seams, 'aerWaitSeconds', () => () => 1e6));
    expect(judged(nic, [detected])).toEqual([]);
    expect(judged(nic, [detected], endless)).toEqual([
      expect.stringMatching(/^starvation\/unbounded-wait\//),
    ]);
  });

  it('accepts who waits for the very device that is being recovered', () => {
    expect(
      judged(together('nic', 'pm-nic'), [
        detected,
        { do: 'advance', jiffies: 500, hold: true },
        { do: 'unbind', hold: true },
        { do: 'answer' },
      ]),
    ).toEqual([]);
  });
});

describe('starvation: a line shared with the host', () => {
  const shared: Setup = { ...nic, devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  const storm: Action = { do: 'interrupt', times: 500 };
  const SHUT = 'starvation/line-shut/xen_pcibk_guest_interrupt';

  it('reports that the host gives it up after a failed enable_msix (OPS-18)', () => {
    expect(judged(shared, [{ do: 'op', cmd: 4, value: 99 }, storm])).toEqual([SHUT]);
  });

  it('reports it where no helper is installed (B13)', () => {
    const helpless = defect((seams) => wrapBackend(seams, 'installHelper', () => () => false));
    expect(judged(shared, [storm], helpless)).toEqual([SHUT]);
  });

  it.each<readonly [string, Setup, readonly Action[]]>([
    ['interrupts that the helper claims (ISR-10)', shared, [storm]],
    ['thousands of them while others share the line (ISR-11)', shared, [{ do: 'interrupt', times: 5000 }]],
    [
      'a helper that yields where nobody shares (ISR-11)',
      shared,
      [
        { do: 'lineShared', shared: 'no' },
        { do: 'interrupt', times: 5000 },
      ],
    ],
    ['a guest that turned decode off', shared, [{ do: 'op', cmd: 1, offset: 4, size: 2, value: 0 }, storm]],
    [
      'a guest that enables decode only after that',
      { ...shared, devices: [{ name: 'xhci', guest: 0, hostSharesLine: true }] },
      [storm, { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 }],
    ],
    [
      'a helper that the host refused to install (ISR-07)',
      shared,
      [
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
        { do: 'fault', what: 'requestIrq' },
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 3 },
        storm,
      ],
    ],
    ['a guest that uses MSI', shared, [{ do: 'op', cmd: 2 }, storm]],
    ['a line of the guest alone', nic, [{ do: 'op', cmd: 4, value: 99 }, storm]],
  ])('accepts %s', (_, setup, actions) => {
    expect(judged(setup, actions)).toEqual([]);
  });
});
