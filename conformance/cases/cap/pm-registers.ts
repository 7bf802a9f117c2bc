import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  device,
  logCount,
  registers,
  replies,
  reply,
} from '../../../src/conformance/expect.ts';
import { permissive, pmc, pmcsr, pmEndpoint, writesTo } from './tools.ts';

/** Cases of CAP-05 to CAP-07 and CAP-13: registers of PM. */
export const pmRegisterCases: readonly Case[] = cases(
  {
    id: 'CAP-05/1',
    title: 'PMC reads without PME support',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [read(d.pm + 2, 2), read(d.pm, 4)],
    expect: (d) => [
      reply(0, 0, pmc(d) & 0x07ff),
      reply(1, 0, (((pmc(d) & 0x07ff) << 16) | d.word(d.pm)) >>> 0),
    ],
  },
  {
    id: 'CAP-05/2',
    title: 'only the five PME support bits are hidden, and the register is read each time',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      hardware(d.pm + 2, 2, 0xffff),
      read(d.pm + 2, 2),
      hardware(d.pm + 2, 2, 0xf800),
      read(d.pm + 2, 2),
      hardware(d.pm + 2, 2, 0x0400),
      read(d.pm + 2, 2),
    ],
    expect: () => [reply(1, 0, 0x07ff), reply(3, 0, 0), reply(5, 0, 0x0400)],
  },
  {
    id: 'CAP-05/3',
    title: 'writes to PMC are swallowed, also for a permissive guest',
    on: 'each',
    needs: pmEndpoint,
    setup: permissive,
    steps: (d) => [write(d.pm + 2, 2, 0), write(d.pm + 2, 2, 0xffff)],
    expect: () => [
      replies([
        [0, 0],
        [0, 0xffff],
      ]),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-06/1',
    title: 'PME_ENABLE is cleared in hardware when the device is bound',
    on: 'each',
    needs: pmEndpoint,
    setup: { start: 'idle', device: { guest: null } },
    steps: (d) => [hardware(d.pm + 4, 2, pmcsr(d) | 0x0100), { do: 'bind' }],
    expect: (d) => [
      writesTo(d.pm + 4, [[pmcsr(d) | 0x0100, pmcsr(d) & ~0x0100]], 1),
      // a device that cannot signal PME, or does not let it be switched, has no such bit to clear
      ...((pmc(d) & 0xf800) === 0 || d.description.masks?.writable[d.pm + 5] === 0
        ? []
        : [registers({ [d.pm + 4]: [2, pmcsr(d) & ~0x0100] })]),
    ],
  },
  {
    id: 'CAP-06/2',
    title: 'PMCSR is not written at the bind when PME_ENABLE is clear',
    on: 'each',
    needs: pmEndpoint,
    setup: { start: 'idle', device: { guest: null } },
    steps: (d) => [hardware(d.pm + 4, 2, pmcsr(d) & ~0x0100), { do: 'bind' }],
    expect: (d) => [writesTo(d.pm + 4, [])],
  },
  {
    id: 'CAP-06/3',
    title: 'nothing is written at the bind when PMCSR cannot be read, and the bind goes on',
    on: 'each',
    needs: pmEndpoint,
    setup: { start: 'idle', device: { guest: null } },
    steps: (d) => [
      {
        do: 'bind',
        at: [
          {
            on: 'config',
            name: `0x${(d.pm + 4).toString(16)}`,
            nth: 1,
            then: [{ do: 'fault', what: 'configRead' }],
          },
        ],
      },
    ],
    expect: (d) => [writesTo(d.pm + 4, []), device({ inUse: false, enableCount: 0 })],
  },
  {
    id: 'CAP-07/1',
    title: 'PMCSR reads as in hardware each time',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      read(d.pm + 4, 2),
      hardware(d.pm + 4, 2, 0xfffc),
      read(d.pm + 4, 2),
      hardware(d.pm + 4, 2, 0x0100),
      read(d.pm + 4, 2),
    ],
    expect: (d) => [reply(0, 0, pmcsr(d)), reply(2, 0, 0xfffc), reply(4, 0, 0x0100)],
  },
  {
    id: 'CAP-13/1',
    title: 'bridge extensions and data register read as in hardware, one byte each',
    on: 'each',
    needs: pmEndpoint,
    steps: (d) => [
      hardware(d.pm + 6, 2, 0xa55a),
      read(d.pm + 6, 1),
      read(d.pm + 7, 1),
      read(d.pm + 6, 2),
      write(d.pm + 6, 1, 0xff),
      write(d.pm + 7, 1, 0),
      write(d.pm + 6, 2, 0xffff),
    ],
    expect: () => [
      reply(1, 0, 0x5a),
      reply(2, 0, 0xa5),
      reply(3, 0, 0xa55a),
      reply(4, 0, 0xff),
      reply(5, 0, 0),
      reply(6, 0, 0xffff),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-13/2',
    title: 'permissive does not open them',
    on: 'each',
    needs: pmEndpoint,
    setup: permissive,
    steps: (d) => [write(d.pm + 6, 1, 0xff), write(d.pm + 7, 1, 0xff), write(d.pm + 6, 2, 0xffff)],
    expect: () => [
      replies([
        [0, 0xff],
        [0, 0xff],
        [0, 0xffff],
      ]),
      configWrites([]),
      logCount(0),
    ],
  },
);
