import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Action } from '../../../program/program.ts';
import { type EndPlace, type Explanation, type Extent, OVER, type Pair } from '../difference.ts';
import { executionOf, type Made, pairOf } from '../testing/pair.ts';
import { debugLine } from './debug-line.ts';
import { explanations } from './index.ts';

const NODE = '/local/domain/0/error/backend/pci/1/0/error';

/** The last record of each side is where they part. */
function asked(id: string, left: readonly Made[], right: readonly Made[]): Extent | typeof OVER | null {
  const one = explanations.find((candidate) => candidate.id === id) as Explanation;
  return one.records?.({ ...pairOf(left, right), l: left.length - 1, r: right.length - 1 }) ?? null;
}

const eoi: Made = [Ev.Eoi, 1];

describe('an explanation', () => {
  it.each<readonly [string, readonly Made[], readonly Made[], Extent]>([
    [
      'error-words',
      [[Ev.XenstoreWrite, 0, NODE, '22 this']],
      [[Ev.XenstoreWrite, 0, NODE, '22 that']],
      { left: 1, right: 1 },
    ],
  ])('%s accepts its difference', (id, left, right, extent) => {
    expect(asked(id, left, right)).toEqual(extent);
  });

  it.each<readonly [string, string, readonly Made[], readonly Made[]]>([
    [
      'error-words',
      'another number',
      [[Ev.XenstoreWrite, 0, NODE, '22 a']],
      [[Ev.XenstoreWrite, 0, NODE, '12 a']],
    ],
    [
      'error-words',
      'another node',
      [[Ev.XenstoreWrite, 0, '/local/domain/0/backend/pci/1/0/state', '4 a']],
      [[Ev.XenstoreWrite, 0, '/local/domain/0/backend/pci/1/0/state', '4 b']],
    ],
    ['oops-task', 'the same task', [[Ev.Oops, 'a']], [[Ev.Oops, 'a']]],
    ['error-words', 'a removal', [[Ev.XenstoreWrite, 0, NODE, '22 a']], [[Ev.XenstoreWrite, 0, NODE, '']]],
    [
      'error-words',
      'another writer',
      [[Ev.XenstoreWrite, 0, NODE, '22 a']],
      [[Ev.XenstoreWrite, 1, NODE, '22 b']],
    ],
  ])('%s refuses %s', (id, _, left, right) => {
    expect(asked(id, left, right)).toBeNull();
  });

  it('oops-task accepts a crash that the model stamped with no task', () => {
    const pair = pairOf([[Ev.Oops, 'a']], [[Ev.Oops, 'in words of its own']]);
    pair.right.log.data[2] = 5;
    const one = explanations.find(({ id }) => id === 'oops-task') as Explanation;
    expect(one.records?.({ ...pair, l: 0, r: 0 })).toEqual({ left: 1, right: 1 });
  });

  describe('debug-line', () => {
    const on: Action = { do: 'dynamicDebug', module: 'pciback', state: 'on' };
    const off: Action = { ...on, state: 'off' };
    const frontend: Action = { ...on, module: 'pcifront' };
    const atPoint: Action = { do: 'op', cmd: 0, at: [{ on: 'notify', nth: 1, then: [on] }] };
    const ofModel: Made = [Ev.Log, 7, 'guest 1: err 0 value 0x0', 0, 1];
    const ofDriver: Made = [Ev.Log, 7, '0000:01:00.0: read 4 bytes', 0, 1];
    const began: Made = [Ev.Action, 0];

    /** Both sides do the actions' records first; the last record is where they part. */
    function between(actions: readonly Action[], before: readonly Made[], left: Made, right: Made) {
      const pair = pairOf([...before, left], [...before, right]);
      const place = { l: before.length, r: before.length };
      const of = (one: Execution): Execution => ({ ...one, program: { ...one.program, actions } });
      return debugLine.records?.({ left: of(pair.left), right: of(pair.right), ...place });
    }

    it('accepts one of either side while the program has them on', () => {
      expect(between([on], [began], ofModel, eoi)).toEqual({ left: 1, right: 0 });
      expect(between([on], [began], eoi, ofDriver)).toEqual({ left: 0, right: 1 });
      const hit: Made = [Ev.PointHit, 0, 0];
      expect(between([atPoint], [began, hit], eoi, ofDriver)).toEqual({ left: 0, right: 1 });
      for (const line of ['pci-1-0: state', 'xen_pciback: wants'])
        expect(between([on], [began], eoi, [Ev.Log, 7, line, 0, -1])).toEqual({ left: 0, right: 1 });
    });

    it.each<readonly [string, readonly Action[], readonly Made[], Made, Made]>([
      ['one without dynamic debug', [{ do: 'op', cmd: 0 }], [began], eoi, ofDriver],
      ['one before it is switched on', [on], [], eoi, ofDriver],
      ['one of a point that was not reached', [atPoint], [began], eoi, ofDriver],
      ['one after it was switched off', [on, off], [began, [Ev.Action, 1]], ofModel, eoi],
      ["one while only the frontend's are on", [frontend], [began], ofModel, eoi],
      ['another severity', [on], [began], [Ev.Log, 6, 'guest 1: err', 0, 1], eoi],
      ['one that a limiter kept back', [on], [began], eoi, [Ev.Log, 7, '0000:01:00.0: read', 1, 1]],
      ['a line of another form of the model', [on], [began], [Ev.Log, 7, 'pciback: a', 0, 1], eoi],
      ['a line of nobody', [on], [began], eoi, [Ev.Log, 7, 'a', 0, 1]],
      ["the driver's form on the model's side", [on], [began], ofDriver, eoi],
      ['what is no line', [on], [began], eoi, [Ev.Eoi, 7]],
    ])('refuses %s', (_, actions, before, left, right) => {
      expect(between(actions, before, left, right)).toBeNull();
    });
  });

  describe('a crash of the driver alone', () => {
    type Crash = NonNullable<Execution['crash']>;
    const crashOf = (kind: Crash['kind'], site: string): Crash => ({ kind, site, message: '' });
    const barCrash = crashOf('bug', 'bar_release');
    const commandCrash = crashOf('null-dereference', 'command_read');
    const command: Made = [Ev.ConfigRead, 2, 4, 2, 0xffff, 0x88];
    const good: Made = [Ev.ConfigRead, 2, 4, 2, 7, 0];
    const oops: Made = [Ev.Oops, 'a'];

    /** Both sides have the records before; then the model does `next`, and the driver crashes. */
    function at(id: string, before: readonly Made[], crash: Crash | null, next: readonly Made[] = [eoi]) {
      const pair = pairOf([...before, ...next], [...before, oops]);
      const one = explanations.find((candidate) => candidate.id === id);
      return one?.records?.({ ...pair, right: { ...pair.right, crash }, l: before.length, r: before.length });
    }

    it('ends the comparison after what it is due to', () => {
      expect(at('freed-command', [command, eoi, good], barCrash)).toBe(OVER);
      expect(at('freed-command', [command], barCrash, [])).toBe(OVER);
      expect(at('unread-command', [command, eoi, good], commandCrash)).toBe(OVER);
    });

    it.each<readonly [string, string, readonly Made[], Crash | null]>([
      ['freed-command', 'another site', [command], crashOf('bug', 'kfree')],
      ['freed-command', 'another kind', [command], crashOf('use-after-free', 'bar_release')],
      ['freed-command', 'no crash', [command], null],
      ['freed-command', 'another function', [command, [Ev.HostExit, 1, 1, 0]], barCrash],
      ['freed-command', 'a read that succeeded', [[Ev.ConfigRead, 2, 4, 2, 0, 0]], barCrash],
      ['freed-command', 'a negative status', [[Ev.ConfigRead, 2, 4, 2, 0, -22]], barCrash],
      ['freed-command', 'another register', [[Ev.ConfigRead, 2, 6, 2, 0, 0x88]], barCrash],
      ['freed-command', 'another width', [[Ev.ConfigRead, 2, 4, 4, 0, 0x88]], barCrash],
      ['freed-command', 'no read at all', [], barCrash],
      ['freed-command', 'the crash of unread-command', [command], commandCrash],
      ['unread-command', 'the crash of freed-command', [command], barCrash],
      ['unread-command', 'another site', [command], crashOf('null-dereference', 'command_write')],
      ['unread-command', 'another function', [command, [Ev.ConfigRead, 1, 4, 2, 7, 0]], commandCrash],
    ])('%s refuses %s', (id, _, before, crash) => {
      expect(at(id, before, crash)).toBeNull();
    });

    it('refuses a crash of both', () => {
      expect(at('freed-command', [command], barCrash, [oops])).toBeNull();
    });

    it('refuses a read of one side, or one that comes later', () => {
      const pair = pairOf([eoi, eoi], [command, oops, command]);
      const one = explanations.find(({ id }) => id === 'freed-command');
      const right = { ...pair.right, crash: barCrash };
      expect(one?.records?.({ left: pair.left, right, l: 1, r: 1 })).toBeNull();
      const late = pairOf([good, eoi, command], [good, oops, command]);
      const place = { left: late.left, right: { ...late.right, crash: barCrash }, l: 1, r: 1 };
      expect(one?.records?.(place)).toBeNull();
      const later = pairOf([command, eoi], [good, oops, command]);
      const other = { left: later.left, right: { ...later.right, crash: barCrash }, l: 1, r: 1 };
      expect(one?.records?.(other)).toBeNull();
    });
  });

  describe('of the end', () => {
    const endOf = (id: string, place: Omit<EndPlace, 'left' | 'right'>, pair: Pair): boolean | undefined =>
      explanations.find((one) => one.id === id)?.end?.({ ...pair, ...place });
    const leaks = { part: 'leaks', was: 'false', is: 'true' };
    const quirk: Made = [Ev.AttributeStore, 'quirks', '0000:01:00.0-4:2:0', 18];
    const refused: Made = [Ev.AttributeStore, 'quirks', '0000:01:00.0-4:3:0', -22];
    const other: Made = [Ev.AttributeStore, 'new_slot', '0000:01:00.0', 18];
    const held = (records: readonly Made[], bytes: number, modelBytes = 0): Pair => ({
      left: executionOf(records, { allocated: 500 + modelBytes, allocatedAtStart: 500 }),
      right: executionOf(records, { allocated: 700 + bytes, allocatedAtStart: 700 }),
    });

    it('duplicate-quirk accepts one description for each write at the most', () => {
      expect(endOf('duplicate-quirk', leaks, held([quirk], 80))).toBe(true);
      expect(endOf('duplicate-quirk', leaks, held([quirk, quirk], 160))).toBe(true);
      // A device went meanwhile, on both sides.
      expect(endOf('duplicate-quirk', leaks, held([quirk], 40, -40))).toBe(true);
    });

    it.each<readonly [string, Partial<typeof leaks>, Pair]>([
      ['another amount', {}, held([quirk], 88)],
      ['more than was written', {}, held([quirk], 160)],
      ['a write that failed', {}, held([refused], 80)],
      ['another file', {}, held([other], 80)],
      ['an amount that the model does not share', {}, held([quirk], 80, -8)],
      ['a model that leaks', { was: 'true', is: 'false' }, held([quirk], 80)],
      ['another part', { part: 'now' }, held([quirk], 80)],
    ])('duplicate-quirk refuses %s', (_, place, pair) => {
      expect(endOf('duplicate-quirk', { ...leaks, ...place }, pair)).toBe(false);
    });

    const unloaded: Made = [Ev.DriverUnload, 0];
    const slot: Made = [Ev.AttributeStore, 'new_slot', '0000:01:00.0', 12];
    const everySlot: Made = [Ev.AttributeStore, 'new_slot', '0000:01:*.*', 11];
    const bound: Made = [Ev.Bind, 0, 0, 'pciback'];
    const withDevices = (pair: Pair, devices: number, hide = ''): Pair => {
      const setup = { ...pair.right.program.setup, devices: Array(devices).fill({ name: 'nic' }) };
      const program = { ...pair.right.program, setup, actions: [{ do: 'load', hide } as const] };
      return { left: { ...pair.left, program }, right: { ...pair.right, program } };
    };

    it('lost-match-list accepts an entry for each that was added at the most', () => {
      const is = (pair: Pair) => endOf('lost-match-list', leaks, pair);
      expect(is(held([slot, unloaded], 32))).toBe(true);
      expect(is(held([bound, unloaded], 32))).toBe(true);
      expect(is(held([everySlot, unloaded], 256 * 32))).toBe(true);
      expect(is(withDevices(held([unloaded], 64), 2))).toBe(true);
      expect(is(withDevices(held([unloaded], 64), 0, '({0})({1})'))).toBe(true);
      expect(is(withDevices(held([unloaded, [Ev.DriverLoad, 0], unloaded], 64), 1))).toBe(true);
      // Together with a description that duplicate-quirk speaks of.
      expect(is(held([slot, quirk, unloaded], 112))).toBe(true);
    });

    it.each<readonly [string, Partial<typeof leaks>, Pair]>([
      ['another amount', {}, held([slot, slot, unloaded], 40)],
      ['more than was added', {}, held([slot, unloaded], 64)],
      ['more than one slot of many', {}, held([everySlot, unloaded], 257 * 32)],
      ['more devices than there are', {}, withDevices(held([unloaded], 64), 1)],
      ['a load that failed', {}, withDevices(held([unloaded, [Ev.DriverLoad, -12]], 64), 1)],
      ['a driver that stays', {}, held([slot], 32)],
      ['an unloading that failed', {}, held([slot, [Ev.DriverUnload, -11]], 32)],
      ['a write that failed', {}, held([[Ev.AttributeStore, 'new_slot', 'x', -22], unloaded], 32)],
      ['a write to another file', {}, held([quirk, unloaded], 32)],
      ['a binding that failed', {}, held([[Ev.Bind, 0, -22, 'pciback'], unloaded], 32)],
      ['a description alone', {}, held([slot, quirk, unloaded], 80)],
      ['a model that leaks', { was: 'true', is: 'false' }, held([slot, unloaded], 32)],
      ['another part', { part: 'now' }, held([slot, unloaded], 32)],
    ])('lost-match-list refuses %s', (_, place, pair) => {
      expect(endOf('lost-match-list', { ...leaks, ...place }, pair)).toBe(false);
    });

    const command = { part: 'devices.2.guestCommand', was: '64835', is: '-1' };
    const failed: Made = [Ev.ConfigRead, 2, 4, 2, 0xffff, 0x88];
    const both = (record: Made): Pair => pairOf([record], [record]);

    it('unread-command accepts a cache of ones of a register that could not be read', () => {
      expect(endOf('unread-command', command, both(failed))).toBe(true);
      expect(
        endOf('unread-command', { ...command, part: 'returns.0.after.guestCommand' }, both(failed)),
      ).toBe(true);
    });

    it.each<readonly [string, Partial<typeof command>, Pair]>([
      ['another device', { part: 'devices.1.guestCommand' }, both(failed)],
      ['another part', { part: 'devices.2.powerState' }, both(failed)],
      ['another value', { was: '7' }, both(failed)],
      ['a value of the driver', { is: '64835', was: '-1' }, both(failed)],
      ['a read that succeeded', {}, both([Ev.ConfigRead, 2, 4, 2, 7, 0])],
      ['another register', {}, both([Ev.ConfigRead, 2, 6, 2, 0xffff, 0x88])],
      ['a negative status', {}, both([Ev.ConfigRead, 2, 4, 2, 0xffff, -22])],
      ['a read of one side', {}, pairOf([], [failed])],
    ])('unread-command refuses %s', (_, place, pair) => {
      expect(endOf('unread-command', { ...command, ...place }, pair)).toBe(false);
    });
  });

  it('has an id of its own, a rule and a title', () => {
    expect(new Set(explanations.map(({ id }) => id)).size).toBe(explanations.length);
    for (const { rule, title } of explanations) expect(rule !== '' && title !== '').toBe(true);
  });
});
