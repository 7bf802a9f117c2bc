import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, registers, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { permissive, pmc, pmcsr, pmEndpoint, powerRequests, writesTo } from './tools.ts';

const wakes = need.that((d) => (pmc(d) & 0xf800) !== 0, 'cannot signal PME');

/** Cases of CAP-08, CAP-09 and CAP-12: bits of PMCSR that a guest changes. */
export const pmWriteCases: readonly Case[] = cases(
  {
    id: 'CAP-08/1',
    title: 'a change of PME_STATUS and DATA_SELECT is written, with every other bit as it was',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      hardware(d.pm + 4, 2, 0x6108),
      write(d.pm + 4, 2, 0x9e00),
      hardware(d.pm + 4, 2, 0x9e08),
      write(d.pm + 4, 2, 0x6100),
    ],
    expect: (d) => [
      reply(1, 0, 0x9e00),
      configWrites([[d.pm + 4, 0x6108, 0xff08]], 1),
      reply(3, 0, 0x6100),
      configWrites([[d.pm + 4, 0x9e08, 0x0008]], 3),
    ],
  },
  {
    id: 'CAP-08/2',
    title: 'each of the five bits counts',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) =>
      [0x8000, 0x1000, 0x0800, 0x0400, 0x0200].flatMap((bit) => [
        hardware(d.pm + 4, 2, 0),
        write(d.pm + 4, 2, bit),
      ]),
    expect: (d) =>
      [0x8000, 0x1000, 0x0800, 0x0400, 0x0200].map((bit, i) => configWrites([[d.pm + 4, 0, bit]], 2 * i + 1)),
  },
  {
    id: 'CAP-08/3',
    title: 'nothing is written when these bits agree',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      hardware(d.pm + 4, 2, 0x8a00),
      write(d.pm + 4, 2, 0x8a00),
      hardware(d.pm + 4, 2, 0),
      write(d.pm + 4, 2, 0),
    ],
    expect: () => [reply(1, 0, 0x8a00), reply(3, 0, 0), configWrites([])],
  },
  {
    id: 'CAP-08/4',
    title: 'a byte write to the upper half changes the same bits',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [hardware(d.pm + 4, 2, 0x0008), write(d.pm + 5, 1, 0x1e)],
    expect: (d) => [reply(1, 0, 0x1e), configWrites([[d.pm + 4, 0x0008, 0x1e08]]), powerRequests([0], 1)],
  },
  {
    id: 'CAP-08/5',
    title: 'a failing write to hardware ends the command with its status, and no power state is asked for',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [{ do: 'fault', what: 'configWrite' }, write(d.pm + 4, 2, (pmcsr(d) ^ 0x0200) | 3)],
    expect: (d) => [
      reply(1, -3, (pmcsr(d) ^ 0x0200) | 3),
      powerRequests([], 1),
      registers({ [d.pm + 4]: [2, pmcsr(d)] }),
    ],
  },
  {
    id: 'CAP-08/6',
    title: 'a device that vanishes before the old value is read: nothing is asked of the host',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      write(d.pm + 4, 2, 0x9e03, {
        at: [{ on: 'config', name: `0x${(d.pm + 4).toString(16)}`, nth: 2, then: [{ do: 'vanish' }] }],
      }),
    ],
    expect: () => [reply(0, -1, 0x9e03), configWrites([]), powerRequests([])],
  },
  {
    id: 'CAP-08/7',
    title: 'a device that vanishes before the write: the status of the write is returned',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      write(d.pm + 4, 2, pmcsr(d) ^ 0x0200, {
        at: [{ on: 'config', name: `0x${(d.pm + 4).toString(16)}`, nth: 3, then: [{ do: 'vanish' }] }],
      }),
    ],
    expect: (d) => [reply(0, -1, pmcsr(d) ^ 0x0200), configWrites([]), powerRequests([])],
  },
  {
    id: 'CAP-09/1',
    title: 'PME_STATUS that reads 1 is not cleared by writing it back',
    on: 'each',
    needs: need.all(pmEndpoint, wakes),
    steps: (d) => [
      hardware(d.pm + 4, 2, pmcsr(d) | 0x8000),
      write(d.pm + 4, 2, pmcsr(d) | 0x8000),
      read(d.pm + 4, 2),
    ],
    expect: (d) => [reply(1, 0, pmcsr(d) | 0x8000), configWrites([]), reply(2, 0, pmcsr(d) | 0x8000)],
  },
  {
    id: 'CAP-09/2',
    title: 'with another DATA_SELECT it is cleared',
    on: 'each',
    needs: need.all(pmEndpoint, wakes),
    steps: (d) => [
      hardware(d.pm + 4, 2, pmcsr(d) | 0x8000),
      write(d.pm + 4, 2, (pmcsr(d) ^ 0x0400) | 0x8000),
      read(d.pm + 4, 2),
    ],
    expect: (d) => [
      configWrites([[d.pm + 4, pmcsr(d) | 0x8000, (pmcsr(d) ^ 0x0400) | 0x8000]], 1),
      // DATA_SELECT itself exists where the dump shows a data scale
      reply(2, 0, (pmcsr(d) & 0x6000) === 0 ? pmcsr(d) : pmcsr(d) ^ 0x0400),
    ],
  },
  {
    id: 'CAP-09/3',
    title: 'writing 0 while it reads 1 is a write that clears nothing',
    on: 'each',
    needs: need.all(pmEndpoint, wakes),
    steps: (d) => [hardware(d.pm + 4, 2, pmcsr(d) | 0x8000), write(d.pm + 4, 2, pmcsr(d)), read(d.pm + 4, 2)],
    expect: (d) => [
      configWrites([[d.pm + 4, pmcsr(d) | 0x8000, pmcsr(d)]], 1),
      reply(2, 0, pmcsr(d) | 0x8000),
    ],
  },
  {
    id: 'CAP-12/1',
    title: 'PME_ENABLE, NO_SOFT_RESET, data scale and reserved bits change nothing',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [write(d.pm + 4, 2, pmcsr(d) ^ 0x61fc), read(d.pm + 4, 2)],
    expect: (d) => [
      reply(0, 0, pmcsr(d) ^ 0x61fc),
      configWrites([]),
      reply(1, 0, pmcsr(d)),
      logCount(0),
      writesTo(d.pm + 4, []),
    ],
  },
  {
    id: 'CAP-12/2',
    title: 'permissive changes nothing of that',
    on: 'each',
    needs: pmEndpoint,
    setup: permissive,
    steps: (d) => [write(d.pm + 4, 2, pmcsr(d) ^ 0x61fc), read(d.pm + 4, 2)],
    expect: (d) => [reply(0, 0, pmcsr(d) ^ 0x61fc), configWrites([]), reply(1, 0, pmcsr(d))],
  },
);
