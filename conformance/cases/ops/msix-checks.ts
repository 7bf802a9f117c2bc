import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  hardware,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, device, logCount, observed, reply, stores } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { both, decode, hostCalls, msixEndpoint, ownMsix, size, vectorsReturned } from './tools.ts';

/** Where a virtual function's physical one is, by its name in the dump. */
const physical = ({ name, description: { physfnAddress: at } }: DeviceFacts): string => {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  if (at === null) throw new RangeError(`${name} has no physical function`);
  return `${name.replace(/#.*/, '')}#${hex(at.bus)}:${hex(at.devfn >> 3)}.${at.devfn & 7}`;
};
/** Refused before the host is asked: err, the value as sent, nothing stored behind it. */
const early = (err: number, value: number, action: number) => [
  reply(action, err, value),
  hostCalls('EnableMsix', 0, action),
  configWrites([], action),
  logCount(0, action),
  stores(
    [
      [8, err >>> 0],
      [32, value],
    ],
    action,
  ),
];

/** Cases of OPS-11 to OPS-14: refusals before the host is asked. */
export const msixCheckCases: readonly Case[] = cases(
  {
    id: 'OPS-11/1',
    title: 'more than 128 vectors are refused at once, taken as an unsigned number',
    on: 'each',
    needs: need.ordinary,
    steps: () => [decode(true), enableMsix(129), enableMsix(0x80000000), enableMsix(0xffffffff)],
    expect: () => [...early(-22, 129, 1), ...early(-22, 0x80000000, 2), ...early(-22, 0xffffffff, 3)],
  },
  {
    id: 'OPS-11/2',
    title: '128 vectors are put to the host',
    on: 'each',
    needs: ownMsix,
    steps: () => [decode(true), enableMsix(128)],
    expect: () => [reply(1, -28, 0xffffffe4), hostCalls('EnableMsix', 1, 1, 128)],
  },
  {
    id: 'OPS-11/3',
    title: 'the count is judged before anything else',
    on: 'each',
    needs: ownMsix,
    steps: () => [
      decode(true),
      enableMsix(1),
      enableMsix(129),
      disableMsix(),
      decode(false),
      enableMsix(129),
    ],
    expect: () => [...early(-22, 129, 2), ...early(-22, 129, 5)],
  },
  {
    id: 'OPS-12/1',
    title: 'MSI-X cannot be enabled twice',
    on: 'each',
    needs: ownMsix,
    steps: () => [decode(true), enableMsix(1), enableMsix(1), decode(false), enableMsix(2)],
    expect: () => [
      reply(1, 0, 0),
      ...early(-114, 1, 2),
      ...early(-114, 2, 4),
      device({ msixEnabled: true, vectors: 1 }),
    ],
  },
  {
    id: 'OPS-13/1',
    title: 'MSI-X cannot be enabled while MSI is',
    on: 'each',
    needs: both,
    steps: () => [decode(true), enableMsi(), enableMsix(1), disableMsi(), enableMsix(1)],
    expect: () => [...early(-6, 1, 2), reply(4, 0, 0), device({ msiEnabled: false, msixEnabled: true })],
  },
  {
    id: 'OPS-13/2',
    title: 'MSI-X needs MEMORY in the hardware COMMAND, and no other bit',
    on: 'each',
    needs: ownMsix,
    steps: () => [hardware(4, 2, 0xfffd), enableMsix(1), decode(true), enableMsix(1)],
    expect: () => [...early(-6, 1, 1), reply(3, 0, 0)],
  },
  {
    id: 'OPS-13/3',
    title: 'what the guest reads as COMMAND does not count',
    on: 'each',
    needs: ownMsix,
    steps: () => [
      write(4, 2, 2),
      hardware(4, 2, 0),
      enableMsix(1),
      read(4, 2),
      write(4, 2, 0),
      decode(true),
      enableMsix(1),
    ],
    expect: () => [...early(-6, 1, 2), reply(3, 0, 2), reply(6, 0, 0)],
  },
  {
    id: 'OPS-13/4',
    title: 'of a virtual function the COMMAND of its physical one counts, not its own',
    on: 'each',
    needs: need.all(msixEndpoint, need.virtualFunction),
    setup: (d) => ({ others: [{ name: physical(d), hostDriver: true }] }),
    steps: () => [
      decode(false, 1),
      hardware(4, 2, 2),
      enableMsix(1),
      decode(true, 1),
      hardware(4, 2, 0),
      enableMsix(1),
    ],
    expect: () => [...early(-6, 1, 2), reply(5, 0, 0), vectorsReturned([[0, 0]], 5)],
  },
  {
    id: 'OPS-14/1',
    title: 'without memory for the entry table the request fails before the host is asked',
    on: 'each',
    needs: ownMsix,
    steps: () => [decode(true), { do: 'fault', what: 'alloc' }, enableMsix(1), enableMsix(1)],
    expect: () => [...early(-12, 1, 2), reply(3, 0, 0)],
  },
  {
    id: 'OPS-14/2',
    title: 'the table is given back, whether the host served the request or not',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(1), disableMsix(), enableMsix(size(d) + 1), enableMsix(size(d))],
    expect: () => [
      reply(4, 0, 0),
      observed(
        'bytes that the driver holds more than at the start',
        ['inspection'],
        ({ execution: { final } }) => final.allocated - final.allocatedAtStart,
        0,
      ),
    ],
  },
);
