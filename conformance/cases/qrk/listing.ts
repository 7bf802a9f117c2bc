import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { crash, device, type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { Seen } from '../../../src/conformance/seen.ts';
import type { Action } from '../../../src/program/program.ts';
import { field, fieldLine, full, hex, listed, show, stored } from './tools.ts';

const ids = (d: DeviceFacts): string =>
  `\t${[0x00, 0x02, d.headerType === 0 ? 0x2c : 0, d.headerType === 0 ? 0x2e : 0]
    .map((at, i) => hex(i > 1 && at === 0 ? 0 : d.word(at), 4))
    .join(':')}`;

/** Fields of the header, then of the capabilities (CONF-27). */
const builtIn = (d: DeviceFacts): string[] => [
  ...[
    [0x00, 2],
    [0x02, 2],
    [0x04, 2],
    [0x3c, 1],
    [0x3d, 1],
    [0x0c, 1],
    [0x0d, 1],
    [0x0f, 1],
  ].map(([at = 0, size = 0]) => fieldLine(at, size)),
  ...[0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30].map((at) => fieldLine(at, 4)),
  ...(d.vpd === 0 ? [] : [fieldLine(d.vpd, 2), fieldLine(d.vpd + 2, 2), fieldLine(d.vpd + 4, 4)]),
  ...(d.pm === 0
    ? []
    : [
        fieldLine(d.pm, 2),
        fieldLine(d.pm + 2, 2),
        fieldLine(d.pm + 4, 2),
        fieldLine(d.pm + 6, 1),
        fieldLine(d.pm + 7, 1),
      ]),
  ...[d.msi, d.msix]
    .filter((base) => base !== 0)
    .flatMap((base) => [fieldLine(base, 2), fieldLine(base + 2, 2)]),
];

/** Addresses in the list, without domain, as the devices 0 and 1 of the set-up: their numbers in order. */
const devicesListed = (action: number, expected: readonly number[]): Expectation =>
  observed(
    `devices listed by action ${action}`,
    ['log-lines'],
    (seen: Seen) =>
      seen.all('AttributeShow', action).flatMap(({ b }) =>
        seen.execution.log
          .textOf(b)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('\t'))
          .map((line) => [0, 1, 2].find((number) => seen.address(number).slice(5) === line)),
      ),
    expected,
  );

/** Two devices with the same ids; nothing is bound yet. */
const twins = (d: DeviceFacts): CaseSetup => ({
  start: 'idle',
  device: { guest: null },
  others: [{ name: d.name }],
});

/** The first is bound before the second: actions 0 and 1. */
const bindBoth: readonly Action[] = [
  { do: 'bind', device: 0 },
  { do: 'bind', device: 1 },
];

