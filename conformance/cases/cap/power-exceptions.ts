import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device, lineCount, registers, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { follows, offers, refuses, sent, shown, to, withoutD1D2, woken } from './power-tools.ts';
import { barsAsAssigned, pmcsr, pmEndpoint, writesTo } from './tools.ts';

/** Cases of CAP-11: flags, the platform, and devices that do not follow. */
export const powerExceptionCases: readonly Case[] = cases(
  {
    id: 'CAP-11/10',
    title: 'D1 and D2 of a device that is flagged not to have them are silent success',
    on: 'each',
    needs: follows,
    steps: (d) => [{ do: 'pciFlag', flag: 'no_d1d2' }, to(d, 1), to(d, 2), to(d, 3), to(d, 2)],
    expect: (d) => [
      reply(1, 0, sent(d, 1)),
      reply(2, 0, sent(d, 2)),
      configWrites([], 1),
      configWrites([], 2),
      configWrites([[d.pm + 4, shown(d, 0), shown(d, 3)]], 3),
      reply(4, 0, sent(d, 2)),
      configWrites([], 4),
    ],
  },
  {
    id: 'CAP-11/11',
    title: 'D3 of a device that is flagged not to have it is silent success',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [{ do: 'pciFlag', flag: 'no_d3' }, offers(d, 0), to(d, 3), read(d.pm + 4, 2), to(d, 1)],
    expect: (d) => [
      reply(2, 0, sent(d, 3)),
      configWrites([]),
      reply(3, 0, shown(d, 0)),
      reply(4, -3, sent(d, 1)),
    ],
  },
  {
    id: 'CAP-11/12',
    title: 'a state that the device refuses is success, with a line of the host',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      // the engine, the driver and the host each read PMCSR before the host writes it
      write(d.pm + 4, 2, sent(d, 3), {
        at: [
          {
            on: 'config',
            name: `0x${(d.pm + 4).toString(16)}`,
            nth: 5,
            then: [hardware(d.pm + 4, 2, pmcsr(d))],
          },
        ],
      }),
      read(d.pm + 4, 2),
      to(d, 0),
    ],
    expect: (d) => [
      reply(0, 0, sent(d, 3)),
      lineCount(1, 0),
      reply(1, 0, shown(d, 0)),
      reply(2, 0, sent(d, 0)),
      configWrites([], 2),
    ],
  },
  {
    id: 'CAP-11/13',
    title: 'what the device does not offer is success where the platform can do it',
    on: 'each',
    needs: need.all(withoutD1D2, follows),
    steps: (d) => [{ do: 'pciFlag', flag: 'platform_pm' }, to(d, 1), to(d, 3)],
    expect: (d) => [
      reply(1, 0, sent(d, 1)),
      configWrites([], 1),
      reply(2, 0, sent(d, 3)),
      registers({ [d.pm + 4]: [2, shown(d, 3)] }),
    ],
  },
  {
    id: 'CAP-11/15',
    title: 'a device that never changes its state: D3 is success, and it stays in D0',
    on: 'each',
    needs: refuses,
    steps: (d) => [to(d, 3), read(d.pm + 4, 2), to(d, 0)],
    expect: (d) => [
      reply(0, 0, sent(d, 3)),
      configWrites([[d.pm + 4, pmcsr(d), shown(d, 3)]], 0),
      lineCount(1, 0),
      reply(1, 0, shown(d, 0)),
      reply(2, 0, sent(d, 0)),
      configWrites([], 2),
    ],
  },
  {
    id: 'CAP-11/14',
    title: 'a device in D3hot is woken when its guest enables it',
    on: 'each',
    needs: need.all(follows, need.physical),
    steps: (d) => [to(d, 3), write(4, 2, 0), write(4, 2, 3), read(d.pm + 4, 2)],
    expect: (d) => [
      writesTo(d.pm + 4, [], 1),
      writesTo(d.pm + 4, [woken(d)], 2),
      device({ powerState: 0 }),
      barsAsAssigned(d),
    ],
  },
  {
    id: 'CAP-11/16',
    title: "the flag of the bridge above counts as the device's own",
    on: 'one',
    needs: need.that(({ name }) => name === 'pcie-switch#09:00.0', 'is not the function below the switch'),
    setup: { others: [{ name: 'pcie-switch#07:01.0', hostDriver: true }] },
    steps: (d) => [
      offers(d, 0),
      to(d, 1),
      { do: 'pciFlag', flag: 'no_d1d2', device: 1 },
      to(d, 1),
      to(d, 2),
      to(d, 3),
    ],
    expect: (d) => [
      reply(1, -3, sent(d, 1)),
      reply(3, 0, sent(d, 1)),
      reply(4, 0, sent(d, 2)),
      configWrites([[d.pm + 4, shown(d, 0), shown(d, 3)]]),
    ],
  },
  {
    id: 'CAP-11/17',
    title: 'the enable believes what PMCSR says of the state, not what the host remembers',
    on: 'each',
    needs: need.all(pmEndpoint, need.physical),
    info: true,
    steps: (d) => [write(4, 2, 0), hardware(d.pm + 4, 2, shown(d, 3)), write(4, 2, 3)],
    expect: (d) => [writesTo(d.pm + 4, [woken(d)], 2)],
  },
);
