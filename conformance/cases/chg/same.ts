import { advance, op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, eois, observed, replies, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { connect, devfn, firstError, plug, probe, settled, unplug } from '../vpci/steps.ts';

/** What did not change (CHG-01, 06, 07, 11, 14). */
export const same: readonly Case[] = cases(
  {
    id: 'CHG-01/1',
    title: 'a connection is served alike in both: requests, hot-plug, close',
    on: 'one',
    needs: need.all(need.endpoint, need.physical),
    setup: { others: [{ name: 'edu' }] },
    steps: (d) => [
      read(0),
      read(0x3d, 1),
      op(6, { value: 5 }),
      write(0x40, 3, 1),
      ...plug(1),
      ...settled,
      probe(devfn(1)),
      ...unplug(1),
      ...settled,
      probe(devfn(1)),
      { do: 'frontend', step: 'close' },
      read(d.known - 4),
    ],
    expect: (d) => [
      replies([
        [0, d.dword(0)],
        [0, d.byte(0x3d)],
        [-4, 5],
        [-2, 1],
        [0, 0x11e81234],
        [-1, 0],
      ]),
      states([8, 4, 8, 4, 6]),
      count('WorkStart', 6),
      count('Warn', 0),
    ],
  },
  {
    id: 'CHG-06/1',
    title: 'a device in use is refused to another guest and stays with the first',
    on: 'one',
    setup: { guests: 2, start: 'bound' },
    steps: () => [...connect(0), { do: 'toolstack', guest: 1, step: 'create' }],
    expect: () => [
      firstError(null, 0),
      firstError(22, 2),
      states([2, 5], 2),
      device({ inUse: true, owner: 1 }),
    ],
  },
  {
    id: 'CHG-06/2',
    title: 'a device can be taken, returned and taken again, by whomever',
    on: 'one',
    setup: { guests: 2, start: 'bound' },
    steps: () => [
      ...connect(0),
      { do: 'toolstack', step: 'destroy' },
      ...connect(1),
      { do: 'toolstack', guest: 1, step: 'destroy' },
      ...connect(0),
    ],
    expect: () => [firstError(null), states([2, 3, 4, 2, 3, 4, 2, 3, 4]), device({ inUse: true, owner: 1 })],
  },
  {
    id: 'CHG-07/1',
    title: 'driver_override with the name of the driver makes it take a device that is in no list',
    on: 'one',
    needs: need.endpoint,
    setup: { start: 'idle' },
    steps: () => [
      { do: 'driverBind', driver: 'pciback' },
      { do: 'driverOverride', driver: 'host' },
      { do: 'driverBind', driver: 'pciback' },
      { do: 'driverOverride', driver: 'pciback' },
      { do: 'driverBind', driver: 'pciback' },
    ],
    expect: () => [
      count('Bind', 1, { b: -19 }, 0),
      count('Bind', 1, { b: -19 }, 2),
      count('Bind', 1, { b: 0 }, 4),
      device({ inUse: false }),
    ],
  },
  {
    id: 'CHG-11/1',
    title: 'spurious events are delayed alike',
    on: 'one',
    steps: () => [
      read(0),
      ...Array.from({ length: 4 }, () => [{ do: 'notify' } as const, advance(10)]).flat(),
    ],
    expect: () => [
      eois([
        [0, 0],
        [1, 0],
        [1, 1],
        [1, 0],
        [1, 1],
      ]),
    ],
    accept: {
      'spurious-count-survives': () => [
        eois([
          [0, 0],
          [1, 0],
          [1, 1],
          [1, 2],
          [1, 4],
        ]),
      ],
    },
  },
  {
    id: 'CHG-14/1',
    title: 'what the backend writes to xenstore for a connection is the same',
    on: 'one',
    needs: need.that((d) => (d.description.devfn & 7) === 0, 'is not function 0'),
    setup: { start: 'bound' },
    steps: () => [...connect(), { do: 'frontend', step: 'scan' }, { do: 'frontend', step: 'close' }],
    expect: () => [
      states([2, 3, 4, 6]),
      observed(
        'nodes that the driver writes',
        ['xenstore'],
        (seen) =>
          seen.dom0Writes().filter((line) => /^(vdev|root|error|aerState|state-0=3|state=[^1])/.test(line)),
        [
          'state=2',
          'vdev-0=0000:00:00.00',
          'state-0=3',
          'root-0=0000:00',
          'root_num=1',
          'state=3',
          'state=4',
          'state=6',
        ],
      ),
    ],
  },
);
