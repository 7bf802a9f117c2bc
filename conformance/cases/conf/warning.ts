import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, handOver, plain, twoGuests } from './support.ts';

/** Registers of an endpoint without a field. */
const uncovered = [
  [0x06, 2, 0xf900],
  [0x08, 4, 0xffffffff],
  [0x0a, 2, 0x5555],
  [0x0e, 1, 0x7f],
  [0x28, 4, 0x12345678],
  [0x2c, 4, 0xdeadbeef],
  [0x34, 1, 0x44],
  [0x3e, 1, 0x66],
  [0x3e, 2, 0x7788],
] as const;
const writes = uncovered.map(([offset, size, value]) => write(offset, size, value));

export const warningCases = cases(
  {
    id: 'CONF-22/1',
    title: 'the first dropped write warns, no later one does',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => writes,
    expect: () => [logCount(1, 0), ...writes.slice(1).map((_, i) => logCount(0, i + 1))],
  },
  {
    id: 'CONF-22/2',
    title: 'another guest that gets the device causes no second warning',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [
      write(0x28, 4, 1),
      ...handOver,
      write(0x28, 4, 1, { guest: 1 }),
      read(0x2c, 4, { guest: 1 }),
    ],
    expect: (d) => [logCount(1, 0), reply(5, 0, 1), logCount(0, 5), reply(6, 0, d.dword(0x2c))],
  },
  {
    id: 'CONF-22/3',
    title: 'binding the device again brings the warning back',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [
      write(0x28, 4, 1),
      { do: 'toolstack', step: 'destroy' },
      { do: 'unbind' },
      { do: 'bind' },
      ...handOver.slice(1),
      write(0x28, 4, 1, { guest: 1 }),
      write(0x28, 4, 1, { guest: 1 }),
    ],
    expect: () => [logCount(1, 0), reply(7, 0, 1), logCount(1, 7), logCount(0, 8)],
  },
  {
    id: 'CONF-22/4',
    title: 'a write that went to hardware neither warns nor uses the warning up',
    on: 'one',
    needs: plain,
    setup: { permissive: true },
    steps: () => [
      write(0x28, 4, 1),
      { do: 'parameter', permissive: 'N' },
      write(0x28, 4, 2),
      write(0x28, 4, 3),
    ],
    expect: (d) => [logCount(0, 0), logCount(1, 2), logCount(0, 3), configWrites([[0x28, d.dword(0x28), 1]])],
  },
  {
    id: 'CONF-22/5',
    title: 'each device has a warning of its own',
    on: 'one',
    needs: plain,
    setup: { others: [{ name: 'e1000e', guest: 0 }] },
    steps: () => [write(0x28, 4, 1), write(0x28, 4, 1, { device: 1 }), write(0x28, 4, 1)],
    expect: () => [logCount(1, 0), logCount(1, 1), logCount(0, 2)],
  },
  {
    id: 'CONF-22/6',
    title: 'a write that fields swallow leaves the warning for one that is dropped',
    on: 'one',
    needs: plain,
    steps: () => [hardware(0x3d, 1, 1), write(0x3c, 4, 0xffff0000), write(0x00, 4, 0), write(0x3e, 2, 0)],
    expect: () => [logCount(0, 1), logCount(0, 2), logCount(1, 3)],
  },
);
