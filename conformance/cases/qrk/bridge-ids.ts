import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { hex, show } from './tools.ts';

/** The capability that holds a bridge's subsystem ids. */
const SSVID = 0x0d;
const subsystem = (d: DeviceFacts) => d.capabilities.find(({ id, extended }) => id === SSVID && !extended);

/** The line of ids, second of a device's. */
const idLine = (d: DeviceFacts, vendor: number, device: number) =>
  observed(
    'the line of ids',
    ['log-lines'],
    (seen) => seen.all('AttributeShow').map(({ b }) => seen.execution.log.textOf(b).split('\n')[1]),
    [`\t${[d.word(0), d.word(2), vendor, device].map((id) => hex(id, 4)).join(':')}`],
  );

/** Cases of QRK-11: ids of bridges. */
export const bridgeIdCases: readonly Case[] = cases(
  {
    id: 'QRK-11/6',
    title: 'subsystem ids of a bridge are those of its capability',
    on: 'each',
    needs: need.all(
      need.bridge,
      need.that((d) => subsystem(d) !== undefined, 'has no subsystem capability'),
    ),
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [show],
    expect: (d) => {
      const at = subsystem(d)?.offset ?? 0;
      return [idLine(d, d.word(at + 4), d.word(at + 6))];
    },
  },
  {
    id: 'QRK-11/7',
    title: 'a bridge without it has none, whatever stands in its header at 0x2C',
    on: 'each',
    needs: need.all(
      need.bridge,
      need.that((d) => subsystem(d) === undefined, 'has a subsystem capability'),
    ),
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [show],
    expect: (d) => [idLine(d, 0, 0)],
  },
);
