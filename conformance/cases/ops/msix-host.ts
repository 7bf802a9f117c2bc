import { enableMsix, hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import {
  configWrites,
  count,
  device,
  type Expectation,
  logCount,
  registers,
  reply,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { decode, entries, hostCalls, ownMsix, size, vectorsReturned } from './tools.ts';

/** The host's -22, as err and value. */
const invalid = (action: number): Expectation => reply(action, -22, 0xffffffea);
const noSpace = (action: number): Expectation => reply(action, -28, 0xffffffe4);
/** First number of a BAR that the device does not have. */
const missing = (d: DeviceFacts): number =>
  [5, 4, 3, 2, 1, 0].find(
    (index) => !d.bars.some((bar) => bar.index === index || (bar.is64 && bar.index + 1 === index)),
  ) ?? 7;

/** Cases of OPS-19 to OPS-21 and OPS-23: how the host judges an MSI-X request. */
export const msixHostCases: readonly Case[] = cases(
  {
    id: 'OPS-19/1',
    title: 'a count of 0 is refused by the host',
    on: 'each',
    needs: ownMsix,
    steps: () => [decode(true), enableMsix(0)],
    expect: () => [invalid(1), hostCalls('EnableMsix', 1, 1, 0), logCount(1), configWrites([])],
    accept: {
      'count-zero-refused': () => [
        reply(1, -22, 0),
        hostCalls('EnableMsix', 0),
        logCount(0),
        configWrites([]),
      ],
    },
  },
  {
    id: 'OPS-20/1',
    title: 'a device that is not in D0 is refused before its table is looked at',
    on: 'each',
    needs: need.all(ownMsix, need.pm),
    steps: (d) => [
      decode(true),
      write(d.pm + 4, 2, (d.word(d.pm + 4) & 0x9e00) | 3),
      enableMsix(1),
      enableMsix(size(d) + 1),
    ],
    expect: () => [invalid(2), invalid(3)],
  },
  {
    id: 'OPS-20/2',
    title: 'MSI that is off for the host or the device counts for MSI-X too',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), { do: 'pciFlag', flag: 'no_msi' }, enableMsix(1), enableMsix(size(d) + 1)],
    expect: () => [invalid(2), invalid(3), configWrites([])],
  },
  {
    id: 'OPS-20/3',
    title: 'a device without the capability is refused',
    on: 'each',
    needs: need.all(need.ordinary, need.noMsix),
    steps: () => [decode(true), enableMsix(1), enableMsix(128)],
    expect: () => [invalid(1), invalid(2), configWrites([]), device({ vectors: 0 })],
  },
  {
    id: 'OPS-20/4',
    title: 'one vector more than the table has is too many, as many as it has are not',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(size(d) + 1), enableMsix(size(d))],
    expect: (d) => [noSpace(1), reply(2, 0, 0), device({ vectors: size(d) })],
  },
  {
    id: 'OPS-20/5',
    title: 'an index equal to the size of the table is refused, the last one of the table is not',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [
      decode(true),
      enableMsix(1, { entries: entries(size(d)) }),
      enableMsix(1, { entries: entries(0xffff) }),
      enableMsix(1, { entries: entries(size(d) - 1) }),
    ],
    expect: () => [invalid(1), invalid(2), reply(3, 0, 0)],
  },
  {
    id: 'OPS-20/6',
    title: 'an index twice is refused, wherever it stands',
    on: 'each',
    needs: need.all(
      ownMsix,
      need.that((d) => size(d) > 2, 'has too small a table'),
    ),
    steps: () => [
      decode(true),
      enableMsix(2, { entries: entries(0, 0) }),
      enableMsix(3, { entries: entries(1, 0, 1) }),
      enableMsix(3, { entries: entries(0, 2, 2) }),
      enableMsix(3, { entries: entries(2, 0, 1) }),
    ],
    expect: () => [invalid(1), invalid(2), invalid(3), reply(4, 0, 0)],
  },
  {
    id: 'OPS-20/7',
    title: 'a refusal before the set-up writes nothing, want of a pirq leaves nothing behind',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(size(d) + 1), { do: 'fault', what: 'pirq' }, enableMsix(1)],
    expect: (d) => [
      configWrites([], 1),
      noSpace(3),
      registers({ [d.msix + 2]: [2, d.word(d.msix + 2)], 4: [2, 2] }),
      device({ msixEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-21/1',
    title: 'too many entries, one of them twice: 6.1 tells of the count, 6.12 of the duplicate',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [
      decode(true),
      enableMsix(size(d) + 1, { entries: entries(...Array.from({ length: size(d) }, (_, i) => i), 0) }),
    ],
    expect: () => [noSpace(1), device({ vectors: 0 })],
    accept: { 'msix-check-order': () => [invalid(1), device({ vectors: 0 })] },
  },
  {
    id: 'OPS-21/2',
    title: 'both refuse an index beyond the table and keep no vector, and serve the next request',
    on: 'each',
    needs: need.all(
      ownMsix,
      need.that((d) => size(d) > 1, 'has one vector only'),
    ),
    steps: (d) => [decode(true), enableMsix(2, { entries: entries(0, size(d)) }), enableMsix(2)],
    expect: () => [invalid(1), vectorsReturned([], 1), reply(2, 0, 0), device({ vectors: 2 })],
  },
  {
    id: 'OPS-23/1',
    title: 'a table in a BAR without a resource cannot be set up',
    on: 'each',
    needs: need.all(
      ownMsix,
      need.that((d) => missing(d) < 6, 'has every BAR'),
    ),
    steps: (d) => [
      decode(true),
      hardware(d.msix + 4, 4, (d.dword(d.msix + 4) & ~7) | missing(d)),
      enableMsix(1),
      hardware(d.msix + 4, 4, d.dword(d.msix + 4)),
      enableMsix(1),
    ],
    expect: (d) => [
      invalid(2),
      reply(4, 0, 0),
      count('PirqMap', 0, {}, 2),
      registers({ [d.msix + 4]: [4, d.dword(d.msix + 4)] }),
    ],
  },
  {
    id: 'OPS-23/2',
    title: 'neither can one in the ROM or behind it',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [
      decode(true),
      hardware(d.msix + 4, 4, (d.dword(d.msix + 4) & ~7) | 6),
      enableMsix(1),
      hardware(d.msix + 4, 4, (d.dword(d.msix + 4) & ~7) | 7),
      enableMsix(1),
    ],
    expect: () => [invalid(2), invalid(4), device({ vectors: 0 })],
  },
);