/** Cases of QRK-11, QRK-12 and QRK-14: what is shown. */
export const listingCases: readonly Case[] = cases(
  {
    id: 'QRK-11/1',
    title: 'the list shows address, ids and every field of a device, with 0 as the mask of built-in ones',
    on: 'each',
    needs: (d) => (d.headerType !== 0 ? 'has another header' : d.isVf ? 'shows no ids of its own' : null),
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [show],
    expect: (d) => [listed(0, [d.address.slice(5), ids(d), ...builtIn(d)])],
  },
  {
    id: 'QRK-11/2',
    title: 'fields of root come last, in the order in which they were written, with their masks',
    on: 'one',
    needs: full,
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [field(0xe8, 4, 0xdeadbeef), field(0xe0, 1, 0x0f), field(0xe4, 2), field(0xffc, 4, 1), show],
    expect: (d) => [
      listed(4, [
        d.address.slice(5),
        ids(d),
        ...builtIn(d),
        fieldLine(0xe8, 4, 0xdeadbeef),
        fieldLine(0xe0, 1, 0x0f),
        fieldLine(0xe4, 2),
        fieldLine(0xffc, 4, 1),
      ]),
    ],
  },
  {
    id: 'QRK-11/3',
    title: 'a device that is bound again comes last',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null }, others: [{ name: 'edu' }, { name: 'e1000' }] },
    steps: () => [
      { do: 'bind', device: 1 },
      { do: 'bind', device: 0 },
      { do: 'bind', device: 2 },
      show,
      { do: 'unbind', device: 1 },
      show,
      { do: 'bind', device: 1 },
      show,
    ],
    expect: () => [devicesListed(3, [1, 0, 2]), devicesListed(5, [0, 2]), devicesListed(7, [0, 2, 1])],
  },
  {
    id: 'QRK-11/4',
    title: 'without a bound device the list is empty',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null } },
    steps: () => [show],
    expect: () => [listed(0, [])],
  },
  {
    id: 'QRK-11/5',
    title: 'devices that were bound at boot come newest first',
    on: 'one',
    needs: full,
    setup: { start: 'bound', device: { guest: null }, others: [{ name: 'edu' }, { name: 'e1000' }] },
    steps: () => [show],
    expect: () => [devicesListed(0, [2, 1, 0])],
  },
  {
    id: 'QRK-12/1',
    title: 'of two identical devices the first unbound takes its own record, the second may go on',
    on: 'one',
    needs: full,
    setup: twins,
    steps: () => [...bindBoth, { do: 'unbind', device: 0 }, show, field(0xe0, 2, 0, 1)],
    expect: () => [devicesListed(3, [1]), stored(['taken']), device(null), device({ quirkFields: 1 }, 1)],
  },
  {
    id: 'QRK-12/2',
    title:
      'the second unbound takes the record of the first; bound again it is listed twice, and the first not at all',
    on: 'one',
    needs: full,
    setup: twins,
    steps: () => [
      ...bindBoth,
      { do: 'unbind', device: 1 },
      { do: 'bind', device: 1 },
      show,
      field(0xe0, 2, 0, 0),
      field(0xe0, 2, 0, 1),
    ],
    expect: () => [
      devicesListed(4, [1, 1]),
      stored(['taken', 'taken']),
      device({ quirkFields: 1 }),
      device({ quirkFields: 1 }, 1),
    ],
    accept: {
      'quirk-record-by-device': () => [
        devicesListed(4, [0, 1]),
        stored(['taken', 'taken']),
        device({ quirkFields: 1 }),
        device({ quirkFields: 1 }, 1),
      ],
    },
  },
  {
    id: 'QRK-12/3',
    title: 'a device with other ids keeps its record',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null }, others: [{ name: 'edu' }] },
    steps: () => [...bindBoth, { do: 'unbind', device: 1 }, show],
    expect: () => [devicesListed(3, [0])],
  },
  {
    id: 'QRK-12/4',
    title: 'so does one that differs in its device id alone',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null }, others: [{ name: 'ivshmem' }] },
    steps: () => [...bindBoth, { do: 'unbind', device: 1 }, show],
    expect: () => [devicesListed(3, [0])],
  },
  {
    id: 'QRK-14/1',
    title: 'the list with a record of an unbound device crashes the host',
    on: 'one',
    needs: full,
    setup: twins,
    steps: () => [...bindBoth, { do: 'unbind', device: 1 }, show],
    expect: () => [crash('null-dereference', 'quirks_show')],
    accept: { 'quirk-record-by-device': () => [devicesListed(3, [0])] },
  },
  {
    id: 'QRK-14/2',
    title: 'with both unbound no record is left',
    on: 'one',
    needs: full,
    setup: twins,
    steps: () => [...bindBoth, { do: 'unbind', device: 1 }, { do: 'unbind', device: 0 }, show],
    expect: () => [listed(4, [])],
  },
  {
    id: 'QRK-14/3',
    title:
      'of two that were bound at boot the first takes the record of the second, which initialised earlier',
    on: 'one',
    needs: full,
    setup: (d) => ({ ...twins(d), start: 'bound' }),
    steps: () => [{ do: 'unbind', device: 0 }, show],
    expect: () => [crash('null-dereference', 'quirks_show')],
    accept: { 'quirk-record-by-device': () => [devicesListed(1, [1])] },
  },
);
