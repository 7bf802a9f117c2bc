import { hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { follows } from './power-tools.ts';
import { pmc, pmcsr, pmEndpoint, powerRequests } from './tools.ts';

/** PMCSR bits that a guest changes itself. */
const OWN = 0x9e00;

/** Cases of CAP-10: the power state is asked of the host. */
export const pmStateRequestCases: readonly Case[] = cases(
  {
    id: 'CAP-10/1',
    title: 'the host is asked for the state of every write, also for the present one',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [write(d.pm + 4, 2, pmcsr(d)), write(d.pm + 4, 2, 0xfffc ^ OWN), write(d.pm + 4, 2, 3)],
    expect: () => [powerRequests([0], 0), powerRequests([0], 1), powerRequests([3], 2)],
  },
  {
    id: 'CAP-10/2',
    title: 'each of the four states is handed on, and no more bits than two',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [0, 1, 2, 3].map((state) => write(d.pm + 4, 2, (pmcsr(d) & OWN) | 0x60fc | state)),
    expect: () => [powerRequests([0, 1, 2, 3])],
  },
  {
    id: 'CAP-10/3',
    title: 'a state that the host refuses is access_denied, after the first step was done',
    on: 'each',
    needs: need.all(
      pmEndpoint,
      need.that((d) => (pmc(d) & 0x0200) === 0, 'has D1'),
    ),
    steps: (d) => [hardware(d.pm + 4, 2, 0), write(d.pm + 4, 2, 0x0201), write(d.pm + 4, 1, 1)],
    expect: (d) => [
      reply(1, -3, 0x0201),
      configWrites([[d.pm + 4, 0, 0x0200]], 1),
      reply(2, -3, 1),
      powerRequests([1, 1]),
    ],
  },
  {
    id: 'CAP-10/4',
    title: 'a write to the upper byte asks for the state that the register shows',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [hardware(d.pm + 4, 2, 2), write(d.pm + 5, 1, 0)],
    expect: () => [powerRequests([2], 1)],
  },
  {
    id: 'CAP-10/5',
    title: 'a device that vanishes before the host puts it to sleep is access_denied',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      write(d.pm + 4, 2, (pmcsr(d) & OWN) | 3, {
        at: [{ on: 'config', name: `0x${(d.pm + 4).toString(16)}`, nth: 3, then: [{ do: 'vanish' }] }],
      }),
    ],
    expect: (d) => [reply(0, -3, (pmcsr(d) & OWN) | 3), powerRequests([3]), configWrites([])],
  },
  {
    id: 'CAP-10/6',
    title: 'so is one that vanishes before the host wakes it',
    on: 'each',
    needs: follows,
    steps: (d) => [
      write(d.pm + 4, 2, (pmcsr(d) & OWN) | 3),
      write(d.pm + 4, 2, pmcsr(d) & OWN, {
        at: [{ on: 'config', name: `0x${(d.pm + 4).toString(16)}`, nth: 3, then: [{ do: 'vanish' }] }],
      }),
    ],
    expect: (d) => [reply(1, -3, pmcsr(d) & OWN), powerRequests([0], 1), configWrites([], 1)],
  },
);
