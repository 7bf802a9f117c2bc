import { describe, expect, it } from 'vitest';
import { spinLock } from '../backend/xenbus/testing/spin-lock.ts';
import { type Change, wrapBackend } from '../changes/change.ts';
import type { Action, Setup } from '../program/program.ts';
import { bound, connected, defect, findings, program } from './testing/bench.ts';

const nic = connected('nic');
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'lock');

const leave: Action = { do: 'toolstack', step: 'destroy' };
const recovery: Action[] = [{ do: 'aer', callback: 'detected' }, { do: 'answer' }];

describe('lock', () => {
  it('reports a task that waits for its own lock (B8)', () => {
    const again = defect((seams) => wrapBackend(seams, 'takesDeviceLock', () => () => true));
    expect(judged(nic, [{ do: 'unbind' }], again)).toContain('lock/self-deadlock/device_lock');
    expect(judged(nic, [{ do: 'unbind' }])).toEqual([]);
  });

  it('reports two locks taken in both orders', () => {
    const inverted = defect((seams) =>
      wrapBackend(
        seams,
        'waitForAnswer',
        (previous) =>
          function* (driver, psdev, connection, page) {
            yield* connection.devLock.acquire();
            const answered = yield* previous(driver, psdev, connection, page);
            connection.devLock.release();
            return answered;
          },
      ),
    );
    const [found, ...others] = judged(
      nic,
      [...recovery, { do: 'toolstack', step: 'remove' }, { do: 'frontend', step: 'reconfiguring' }],
      inverted,
    );
    expect(found).toMatch(/^lock\/order-inversion\//);
    expect(others.every((other) => other.startsWith('lock/order-inversion/'))).toBe(true);
    expect(
      judged(nic, [
        ...recovery,
        { do: 'toolstack', step: 'remove' },
        { do: 'frontend', step: 'reconfiguring' },
      ]),
    ).toEqual([]);
  });

  it('reports sleeping under a spinlock (B12)', () => {
    const spinning = defect((seams) =>
      wrapBackend(
        seams,
        'connectionLock',
        () => (connection) => spinLock(connection.driver.kernel, 'dev_lock'),
      ),
    );
    const found = judged(
      bound('nic'),
      [
        { do: 'toolstack', step: 'create' },
        { do: 'frontend', step: 'publish' },
      ],
      spinning,
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((fingerprint) => /^lock\/sleep-in-atomic\/.+\+dev_lock$/.test(fingerprint))).toBe(
      true,
    );
  });

  it('reports sleeping in the handler of an event (C3)', () => {
    const sleeping = defect((seams) =>
      wrapBackend(seams, 'eoiInHandler', (previous) => (connection, found) => {
        connection.driver.kernel.mightSleep('xenbus_dev_fatal');
        previous(connection, found);
      }),
    );
    expect(judged(nic, [{ do: 'notify' }], sleeping)).toEqual(['lock/sleep-in-atomic/xenbus_dev_fatal']);
    expect(judged(nic, [{ do: 'notify' }])).toEqual([]);
  });

  it('reports a task that ends with a lock held', () => {
    const keeping = defect((seams) =>
      wrapBackend(
        seams,
        'waitForAnswer',
        (previous) =>
          function* (driver, psdev, connection, page) {
            yield* connection.devLock.acquire();
            return yield* previous(driver, psdev, connection, page);
          },
      ),
    );
    expect(judged(nic, recovery, keeping)).toContain('lock/held-at-exit/dev_lock');
    expect(judged(nic, recovery)).toEqual([]);
  });

  it('reports a lock that another than its owner releases', () => {
    const early = defect((seams) =>
      wrapBackend(seams, 'markFree', (previous) => (driver, psdev) => {
        previous(driver, psdev);
        driver.sem.release();
      }),
    );
    expect(judged(nic, [leave], early)).toEqual([expect.stringMatching(/^lock\/not-owner\//)]);
    expect(judged(nic, [leave])).toEqual([]);
  });

  it('keeps faults of different locks apart', () => {
    const sleeping = (name: string): readonly Change[] =>
      defect((seams) =>
        wrapBackend(seams, 'eoiInHandler', (previous) => (connection, found) => {
          connection.driver.kernel.mightSleep(name);
          previous(connection, found);
        }),
      );
    const [first] = judged(nic, [{ do: 'notify' }], sleeping('first'));
    const [second] = judged(nic, [{ do: 'notify' }], sleeping('second'));
    expect([first, second]).toEqual(['lock/sleep-in-atomic/first', 'lock/sleep-in-atomic/second']);
  });
});
