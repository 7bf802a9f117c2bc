import { enableMsi, enableMsix, op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

const vectorsAllowed = { on: 'each', needs: need.all(need.ordinary, need.msix) } as const;

/** Numbers: errors, counts, signs (ABI-06, 12, 13). */
export const numberCases: readonly Case[] = cases(
  {
    id: 'ABI-06/1',
    title: 'success is 0 and each error of the protocol has its number',
    on: 'one',
    needs: need.noMsi,
    steps: () => [
      read(8),
      read(8, 4, { device: -1, domain: 1 }),
      read(9, 4, { value: 5 }),
      { do: 'fault', what: 'configRead' },
      read(8),
      op(6, { value: 5 }),
      enableMsi({ value: 5 }),
    ],
    expect: (d) => [
      reply(0, 0, d.dword(8)),
      reply(1, -1, 0),
      reply(2, -2, 0),
      reply(4, -3, 0xffffffff),
      reply(5, -4, 5),
      reply(6, -5, 0),
    ],
  },
  {
    id: 'ABI-06/2',
    title: 'what the host answers passes as it is: a negative errno',
    on: 'one',
    steps: () => [enableMsix(129), read(0x1000), write(0x1000, 4, 5)],
    setup: { device: { permissive: true } },
    expect: () => [reply(0, -22, 129), reply(1, -22, 0xffffffff), reply(2, -22, 5)],
    accept: { 'offset-in-range': () => [reply(0, -22, 129), reply(1, -2, 0), reply(2, -2, 5)] },
  },
  {
    id: 'ABI-12/1',
    ...vectorsAllowed,
    title: '128 entries may be asked for: what then answers is the host, by the size of the table',
    steps: () => [enableMsix(128)],
    expect: (d) =>
      (d.msixTable?.entries ?? 0) >= 128
        ? [reply(0, 0, 0), count('Store', 130)]
        : [reply(0, -28, 0xffffffe4), count('Store', 2)],
  },
  {
    id: 'ABI-12/2',
    ...vectorsAllowed,
    title: '129 entries are refused, value echoed, and the host is not asked',
    steps: () => [enableMsix(129)],
    expect: () => [reply(0, -22, 129), count('HostEnter', 0), count('Store', 2), configWrites([])],
  },
  {
    id: 'ABI-12/3',
    ...vectorsAllowed,
    title: 'the number of entries is unsigned: a huge one is refused like 129',
    steps: () => [enableMsix(0x80000000), enableMsix(0xffffffff), enableMsix(0x101)],
    expect: () => [
      replies([
        [-22, 0x80000000],
        [-22, 0xffffffff],
        [-22, 0x101],
      ]),
      count('HostEnter', 0),
    ],
  },
  {
    id: 'ABI-13/1',
    title: 'offset is signed: -4 lies below the space, not far above it',
    on: 'each',
    needs: need.all(need.ordinary, need.wholeDump, need.physical, need.firstSegment),
    steps: () => [read(-4)],
    expect: (d) => [reply(0, 0, d.dword(0xfc))],
    accept: { 'offset-in-range': () => [reply(0, -2, 0)] },
  },
  {
    id: 'ABI-13/2',
    title: 'size is signed: -4, -1 and the most negative one are no sizes',
    on: 'one',
    steps: () => [read(8, -4), read(8, -1), read(8, -0x80000000), write(8, -4, 9)],
    expect: () => [
      replies([
        [-2, 0],
        [-2, 0],
        [-2, 0],
        [-2, 9],
      ]),
      configWrites([]),
    ],
  },
  {
    id: 'ABI-13/3',
    title: 'domain and bus are compared in all their 32 bits',
    on: 'one',
    steps: () => [
      read(8, 4, { device: -1 }),
      read(8, 4, { device: -1, domain: 0x10000, value: 6 }),
      read(8, 4, { device: -1, domain: 0xffffffff, value: 6 }),
      read(8, 4, { device: -1, bus: 0x100, value: 6 }),
      read(8, 4, { device: -1, bus: 0x80000000, value: 6 }),
    ],
    needs: need.that((d) => (d.description.devfn & 7) === 0, 'is no function 0'),
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [-1, 6],
        [-1, 6],
        [-1, 6],
        [-1, 6],
      ]),
    ],
  },
  {
    id: 'ABI-13/4',
    title: 'in the passthrough topology devfn is compared in all its 32 bits as well',
    on: 'each',
    setup: { topology: 'passthrough' },
    steps: ({ description: { domain, bus, devfn } }) => [
      read(8, 4, { device: -1, domain, bus, devfn }),
      read(8, 4, { device: -1, domain, bus, devfn: devfn + 0x100, value: 6 }),
      read(8, 4, { device: -1, domain, bus, devfn: devfn + 0x80000000, value: 6 }),
      read(8, 4, { device: -1, domain, bus: bus + 0x100, devfn, value: 6 }),
      read(8, 4, { device: -1, domain: domain + 0x10000, bus, devfn, value: 6 }),
    ],
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [-1, 6],
        [-1, 6],
        [-1, 6],
        [-1, 6],
      ]),
    ],
  },
);
