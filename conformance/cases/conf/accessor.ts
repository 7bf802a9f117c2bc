import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, configReads, permissive, plain } from './support.ts';

const conventional = need.that(
  (d) => d.description.config.length === 256,
  'has extended configuration space',
);

export const accessorCases = cases(
  {
    id: 'CONF-33/1',
    title: 'a read at 0x1000 gives -22 and ones in its width',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x1000, 4), read(0x1000, 2), read(0x1000, 1), read(0x7ffffffc, 4)],
    expect: () => [
      replies([
        [-22, 0xffffffff],
        [-22, 0xffff],
        [-22, 0xff],
        [-22, 0xffffffff],
      ]),
    ],
    accept: { 'offset-in-range': () => [replies([0, 1, 2, 3].map(() => [-2, 0]))] },
  },
  {
    id: 'CONF-33/2',
    title: 'the last register below it is there',
    on: 'each',
    needs: need.extended,
    setup: anyDevice(),
    steps: () => [read(0xffc, 4), read(0xffe, 2), read(0xfff, 1)],
    expect: (d) => [
      replies([
        [0, d.dword(0xffc)],
        [0, d.word(0xffe)],
        [0, d.byte(0xfff)],
      ]),
    ],
  },
  {
    id: 'CONF-33/3',
    title: 'a write at 0x1000 is dropped with success',
    on: 'one',
    needs: plain,
    steps: () => [write(0x1000, 4, 0x55), write(0x1000, 1, 0x66)],
    expect: () => [reply(0, 0, 0x55), reply(1, 0, 0x66), configWrites([]), logCount(1, 0), logCount(0, 1)],
    accept: {
      'offset-in-range': () => [reply(0, -2, 0x55), reply(1, -2, 0x66), configWrites([]), logCount(0)],
    },
  },
  {
    id: 'CONF-33/4',
    title: 'a permissive write at 0x1000 gives -22, at 0xFFC it is made',
    on: 'one',
    needs: need.all(plain, need.extended),
    setup: permissive,
    steps: () => [write(0x1000, 4, 0x55), write(0xffc, 4, 0x66), write(0xfff, 1, 0x77)],
    expect: (d) => [
      reply(0, -22, 0x55),
      reply(1, 0, 0x66),
      reply(2, 0, 0x77),
      configWrites([
        [0xffc, d.dword(0xffc), 0x66],
        [0xfff, d.byte(0xfff), 0x77],
      ]),
    ],
    accept: {
      'offset-in-range': (d) => [
        reply(0, -2, 0x55),
        configWrites([
          [0xffc, d.dword(0xffc), 0x66],
          [0xfff, d.byte(0xfff), 0x77],
        ]),
      ],
    },
  },
  {
    id: 'CONF-36/1',
    title: 'extended space reads real hardware',
    on: 'each',
    needs: need.extended,
    setup: anyDevice(),
    steps: () => [
      read(0x100, 4),
      read(0x104, 4),
      hardware(0x200, 4, 0x44332211),
      read(0x200, 4),
      read(0x202, 2),
      read(0x203, 1),
    ],
    expect: (d) => [
      reply(0, 0, d.dword(0x100)),
      reply(3, 0, 0x44332211),
      reply(4, 0, 0x4433),
      reply(5, 0, 0x44),
      configReads([
        [0x100, 4],
        [0x104, 4],
        [0x200, 4],
        [0x202, 2],
        [0x203, 1],
      ]),
    ],
  },
  {
    id: 'CONF-36/2',
    title: 'writes to it are dropped with one warning',
    on: 'each',
    needs: need.extended,
    setup: anyDevice(),
    steps: () => [write(0x100, 4, 0xdeadbeef), write(0xffc, 4, 0xdeadbeef), read(0x100, 4)],
    expect: (d) => [
      reply(0, 0, 0xdeadbeef),
      reply(1, 0, 0xdeadbeef),
      configWrites([]),
      logCount(1),
      reply(2, 0, d.dword(0x100)),
    ],
  },
  {
    id: 'CONF-36/3',
    title: 'permissive writes to it are made',
    on: 'one',
    needs: need.all(plain, need.extended),
    setup: permissive,
    steps: () => [write(0x100, 4, 0xdeadbeef), write(0x400, 2, 0x1234)],
    expect: (d) => [
      configWrites([
        [0x100, d.dword(0x100), 0xdeadbeef],
        [0x400, d.word(0x400), 0x1234],
      ]),
    ],
  },
  {
    id: 'CONF-36/4',
    title: 'a function that has none reads ones there, with success: the host has ECAM and asks',
    on: 'one',
    needs: need.all(plain, conventional),
    setup: permissive,
    steps: () => [read(0x100, 4), read(0xffe, 2), write(0x100, 4, 0x55), read(0xfc, 4)],
    expect: (d) => [
      reply(0, 0, 0xffffffff),
      reply(1, 0, 0xffff),
      reply(2, 0, 0x55),
      configWrites([]),
      reply(3, 0, d.dword(0xfc)),
    ],
    accept: {
      'offset-in-range': (d) => [
        reply(0, -2, 0),
        reply(1, -2, 0),
        reply(2, -2, 0x55),
        configWrites([]),
        reply(3, 0, d.dword(0xfc)),
      ],
    },
  },
);
