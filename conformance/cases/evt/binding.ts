import { advance, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, fetches, order, replies, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { flags, held, notify, run } from './steps.ts';

const fromTheStart = { on: 'one', setup: { start: 'bound' } } as const;
const create: Action = { do: 'toolstack', step: 'create' };
const publish: Action = { do: 'frontend', step: 'publish' };
const close: Action = { do: 'node', name: 'state', value: '6' };

/** The handler when the channel is bound and unbound (EVT-06, 07). */
export const bindingCases: readonly Case[] = cases(
  {
    id: 'EVT-06/1',
    ...fromTheStart,
    title:
      'the page is mapped before the channel is bound, and the channel unbound before the page is unmapped',
    steps: () => [create, publish, close],
    expect: () => [
      order(
        ['GrantMap', 'ChannelBind', 'HandlerEnter', 'ChannelUnbind', 'GrantUnmap'],
        ['GrantMap', 'ChannelBind', 'HandlerEnter', 'ChannelUnbind', 'GrantUnmap'],
      ),
      connection({ bound: false, mapped: false }),
    ],
  },
  {
    id: 'EVT-06/2',
    title: 'events sent after the disconnect reach no handler',
    on: 'one',
    steps: () => [close, { do: 'notify', times: 10 }, read(8)],
    expect: () => [count('ChannelUnbind', 1, {}, 0), count('HandlerEnter', 0), fetches([]), replies([])],
  },
  {
    id: 'EVT-06/3',
    title: 'events sent between unbinding and unmapping reach no handler either',
    on: 'one',
    steps: () => [held(read(8)), held(close), held(run('xenwatch', 8)), { do: 'notify', times: 10 }],
    expect: (d) => [
      count('ChannelUnbind', 1, {}, 2),
      count('GrantUnmap', 0, {}, 2),
      count('HandlerEnter', 0, {}, 3),
      reply(3, 0, d.dword(8)),
      order(['Notify', 'GrantUnmap'], ['Notify', 'GrantUnmap'], 3),
    ],
  },
  {
    id: 'EVT-07/1',
    ...fromTheStart,
    title: 'a request that was posted before the bind is served without any event',
    steps: (d) => [
      create,
      held(publish),
      { ...read(8), silent: true, device: -1, devfn: d.description.devfn & 7 },
    ],
    expect: (d) => [
      replies([[0, d.dword(8)]]),
      eois([[0, 0]]),
      count('GuestNotify', 0),
      count('HandlerEnter', 1),
      order(['ChannelBind', 'HandlerEnter', 'WorkStart'], ['ChannelBind', 'HandlerEnter', 'WorkStart']),
    ],
  },
  {
    id: 'EVT-07/2',
    ...fromTheStart,
    title: 'without a request the bind is one spurious event, without delay',
    steps: () => [create, publish],
    expect: () => [replies([]), eois([[1, 0]]), count('HandlerEnter', 1), count('WorkQueued', 0)],
  },
  {
    id: 'EVT-07/3',
    title: 'afterwards PCIF_active is not polled: only an event makes the backend look',
    on: 'one',
    steps: () => [read(8, 4, { silent: true }), advance(200_000), notify],
    expect: (d) => [replies([], 0), replies([], 1), replies([[0, d.dword(8)]], 2), count('HandlerEnter', 1)],
  },
  {
    id: 'EVT-07/4',
    title: 'a flag that is set by hand, without an event, is not seen either until one comes',
    on: 'one',
    steps: () => [read(8, 4, { inactive: true, silent: true }), flags('or', 1), advance(10), notify],
    expect: (d) => [replies([], 2), replies([[0, d.dword(8)]], 3)],
  },
);
