import { describe, expect, it } from 'vitest';
import { shippedDevices } from '../campaign/device-files.ts';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Action } from '../program/program.ts';
import { read, write } from './actions.ts';
import * as look from './expect.ts';
import { Seen } from './seen.ts';

const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('no profile');
const executor = new ModelExecutor(shippedDevices(), made.profile);
const ran = (...actions: readonly Action[]): Seen =>
  new Seen(
    executor.run(
      {
        setup: {
          topology: 'vpci',
          guests: 1,
          devices: [{ name: 'e1000e', guest: 0 }],
          start: 'connected',
        },
        actions,
      },
      'full',
    ),
  );
const holds = (expectation: look.Expectation, seen: Seen): boolean =>
  look.agrees(expectation, expectation.observe(seen));

describe('agrees', () => {
  const of = (match: 'includes' | 'lacks', expected: unknown[]): look.Expectation => {
    const bare = look.observed('x', [], () => [], expected);
    return match === 'includes' ? look.including(bare) : look.lacking(bare);
  };

  it('compares deeply, order and length included', () => {
    const two = look.replies([
      [0, 1],
      [0, 2],
    ]);
    expect(
      look.agrees(two, [
        [0, 1],
        [0, 2],
      ]),
    ).toBe(true);
    expect(
      look.agrees(two, [
        [0, 2],
        [0, 1],
      ]),
    ).toBe(false);
    expect(look.agrees(two, [[0, 1]])).toBe(false);
    expect(look.agrees(look.replies([[0, undefined]]), [[0, 0]])).toBe(false);
  });

  it('finds every one, or none, among others', () => {
    expect(look.agrees(of('includes', [[1], [2]]), [[2], [3], [1]])).toBe(true);
    expect(look.agrees(of('includes', [[1], [4]]), [[2], [3], [1]])).toBe(false);
    expect(look.agrees(of('lacks', [[4], [5]]), [[2], [3]])).toBe(true);
    expect(look.agrees(of('lacks', [[4], [2]]), [[2], [3]])).toBe(false);
  });

  it('says in its name how it compares', () => {
    expect(of('includes', []).what).toBe('x, among others');
    expect(of('lacks', []).what).toBe('x: none of these');
  });
});

/** An expectation that holds, and one that differs from it a little. */
const pairs: Readonly<Record<string, readonly [look.Expectation, look.Expectation]>> = {
  replies: [
    look.replies([
      [0, 7],
      [-2, 0],
    ]),
    look.replies([[0, 7]]),
  ],
  reply: [look.reply(1, -2, 0), look.reply(0, -2, 0)],
  errs: [look.errs([0, -2]), look.errs([0, -3])],
  configWrites: [look.configWrites([[4, 3, 7]], 0), look.configWrites([[4, 7, 3]], 0)],
  stores: [
    look.stores(
      [
        [8, 0xfffffffe],
        [32, 0],
      ],
      1,
    ),
    look.stores([[8, 0xfffffffe]], 1),
  ],
  flagChanges: [look.flagChanges([[0, 2]], 0), look.flagChanges([[0, 1]], 0)],
  nodes: [look.nodes('state', []), look.nodes('state', ['4'])],
  dom0Writes: [look.dom0Writes([]), look.dom0Writes(['state=4'])],
  states: [look.states([]), look.states([4])],
  logs: [look.logs([]), look.logs(['x'])],
  logCount: [look.logCount(0), look.logCount(1)],
  warnCount: [look.warnCount(0), look.warnCount(1)],
  eois: [look.eois([[0, 0]], 1), look.eois([[1, 0]], 1)],
  count: [look.count('Notify', 2), look.count('Notify', 1)],
  'count of some': [look.count('Notify', 2, { b: 1 }), look.count('Notify', 2, { b: 0 })],
  order: [
    look.order(['WorkStart', 'WorkEnd'], ['WorkStart', 'WorkEnd'], 0),
    look.order(['WorkStart'], [], 0),
  ],
  device: [look.device({ command: 7, inUse: true }), look.device({ command: 7, inUse: false })],
  'a device that is bound': [look.device({}), look.device(null)],
  registers: [look.registers({ 0: [4, 0x10d38086], 4: [2, 7] }), look.registers({ 0: [2, 0x8087] })],
  connection: [look.connection({ mapped: true }), look.connection({ mapped: true, backendState: 5 })],
  crash: [look.observed('x', [], () => null, null), look.crash('bug', 'x')],
  pageWords: [look.pageWords({ 'op.size': 3, 32: 0 }), look.pageWords({ 'op.size': 4 })],
  aerVerdicts: [look.aerVerdicts([]), look.aerVerdicts([[0, 2]])],
};

describe('expectations', () => {
  it.each(Object.entries(pairs))('%s holds for what is so, and not for what is not', (_, [right, wrong]) => {
    const seen = ran(write(4, 2, 7), read(0, 3));
    expect([right.expected, right.observe(seen)]).toEqual([right.expected, right.expected]);
    expect(holds(right, seen)).toBe(true);
    expect(holds(wrong, seen)).toBe(false);
  });

  it('fetches are of every word of the slot, and of no AER word', () => {
    const words = ran(read(0));
    expect(
      holds(
        look.including(
          look.fetches([
            [4, 4],
            [24, 4],
          ]),
        ),
        words,
      ),
    ).toBe(true);
    expect(holds(look.lacking(look.fetches([[552, 4]])), words)).toBe(true);
    expect(holds(look.fetches([], 0), words)).toBe(false);
  });

  it('tell a device that is gone, and one that should be', () => {
    const gone = ran({ do: 'unbind' });
    expect(holds(look.device(null), gone)).toBe(true);
    expect(holds(look.device({ inUse: false }), gone)).toBe(false);
    expect(look.registers({ 0: [4, 0] }).observe(gone)).toBeNull();
  });

  it('name what an executor must show', () => {
    for (const [right] of Object.values(pairs))
      expect(right.needs.every((one) => executor.sees.has(one))).toBe(true);
    expect(look.replies([]).needs).toEqual(['fetches']);
    expect(look.crash('bug', 'x').needs).toEqual([]);
  });

  it('say which action they are about', () => {
    expect(look.replies([], 3).what).toBe('replies [err, value] of action 3');
    expect(look.count('Notify', 0, { b: 1 }, 0).what).toBe('number of Notify {"b":1} of action 0');
  });
});

describe('reports in the error node', () => {
  const said = (text: string): Seen => ({ nodes: () => [text] }) as unknown as Seen;
  const told = (text: string, ...names: string[]): boolean =>
    holds(look.errorReports([{ errno: 22, names }]), said(text));

  it('are told by errno and by what they name, not by their words', () => {
    expect(told('22 Cannot locate 0000:03:00.0!', 'locate', '0000:03:00.0')).toBe(true);
    expect(told('22 locate', 'locate', 'device')).toBe(false);
    expect(told('2 locate', 'locate')).toBe(false);
    expect(told('locate', 'locate')).toBe(false);
  });

  it('are as many as expected', () => {
    expect(holds(look.errorReports([]), said('22 locate'))).toBe(false);
  });
});
