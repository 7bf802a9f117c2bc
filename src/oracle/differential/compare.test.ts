import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { compareExecutions } from './compare.ts';
import { type Explanation, OVER } from './difference.ts';
import { executionOf, type Made, pairOf } from './testing/pair.ts';

const fetch = (value: number): Made => [Ev.Fetch, 1, 8, 4, value, 4];
const action: Made = [Ev.Action, 0];

describe('two executions', () => {
  it('are the same when every record and the end are', () => {
    const { differences, observables } = compareExecutions(
      pairOf([action, fetch(1)], [action, fetch(1)]),
      [],
    );
    expect(differences).toEqual([]);
    expect(observables).toBeGreaterThan(2);
  });

  it('differ in the argument that is another, and the rest is left aside', () => {
    const { differences } = compareExecutions(
      pairOf([action, fetch(1), fetch(1)], [action, fetch(2), fetch(3)]),
      [],
    );
    expect(differences).toMatchObject([
      { observable: 'Fetch.value', fingerprint: 'differential/Fetch.value/op', rule: null },
    ]);
  });

  it.each<readonly [string, readonly Made[], readonly Made[], string]>([
    ['a record more', [action], [action, fetch(1)], 'differential/nothing-not-Fetch/op'],
    ['a record less', [action, fetch(1)], [action], 'differential/Fetch-not-nothing/op'],
    ['before the first action', [fetch(1)], [fetch(2)], 'differential/Fetch.value/start'],
    [
      'a text',
      [[Ev.LockAcquire, 'dev_lock', 1]],
      [[Ev.LockAcquire, 'device_lock', 1]],
      'differential/LockAcquire.lock/start',
    ],
    [
      'the severity of a line',
      [[Ev.Log, 3, 'a', 0, 1]],
      [[Ev.Log, 4, 'a', 0, 1]],
      'differential/Log.severity-0-emerg-to-7-debug/start',
    ],
  ])('differ by %s', (_, left, right, fingerprint) => {
    expect(compareExecutions(pairOf(left, right), []).differences).toMatchObject([{ fingerprint }]);
  });

  it('may use words of their own in lines, and ids of their own for texts', () => {
    const left: Made[] = [
      [Ev.Log, 3, 'one', 0, 1],
      [Ev.LockAcquire, 'dev_lock', 1],
    ];
    const right: Made[] = [
      [Ev.Log, 3, 'two', 0, 1],
      [Ev.LockAcquire, 'dev_lock', 1],
    ];
    expect(compareExecutions(pairOf(left, right), []).differences).toEqual([]);
  });

  it('may use words of their own for a crash, but not another kind or site', () => {
    const crashed = (words: string, site: string) => ({
      ...executionOf([[Ev.Oops, words]]),
      crash: { kind: 'bug', site, message: words } as const,
    });
    const left = crashed('one', 'a');
    expect(compareExecutions({ left, right: crashed('two', 'a') }, []).differences).toEqual([]);
    expect(compareExecutions({ left, right: crashed('one', 'b') }, []).differences).toMatchObject([
      { observable: 'end.crash' },
    ]);
  });

  it('have nothing more to compare behind a crash that is explained', () => {
    const over: Explanation = {
      id: 'crash',
      rule: 'XB-01',
      kind: 'rule',
      title: '',
      records: ({ right, r }) => (right.log.codes[r] === Ev.Oops ? OVER : null),
    };
    const left = executionOf([action, fetch(1)], { boundDevices: 1 });
    const right = executionOf([action, [Ev.Oops, 'a']]);
    const { differences } = compareExecutions({ left, right }, [over]);
    expect(differences.map(({ rule }) => rule)).toEqual(['crash']);
  });

  it('are not held to what one of them cannot see', () => {
    const { left, right } = pairOf([fetch(1)], []);
    const blind = { ...right, sees: new Set([...right.sees].filter((one) => one !== 'fetches')) };
    expect(compareExecutions({ left, right: blind }, []).differences).toEqual([]);
  });

  it('go on behind what is explained', () => {
    const accepts: Explanation = {
      id: 'one-more',
      rule: 'XB-01',
      kind: 'rule',
      title: '',
      records: ({ right, r }) => (right.log.codes[r] === Ev.Eoi ? { left: 0, right: 1 } : null),
    };
    const { differences } = compareExecutions(pairOf([action, fetch(1)], [action, [Ev.Eoi, 1], fetch(2)]), [
      accepts,
    ]);
    expect(differences.map(({ rule, observable }) => [rule, observable])).toEqual([
      ['one-more', 'Fetch or Eoi'],
      [null, 'Fetch.value'],
    ]);
  });

  it('differ in the state at the end, without numbers in the name', () => {
    const state = {
      domid: 1,
      backendState: 4,
      frontendState: 4,
      mapped: true,
      bound: true,
      eoiMissing: false,
    };
    const left = executionOf([], { connections: [{ ...state, page: () => null }] });
    const right = executionOf([], { connections: [{ ...state, mapped: false, page: () => null }] });
    expect(compareExecutions({ left, right }, []).differences).toMatchObject([
      { observable: 'end.connections.N.mapped', left: 'true', right: 'false', rule: null },
    ]);
  });

  it('may hold other amounts of memory, but not leak on one side alone', () => {
    const left = executionOf([], { allocated: 128, allocatedAtStart: 0 });
    const same = executionOf([], { allocated: 120, allocatedAtStart: 0 });
    const none = executionOf([], {});
    expect(compareExecutions({ left, right: same }, []).differences).toEqual([]);
    expect(compareExecutions({ left, right: none }, []).differences).toMatchObject([
      { observable: 'end.leaks' },
    ]);
  });
});
