import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, attach, boundCommand, handOver, plain, twoGuests, untouched } from '../conf/support.ts';

export const commandEchoCases = cases(
  {
    id: 'HDR-16/1',
    title: 'the next guest reads the bits of the cache as the last one wrote them',
    on: 'each',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(0x04, 2, 0xf943), ...handOver, read(0x04, 2, { guest: 1 })],
    expect: () => [reply(5, 0, 0xf943)],
    accept: { 'command-view-reset': (d) => [reply(5, 0, boundCommand(d))] },
  },
  {
    id: 'HDR-16/2',
    title: 'INTX_DISABLE and PARITY too',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(0x04, 2, 0x0443), write(0x04, 2, 0x0441), ...handOver, read(0x04, 2, { guest: 1 })],
    expect: () => [reply(6, 0, 0x0441)],
    accept: { 'command-view-reset': (d) => [reply(6, 0, boundCommand(d))] },
  },
  {
    id: 'HDR-16/3',
    title: 'all 16 bits are kept, and a later write replaces all of them',
    on: 'one',
    needs: plain,
    steps: () => [write(0x04, 2, 0xfd42), read(0x04, 2), write(0x04, 2, 0x0002), read(0x04, 2)],
    expect: () => [reply(1, 0, 0xfd42), reply(3, 0, 0x0002)],
  },
  {
    id: 'HDR-18/1',
    title: 'PARITY and SERR are an echo',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(untouched),
    steps: () => [...attach, write(0x04, 2, 0x0140), read(0x04, 2)],
    expect: (d) => [reply(3, 0, 0x0140), configWrites([], 2), device({ command: boundCommand(d) })],
  },
  {
    id: 'HDR-18/2',
    title: 'in permissive mode and with control of interrupts they do not reach hardware either',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice({
      ...untouched,
      permissive: true,
      device: { permissive: true, interruptControl: true },
    }),
    steps: () => [...attach, write(0x04, 2, 0x0140), read(0x04, 2)],
    expect: (d) => [
      reply(3, 0, 0x0140),
      configWrites([[0x04, boundCommand(d), boundCommand(d)]], 2),
      device({ command: boundCommand(d) }),
    ],
  },
  {
    id: 'HDR-18/3',
    title: 'set in hardware they are not cleared either, and not shown',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0x0140),
      write(0x04, 2, 0x0008),
      hardware(0x04, 2, 0x0140),
      read(0x04, 2),
    ],
    expect: () => [configWrites([[0x04, 0x0140, 0x0148]], 3), reply(5, 0, 0x0000)],
  },
);
