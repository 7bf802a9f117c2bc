import { describe, expect, it } from 'vitest';
import { type Change, wrapBackend } from '../changes/change.ts';
import { LogLevel } from '../host/log.ts';
import type { Action, Setup } from '../program/program.ts';
import { connected, defect, findings, program } from './testing/bench.ts';

const nic = connected('nic');
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'log-rate');

const refused: Action = { do: 'op', cmd: 4, value: 99, times: 24 };
/** Lines of the MSI set-up without their limiter, of one severity and attributed as `domidOf` says. */
const chatty = (level: LogLevel, domidOf: (domid: number) => number = (domid) => domid): readonly Change[] =>
  defect((seams) =>
    wrapBackend(
      seams,
      'logMsiFailure',
      () => (driver, _site, text, domid) => driver.kernel.log.print(level, text, domidOf(domid)),
    ),
  );

describe('log-rate', () => {
  it('reports a message without limiter (XSA-43)', () => {
    expect(judged(nic, [refused], chatty(LogLevel.Warning))).toEqual([
      'log-rate/unlimited/error-enabling-msi-x-for-guest-err',
    ]);
    expect(judged(nic, [refused])).toEqual([]);
  });

  it('reports the line per failed memory-write-invalidate (HDR-14)', () => {
    const vf = connected('nvme-sriov#02:00.1');
    const write: Action = { do: 'op', cmd: 1, offset: 4, size: 2, value: 0x10, times: 24 };
    expect(judged(vf, [write])).toEqual(['log-rate/unlimited/cannot-enable-memory-write-invalidate']);
    expect(judged(vf, [{ ...write, times: 10 }])).toEqual([]);
  });

  it('reports the line per helper that cannot be installed (ISR-07)', () => {
    const attempt: Action[] = [
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
      { do: 'fault', what: 'requestIrq' },
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 3 },
    ];
    const attempts = (times: number): Action[] => Array.from({ length: times }, () => attempt).flat();
    expect(judged(nic, attempts(11))).toEqual([
      'log-rate/unlimited/error-installing-the-handler-for-irq-err',
    ]);
    expect(judged(nic, attempts(10))).toEqual([]);
  });

  it('counts what a limiter would let through: 10 lines in 5 seconds', () => {
    const pace = (jiffies: number): Action[] =>
      Array.from({ length: 24 }, (): Action[] => [
        { do: 'op', cmd: 4, value: 99 },
        { do: 'advance', jiffies },
      ]).flat();
    expect(judged(nic, pace(100), chatty(LogLevel.Warning))).toHaveLength(1);
    expect(judged(nic, pace(130), chatty(LogLevel.Warning))).toEqual([]);
  });

  it('counts as a limiter does: its 5 seconds begin with a line, and the next with the first line after them', () => {
    const failing = connected('q35-chipset#00:1f.3');
    const fail = (times: number): Action => ({ do: 'op', cmd: 2, times });
    const wait = (jiffies: number): Action => ({ do: 'advance', jiffies });
    expect(judged(failing, [fail(1), wait(10), fail(9), wait(1240), fail(1), fail(1)])).toEqual([]);
  });

  it('counts a wording once for all devices and numbers', () => {
    const both: Setup = {
      ...nic,
      devices: [
        { name: 'nic', guest: 0 },
        { name: 'nic-2', guest: 0 },
      ],
    };
    const half: Action = { do: 'op', cmd: 4, value: 99, times: 8 };
    expect(judged(both, [half, { ...half, device: 1, value: 77 }], chatty(LogLevel.Warning))).toHaveLength(1);
  });

  it('accepts debug lines, lines that a limiter dropped, and lines that no guest caused', () => {
    expect(judged(nic, [refused], chatty(LogLevel.Debug))).toEqual([]);
    expect(judged(nic, [{ do: 'op', cmd: 2, times: 64 }])).toEqual([]);
    expect(
      judged(
        nic,
        [refused],
        chatty(LogLevel.Err, () => -1),
      ),
    ).toEqual([]);
  });

  it('accepts the one line per binding about a dropped write (CONF-22)', () => {
    expect(judged(nic, [{ do: 'op', cmd: 1, offset: 0x48, size: 4, value: 1, times: 64 }])).toEqual([]);
  });

  it('does not hold against a guest what root writes in the directory of the backend', () => {
    const rebuilt: Action[] = [
      { do: 'node', name: 'state', value: '5' },
      { do: 'toolstack', step: 'create', hold: true },
    ];
    const unreadable: Action = { do: 'backendNode', name: 'state', value: '2x' };
    expect(judged(nic, [...rebuilt, unreadable])).toEqual([]);
    // Lines of other origin count all the same.
    expect(judged(nic, [unreadable, refused], chatty(LogLevel.Warning))).toHaveLength(1);
  });

  it('does not hold against a guest the lines of the error recovery, which the host begins (AER-03)', () => {
    const recover: Action = { do: 'aer', callback: 'recover' };
    const recovered = [{ do: 'frontend', step: 'close' } as const, ...Array<Action>(12).fill(recover)];
    expect(judged(nic, recovered)).toEqual([]);
    // Lines of other origin count all the same.
    expect(judged(nic, [...Array<Action>(6).fill(recover), refused], chatty(LogLevel.Warning))).toHaveLength(
      1,
    );
  });

  it('does not hold against a guest what xenstore fails (AER-20)', () => {
    expect(
      judged(nic, [
        { do: 'aer', callback: 'detected' },
        { do: 'fault', what: 'xenstoreConflict', count: 10 },
        { do: 'fault', what: 'xenstoreWrite', count: 11 },
        { do: 'answer', result: 1 },
      ]),
    ).toEqual([]);
  });
});
