import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, count, device, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { control, msiEndpoint, msixEndpoint, optedIn, permissive } from './tools.ts';

const either = need.all(
  need.ordinary,
  need.that((d) => d.msi + d.msix !== 0, 'has neither MSI nor MSI-X'),
);
const bases = (d: DeviceFacts): number[] => [d.msi, d.msix].filter((base) => base !== 0);

/** Cases of CAP-16, CAP-21 and CAP-27: the control words. */
export const controlCases: readonly Case[] = cases(
  {
    id: 'CAP-16/1',
    title: 'the control words read as in hardware each time',
    on: 'each',
    needs: either,
    steps: (d) =>
      bases(d).flatMap((base) => [read(base + 2, 2), hardware(base + 2, 2, 0x5aa4), read(base + 2, 2)]),
    expect: (d) => [
      replies(
        bases(d).flatMap((base): [number, number][] => [
          [0, control(d, base)],
          [0, 0x5aa4],
        ]),
      ),
    ],
  },
  {
    id: 'CAP-21/1',
    title: 'writing what is there is success without a write, with and without enable bit',
    on: 'each',
    needs: either,
    steps: (d) => [
      ...bases(d).map((base) => write(base + 2, 2, control(d, base))),
      ...bases(d).flatMap((base) => [hardware(base + 2, 2, 0xffff), write(base + 2, 2, 0xffff)]),
    ],
    expect: (d) => [
      replies([
        ...bases(d).map((base) => [0, control(d, base)] as const),
        ...bases(d).map(() => [0, 0xffff] as const),
      ]),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-21/2',
    title: 'a failure to read the old value is returned',
    on: 'each',
    needs: either,
    setup: optedIn,
    steps: (d) => {
      const register = (bases(d)[0] as number) + 2;
      return [
        write(register, 2, control(d, register - 2), {
          at: [{ on: 'config', name: `0x${register.toString(16)}`, nth: 2, then: [{ do: 'vanish' }] }],
        }),
      ];
    },
    expect: (d) => [reply(0, -1, control(d, bases(d)[0] as number)), configWrites([])],
  },
  {
    id: 'CAP-27/1',
    title: 'MSI enabled by its control word is unknown to the host, and no pirq is mapped',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [write(d.msi + 2, 2, control(d, d.msi) | 1)],
    expect: (d) => [
      reply(0, 0, control(d, d.msi) | 1),
      device({ msiEnabled: false, msixEnabled: false, vectors: 0 }),
      count('PirqMap', 0),
      count('HostEnter', 0),
    ],
  },
  {
    id: 'CAP-27/2',
    title: 'so is MSI-X',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [write(d.msix + 2, 2, control(d, d.msix) | 0x8000)],
    expect: (d) => [
      reply(0, 0, control(d, d.msix) | 0x8000),
      device({ msiEnabled: false, msixEnabled: false, vectors: 0 }),
      count('PirqMap', 0),
      count('HostEnter', 0),
    ],
  },
  {
    id: 'CAP-27/3',
    title: 'a permissive guest that enables both raw gets no vectors from the host either',
    on: 'each',
    needs: either,
    setup: permissive,
    steps: (d) => bases(d).map((base) => write(base + 2, 2, 0xffff)),
    expect: () => [
      device({ msiEnabled: false, msixEnabled: false, vectors: 0 }),
      count('PirqMap', 0),
      count('HostEnter', 0),
    ],
  },
);
