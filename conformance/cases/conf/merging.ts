import { hardware, read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, bare, barValue, before, configReads, during, narrow, quirk, region } from './support.ts';

/** Reads of BAR0 that begin anywhere in it. */
const parts = [
  [0x10, 4],
  [0x10, 2],
  [0x10, 1],
  [0x11, 1],
  [0x12, 2],
  [0x12, 1],
  [0x13, 1],
] as const;
const movedDown = (d: DeviceFacts, offset: number): number => barValue(d, 0) >>> (8 * (offset - 0x10));

export const mergingCases = cases(
  {
    id: 'CONF-11/1',
    title: 'a field that begins later than the request is moved up and replaces its own bytes only',
    on: 'each',
    setup: anyDevice(),
    steps: () => [
      during(
        read(0x0c, 4),
        before(0x0d, 1, hardware(0x0d, 1, 0x5a)),
        before(0x0f, 1, hardware(0x0f, 1, 0x8a)),
      ),
    ],
    expect: (d) => [reply(0, 0, ((d.dword(0x0c) & 0x00ff00ff) | 0x8a005a00) >>> 0)],
  },
  {
    id: 'CONF-11/2',
    title: 'a field that begins earlier than the request is moved down',
    on: 'each',
    needs: need.all(need.endpoint, region(0)),
    setup: anyDevice(),
    steps: () => parts.slice(3).map(([offset, size]) => read(offset, size)),
    expect: (d) => [replies(parts.slice(3).map(([offset]) => [0, movedDown(d, offset)]))],
    accept: {
      'narrow-read-value': (d) => [
        replies(parts.slice(3).map(([offset, size]) => [0, narrow(movedDown(d, offset), size)])),
      ],
    },
  },
  {
    id: 'CONF-11/3',
    title: 'two fields of one request each keep to their half',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(),
    steps: () => [hardware(0x00, 4, 0x11223344), read(0x00, 4), read(0x02, 2), read(0x03, 1)],
    expect: (d) => [reply(1, 0, d.dword(0)), reply(2, 0, d.word(2)), reply(3, 0, d.byte(3))],
  },
  {
    id: 'CONF-13/1',
    title: 'a byte that a BAR and a field of sysfs cover reads as the latter',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [
      quirk('11:1:FF'),
      hardware(0x10, 4, 0xaabb77cc),
      read(0x10, 4),
      read(0x11, 1),
      read(0x12, 2),
    ],
    expect: (d) => {
      const seen = ((barValue(d, 0) & 0xffff00ff) | 0x7700) >>> 0;
      // The BAR is merged over all bytes from 0x11 on, the other field over the lowest of them.
      return [reply(2, 0, seen), reply(3, 0, seen >>> 8), reply(4, 0, barValue(d, 0) >>> 16)];
    },
    accept: {
      'narrow-read-value': (d) => [
        reply(2, 0, ((barValue(d, 0) & 0xffff00ff) | 0x7700) >>> 0),
        reply(3, 0, 0x77),
        reply(4, 0, barValue(d, 0) >>> 16),
      ],
    },
  },
  {
    id: 'CONF-13/2',
    title: 'of two fields of sysfs the one made later is read last and shows',
    on: 'one',
    needs: bare,
    steps: () => [
      quirk('E0:4:0'),
      quirk('E2:1:0'),
      hardware(0xe0, 4, 0x44332211),
      during(read(0xe0, 4), before(0xe2, 1, hardware(0xe2, 1, 0x99))),
    ],
    expect: () => [
      reply(3, 0, 0x44992211),
      configReads(
        [
          [0xe0, 4],
          [0xe0, 4],
          [0xe2, 1],
        ],
        3,
      ),
    ],
  },
);
