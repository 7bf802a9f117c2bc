import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { bare, barValue, before, during, fault, permissive, plain, quirk, storeResults } from './support.ts';

const sizes = ['0', '3', '5', '8'];

export const statusCases = cases(
  {
    id: 'CONF-14/1',
    title: 'sysfs makes no field of a size other than 1, 2 and 4, which would read 0',
    on: 'one',
    needs: bare,
    steps: () => [
      hardware(0xe0, 4, 0x44332211),
      ...sizes.map((size) => quirk(`E0:${size}:FF`)),
      read(0xe0, 4),
    ],
    expect: () => [storeResults(sizes.map(() => -22)), reply(5, 0, 0x44332211)],
  },
  {
    id: 'CONF-14/2',
    title: 'every built-in field of the header reads something: none lacks a read handler',
    on: 'one',
    needs: need.all(
      plain,
      need.line,
      need.that((d) => [0, 1, 2, 3, 4, 5, 6].some((index) => barValue(d, index) !== 0), 'has no region'),
    ),
    steps: () => [
      hardware(0x0c, 4, 0x8b8b8b8b),
      hardware(0x3d, 1, 0x02),
      read(0x0c, 1),
      read(0x0d, 1),
      read(0x0f, 1),
      read(0x3d, 1),
      read(0x3c, 1),
      read(0x00, 2),
      read(0x02, 2),
    ],
    expect: (d) => [
      replies([
        [0, 0x8b],
        [0, 0x8b],
        [0, 0x8b],
        [0, 0x02],
        [0, d.line],
        [0, d.word(0)],
        [0, d.word(2)],
      ]),
    ],
  },
  {
    id: 'CONF-15/1',
    title: '0x86, device not found, becomes -1',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [{ do: 'vanish' }, read(0x08, 4), write(0x2c, 4, 0x55), write(0x0c, 1, 0x20)],
    expect: () => [reply(1, -1, 0xffffffff), reply(2, -1, 0x55), reply(3, -1, 0x20)],
  },
  {
    id: 'CONF-15/2',
    title: '0x87, bad register, becomes -2',
    on: 'one',
    needs: bare,
    steps: () => [
      quirk('E1:2:0'),
      hardware(0xe0, 4, 0x44332211),
      read(0xe0, 4),
      read(0xe2, 1),
      write(0xe0, 2, 0x55),
      read(0xe4, 4),
      read(0xe0, 1),
    ],
    expect: () => [
      reply(2, -2, 0x44332211),
      reply(3, -2, 0x33),
      reply(4, -2, 0x55),
      reply(5, 0, 0),
      reply(6, 0, 0x11),
      configWrites([]),
    ],
  },
  {
    id: 'CONF-15/3',
    title: '0x88, set failed, becomes -3',
    on: 'one',
    needs: plain,
    steps: () => [
      fault('configRead'),
      read(0x2c, 4),
      fault('configWrite'),
      write(0x0c, 1, 0x20),
      write(0x0c, 1, 0x20),
    ],
    expect: (d) => [
      reply(1, -3, 0xffffffff),
      reply(3, -3, 0x20),
      reply(4, 0, 0x20),
      configWrites([[0x0c, d.byte(0x0c), 0x20]]),
    ],
  },
  {
    id: 'CONF-15/4',
    title: 'a negative errno of a handler stays as it is',
    on: 'one',
    needs: plain,
    steps: () => [write(0x04, 2, 0), fault('enable'), write(0x04, 2, 3), read(0x1000, 4)],
    expect: () => [reply(2, -22, 3), reply(3, -22, 0xffffffff)],
    accept: { 'offset-in-range': () => [reply(2, -22, 3), reply(3, -2, 0)] },
  },
  {
    id: 'CONF-15/5',
    title: 'a protocol error of a handler stays as it is',
    on: 'one',
    needs: need.all(plain, need.vpd),
    steps: (d) => [write(d.vpd + 2, 2, 0x8000), write(d.vpd + 2, 2, 0x0004)],
    expect: () => [reply(0, -3, 0x8000), reply(1, 0, 0x0004)],
  },
  {
    id: 'CONF-15/6',
    title: 'the same mapping holds for the status of a field that is only read',
    on: 'one',
    steps: () => [during(read(0x3d, 1), before(0x3d, 2, fault('configRead')))],
    expect: (d) => [reply(0, -3, d.byte(0x3d))],
  },
);
