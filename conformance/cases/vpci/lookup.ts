import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { device, errs, nodes, reply, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { connect, devfn, firstError, probe } from './steps.ts';

const func = (d: { description: { devfn: number } }): number => d.description.devfn & 7;
const bridgeClass = need.that((d) => d.byte(0x0b) === 6, 'is of no bridge class');
const NOT_FOUND = 0xabcd;
/** A request that finds no device echoes its value. */
const lost = (domain: number, bus: number) =>
  op(0, { device: -1, domain: domain >>> 0, bus: bus >>> 0, devfn: 0, value: NOT_FOUND });

/** Who answers at an address, and bridges (VPCI-07, 09, 10). */
export const lookup: readonly Case[] = cases(
  {
    id: 'VPCI-07/1',
    title: 'a bridge is exported like anything else',
    on: 'each',
    needs: bridgeClass,
    setup: { start: 'bound' },
    steps: () => connect(),
    expect: (d) => [
      nodes('vdev-0', [`0000:00:00.0${func(d)}`]),
      nodes('error', []),
      states([2, 3, 4]),
      device({ inUse: true, owner: 1 }),
    ],
    accept: {
      'refuse-bridges': () => [
        nodes('vdev-0', []),
        firstError(22),
        states([2, 5]),
        device({ inUse: false, owner: -1 }),
      ],
    },
  },
  {
    id: 'VPCI-09/1',
    title: 'another domain finds nothing',
    on: 'one',
    needs: need.that((d) => func(d) === 0, 'is not function 0'),
    steps: () => [lost(1, 0), lost(0xffff, 0), lost(0x10000, 0), lost(-1, 0), lost(0, 0)],
    expect: (d) => [
      reply(0, -1, NOT_FOUND),
      reply(1, -1, NOT_FOUND),
      reply(2, -1, NOT_FOUND),
      reply(3, -1, NOT_FOUND),
      reply(4, 0, d.dword(0)),
    ],
  },
  {
    id: 'VPCI-09/2',
    title: 'another bus finds nothing',
    on: 'one',
    needs: need.that((d) => func(d) === 0, 'is not function 0'),
    steps: (d) => [lost(0, 1), lost(0, 0x100), lost(0, -1), lost(0, d.description.bus)],
    expect: (d) => [
      reply(0, -1, NOT_FOUND),
      reply(1, -1, NOT_FOUND),
      reply(2, -1, NOT_FOUND),
      d.description.bus === 0 ? reply(3, 0, d.dword(0)) : reply(3, -1, NOT_FOUND),
    ],
  },
  {
    id: 'VPCI-10/1',
    title: 'the 24 bits of devfn above slot and function are ignored',
    on: 'each',
    steps: () => [
      read(0, 4, { devfn: 0x100 }),
      read(0, 4, { devfn: 0xffffff00 }),
      read(0, 4, { devfn: 0x80000000 }),
    ],
    expect: () => [errs([0, 0, 0])],
    accept: {
      'devfn-exact': () => [errs([-1, -1, -1])],
      'refuse-bridges': () => [errs([])],
    },
  },
  {
    id: 'VPCI-10/2',
    title: 'slot and function are not: all eight bits of them count',
    on: 'one',
    steps: (d) => Array.from({ length: 8 }, (_, bit) => probe(devfn(0, func(d)) ^ (1 << bit))),
    expect: () => [errs(Array(8).fill(-1))],
  },
  {
    id: 'VPCI-10/3',
    title: 'an address whose low bits name nobody finds nobody, whatever is above them',
    on: 'one',
    steps: (d) => [probe(0x100 | devfn(1, func(d))), probe(0xffffff00 | devfn(31, func(d)))],
    expect: () => [errs([-1, -1])],
  },
);
