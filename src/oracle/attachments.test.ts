import { expect, it } from 'vitest';
import { EventLog } from '../executor/event-log.ts';
import { Ev } from '../platform/recorder.ts';
import { Attachments } from './attachments.ts';

/** Whether the page of domain 1 is mapped and its channel bound, after records of a kind with these arguments. */
function after(start: boolean, ...records: [Ev, ...number[]][]): boolean[] {
  const log = new EventLog();
  const attachments = new Attachments([{ domid: 1, mapped: start, bound: start }]);
  records.forEach(([code, a, b, c], i) => {
    log.emit(code, a, b, c);
    attachments.note(log, i);
  });
  return [attachments.mapped(1), attachments.bound(1)];
}

it('attachments begin as the connections do; a domain without one has nothing', () => {
  expect(after(true)).toEqual([true, true]);
  expect(after(false)).toEqual([false, false]);
  const none = new Attachments([]);
  expect([none.mapped(1), none.bound(1)]).toEqual([false, false]);
});

it.each<readonly [string, boolean, readonly [Ev, ...number[]][], boolean[]]>([
  ['a map', false, [[Ev.GrantMap, 1, 8, 0]], [true, false]],
  ['a map that failed', false, [[Ev.GrantMap, 1, 8, -1]], [false, false]],
  ['an unmap', true, [[Ev.GrantUnmap, 1, 8]], [false, true]],
  ['a bind', false, [[Ev.ChannelBind, 1, 0]], [false, true]],
  ['a bind that failed', false, [[Ev.ChannelBind, 1, -28]], [false, false]],
  ['an unbind', true, [[Ev.ChannelUnbind, 1, 20]], [true, false]],
  [
    'what another domain does',
    false,
    [
      [Ev.GrantMap, 2, 8, 0],
      [Ev.ChannelBind, 2, 20],
    ],
    [false, false],
  ],
  ['records of other kinds', true, [[Ev.StateSwitch, 1, 6]], [true, true]],
  [
    'both again',
    true,
    [
      [Ev.GrantUnmap, 1, 8],
      [Ev.ChannelUnbind, 1, 20],
      [Ev.GrantMap, 1, 9, 0],
      [Ev.ChannelBind, 1, 21],
    ],
    [true, true],
  ],
])('attachments after %s', (_, start, records, expected) => {
  expect(after(start, ...records)).toEqual(expected);
});
