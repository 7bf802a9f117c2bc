import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device, logCount, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  D1,
  D2,
  follows,
  NO_SOFT_RESET,
  offers,
  sent,
  shown,
  to,
  withoutD1D2,
  woken,
} from './power-tools.ts';
import { barsAsAssigned, pmcsr, writesTo } from './tools.ts';

/** Cases of CAP-11: what the host makes of a power state. */
export const powerStateCases: readonly Case[] = cases(
  {
    id: 'CAP-11/1',
    title: 'the present state is success without an access that changes anything',
    on: 'each',
    needs: follows,
    steps: (d) => [to(d, 0), to(d, 3), to(d, 3)],
    expect: (d) => [
      reply(0, 0, sent(d, 0)),
      configWrites([], 0),
      reply(1, 0, sent(d, 3)),
      reply(2, 0, sent(d, 3)),
      configWrites([], 2),
    ],
  },
  {
    id: 'CAP-11/2',
    title: 'D3hot is entered by one write of PMCSR',
    on: 'each',
    needs: follows,
    steps: (d) => [to(d, 3), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(0, 0, sent(d, 3)),
      configWrites([[d.pm + 4, pmcsr(d), shown(d, 3)]], 0),
      reply(1, 0, shown(d, 3)),
      device({ powerState: 3 }),
      logCount(0),
    ],
  },
  {
    id: 'CAP-11/3',
    title: 'back in D0 a device that lost its state has its BARs again',
    on: 'each',
    needs: need.all(
      follows,
      need.that((d) => (pmcsr(d) & NO_SOFT_RESET) === 0, 'keeps its state over D3hot'),
    ),
    steps: (d) => [to(d, 3), to(d, 0), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(1, 0, sent(d, 0)),
      writesTo(d.pm + 4, [woken(d)], 1),
      device({ powerState: 0 }),
      barsAsAssigned(d),
    ],
  },
  {
    id: 'CAP-11/4',
    title: 'a device that keeps its state gets no BAR written',
    on: 'each',
    needs: need.all(
      follows,
      need.that((d) => (pmcsr(d) & NO_SOFT_RESET) !== 0, 'loses its state over D3hot'),
    ),
    steps: (d) => [to(d, 3), to(d, 0), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(1, 0, sent(d, 0)),
      configWrites([[d.pm + 4, ...woken(d)]], 1),
      device({ powerState: 0 }),
      barsAsAssigned(d),
    ],
  },
  {
    id: 'CAP-11/5',
    title: 'a shallower state other than D0 is refused',
    on: 'each',
    needs: follows,
    steps: (d) => [to(d, 3), to(d, 2), to(d, 1), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(1, -3, sent(d, 2)),
      reply(2, -3, sent(d, 1)),
      configWrites([], 1),
      configWrites([], 2),
      reply(3, 0, shown(d, 3)),
    ],
  },
  {
    id: 'CAP-11/6',
    title: 'D1 and D2 are refused where PMC does not offer them',
    on: 'each',
    needs: withoutD1D2,
    steps: (d) => [to(d, 1), to(d, 2), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(0, -3, sent(d, 1)),
      reply(1, -3, sent(d, 2)),
      configWrites([]),
      reply(2, 0, shown(d, 0)),
    ],
  },
  {
    id: 'CAP-11/7',
    title: 'D1 and D2 are entered where PMC offers them, and D0 follows from both',
    on: 'each',
    needs: follows,
    steps: (d) => [offers(d, D1 | D2), ...[1, 2, 0, 2, 3, 0, 1, 0].map((state) => to(d, state))],
    expect: (d) => [
      configWrites([[d.pm + 4, shown(d, 0), shown(d, 1)]], 1),
      configWrites([[d.pm + 4, shown(d, 1), shown(d, 2)]], 2),
      configWrites([[d.pm + 4, shown(d, 2), shown(d, 0)]], 3),
      configWrites([[d.pm + 4, shown(d, 0), shown(d, 2)]], 4),
      configWrites([[d.pm + 4, shown(d, 2), shown(d, 3)]], 5),
      writesTo(d.pm + 4, [woken(d)], 6),
      configWrites([[d.pm + 4, shown(d, 0), shown(d, 1)]], 7),
      configWrites([[d.pm + 4, shown(d, 1), shown(d, 0)]], 8),
      barsAsAssigned(d),
    ],
  },
  {
    id: 'CAP-11/8',
    title: 'D1 and D2 are judged one by one',
    on: 'one',
    needs: follows,
    steps: (d) => [offers(d, D2), to(d, 1), to(d, 2), to(d, 0), offers(d, D1), to(d, 2), to(d, 1)],
    expect: (d) => [
      reply(1, -3, sent(d, 1)),
      reply(2, 0, sent(d, 2)),
      reply(5, -3, sent(d, 2)),
      reply(6, 0, sent(d, 1)),
      device({ powerState: 1 }),
    ],
  },
  {
    id: 'CAP-11/9',
    title: 'D2 to D1 is refused',
    on: 'one',
    needs: follows,
    steps: (d) => [offers(d, D1 | D2), to(d, 2), to(d, 1)],
    expect: (d) => [
      reply(1, 0, sent(d, 2)),
      reply(2, -3, sent(d, 1)),
      configWrites([], 2),
      device({ powerState: 2 }),
    ],
  },
);
