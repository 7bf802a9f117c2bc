import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  device,
  logCount,
  observed,
  registers,
  replies,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { show, store } from '../sys/files.ts';
import { destroy, give, handOver, ownLines, plain, restores, twoGuests } from './steps.ts';

/* STUB-21, STUB-22: what a return leaves, and what it restores every time. */

const decode = write(4, 2, 0x0003);

const cacheLine = (value: number): Action => write(0x0c, 1, value);

export const whatStaysCases = cases(
  {
    id: 'STUB-21/1',
    title: 'permissive stays for the next guest',
    on: 'each',
    needs: plain,
    setup: twoGuests,
    steps: () => [store('permissive'), ...handOver(), write(6, 2, 0xffff, { guest: 1 })],
    expect: (d) => [
      device({ permissive: true, owner: 2 }),
      observed(
        'the write reached STATUS',
        ['host-effects'],
        (seen) => seen.configWrites(4).map(([at, , value]) => [at, value]),
        [[6, 0xffff]],
      ),
      replies([[0, 0xffff]], 4),
      logCount(0, 4),
      registers({ 0: [4, d.dword(0)] }),
    ],
    accept: {
      'permissive-per-owner': () => [
        device({ permissive: false, owner: 2 }),
        configWrites([], 4),
        replies([[0, 0xffff]], 4),
      ],
    },
  },
  {
    id: 'STUB-21/2',
    title: 'the first write that is dropped is logged once in a binding, not once for each guest',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(6, 2, 0), write(6, 2, 0), ...handOver(), write(6, 2, 0, { guest: 1 })],
    expect: () => [logCount(1, 0), logCount(0, 1), logCount(0, 5)],
  },
  {
    id: 'STUB-21/3',
    title: 'interrupts handled are counted on',
    on: 'each',
    needs: need.all(plain, need.line),
    setup: twoGuests,
    steps: () => [
      write(4, 2, 0),
      decode,
      { do: 'interrupt', times: 7 },
      ...handOver(),
      show('irq_handlers'),
      write(4, 2, 0, { guest: 1 }),
      write(4, 2, 3, { guest: 1 }),
      { do: 'interrupt', times: 2 },
      show('irq_handlers'),
    ],
    expect: () => [ownLines([':off:not acking:7', ':on:acking:9'])],
  },
  {
    id: 'STUB-21/4',
    title: 'the next guest reads in COMMAND what the last one wrote',
    on: 'each',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(4, 2, 0x0543), ...handOver(), read(4, 2, { guest: 1 })],
    expect: () => [
      observed(
        'IO, MEMORY, PARITY, SERR and INTX_DISABLE as the next guest reads them',
        ['fetches'],
        (seen) => seen.replies(4).map(([err, value]) => [err, (value ?? 0) & 0x0543]),
        [[0, 0x0543]],
      ),
    ],
    accept: {
      'command-view-reset': () => [
        observed(
          'COMMAND as the next guest reads it is that of the hardware',
          ['fetches', 'inspection'],
          (seen) =>
            seen
              .replies(4)
              .map(([err, value]) => [err, (value ?? 0) & 0xffff, seen.device()?.command])
              .map(([err, value, command]) => [err, value === command]),
          [[0, true]],
        ),
      ],
    },
  },
  {
    id: 'STUB-22/1',
    title: 'what was kept at bind is restored at every return',
    on: 'each',
    needs: need.all(plain, need.physical),
    setup: twoGuests,
    steps: () => [
      cacheLine(0x55),
      ...handOver(),
      write(0x0c, 1, 0x66, { guest: 1 }),
      destroy(1),
      ...give(),
      cacheLine(0x77),
      destroy(),
    ],
    expect: (d) => [registers({ 12: [1, d.byte(0x0c)], 16: [4, d.dword(0x10)] }), restores(3), logCount(0)],
  },
);
