import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  op,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, pageWords, reply, stores } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

/** Every field of the slot that is the frontend's alone, set to something of its own. */
const full = { device: 0, info: 0xa5a5a5a5, offset: 8, value: 0x11223344 };
const kept = { 'op.domain': 0, 'op.bus': 0, 'op.info': 0xa5a5a5a5, 'op.offset': 8, 'op.size': 4 };

/** What the backend writes into the slot (ABI-08). */
export const storeCases: readonly Case[] = cases(
  {
    id: 'ABI-08/1',
    title: 'err and value are all that a read writes, and nothing else of the slot changes',
    on: 'each',
    needs: need.ordinary,
    steps: () => [read(8, 4, full)],
    expect: (d) => [
      stores([
        [8, 0],
        [32, d.dword(8)],
      ]),
      pageWords({ ...kept, 'op.cmd': 0, 'op.err': 0, 'op.value': d.dword(8), 'op.msix_entries[0]': 0 }),
    ],
  },
  {
    id: 'ABI-08/2',
    title: 'err and value are all that a write writes, and nothing else of the slot changes',
    on: 'each',
    needs: need.ordinary,
    steps: () => [write(8, 4, 0x11223344, { info: 0xa5a5a5a5 })],
    expect: () => [
      stores([
        [8, 0],
        [32, 0x11223344],
      ]),
      pageWords({ ...kept, 'op.cmd': 1, 'op.value': 0x11223344 }),
    ],
  },
  {
    id: 'ABI-08/3',
    title: 'err and value are all that a refused command writes, the echo of value included',
    on: 'one',
    steps: () => [
      op(99, full),
      op(0, { ...full, device: -1, domain: 1, bus: 2, devfn: 3 }),
      enableMsix(129, { info: 0xa5a5a5a5, offset: 8 }),
    ],
    expect: () => [
      stores(
        [
          [8, 0xfffffffc],
          [32, 0x11223344],
        ],
        0,
      ),
      stores(
        [
          [8, 0xffffffff],
          [32, 0x11223344],
        ],
        1,
      ),
      stores(
        [
          [8, 0xffffffea],
          [32, 129],
        ],
        2,
      ),
      pageWords({ ...kept, 'op.cmd': 4, 'op.value': 129, 'op.msix_entries[127]': 127 * 0x10000 + 0xffff }),
    ],
  },
  {
    id: 'ABI-08/4',
    title: 'MSI commands write err and value, never an MSI-X entry',
    on: 'each',
    needs: need.all(need.ordinary, need.msi),
    steps: () => [
      enableMsi({ entries: [[3, 4]] }),
      enableMsi({ entries: [[3, 4]] }),
      disableMsi({ entries: [[3, 4]] }),
    ],
    expect: (d) => [
      count('Store', 6),
      count('Store', 3, { b: 8 }),
      count('Store', 3, { b: 32 }),
      stores(
        [
          [8, 0xfffffffb],
          [32, 0],
        ],
        1,
      ),
      stores(
        [
          [8, 0],
          [32, d.line],
        ],
        2,
      ),
      pageWords({ 'op.cmd': 3, 'op.msix_entries[0]': 0x00030004 }),
    ],
  },
  {
    id: 'ABI-08/5',
    title: 'a successful enable_msix writes err, value and the vectors, each as a half word, and no index',
    on: 'each',
    needs: need.all(
      need.ordinary,
      need.msix,
      need.that(({ msixTable }) => (msixTable?.entries ?? 0) >= 2, 'has an MSI-X table of one entry'),
    ),
    steps: () => [
      enableMsix(2, {
        info: 0xa5a5a5a5,
        entries: [
          [1, 0xffff],
          [0, 0xffff],
          [0x1234, 0x5678],
        ],
      }),
      disableMsix({
        entries: [
          [1, 2],
          [3, 4],
        ],
      }),
    ],
    expect: (d) => [
      reply(0, 0, 0),
      count('Store', 4, {}, 0),
      count('Store', 1, { b: 8, c: 4, d: 0 }, 0),
      count('Store', 1, { b: 32, c: 4, d: 0 }, 0),
      count('Store', 1, { b: 40, c: 2 }, 0),
      count('Store', 1, { b: 44, c: 2 }, 0),
      stores(
        [
          [8, 0],
          [32, d.line],
        ],
        1,
      ),
      pageWords({ 'op.msix_entries[0]': 0x00010002, 'op.msix_entries[1]': 0x00030004 }),
    ],
  },
  {
    id: 'ABI-08/6',
    title:
      'after a successful enable_msix the indices are as sent and the entries behind the count untouched',
    on: 'each',
    needs: need.all(need.ordinary, need.msix),
    steps: () => [
      enableMsix(1, {
        info: 7,
        entries: [
          [0, 0xffff],
          [0x1234, 0x5678],
        ],
      }),
    ],
    expect: () => [
      reply(0, 0, 0),
      pageWords({ 'op.info': 7, 'op.cmd': 4, 'op.msix_entries[1]': 0x12345678, 'op.msix_entries[2]': 0 }),
    ],
  },
);
