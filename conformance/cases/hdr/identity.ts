import {
  disableMsi,
  enableMsi,
  enableMsix,
  hardware,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, device, logCount, observed, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, plain } from '../conf/support.ts';

/** The VFs of the recorded NVMe controller, whose ids are known: 1b36:0010. */
const nvmeFunction = need.that(
  ({ name }) => name.startsWith('nvme-sriov#02:00.') && !name.endsWith('.0'),
  'is no VF of the recorded NVMe controller',
);

/** The reply of an action is the low byte of the interrupt number that was mapped last. */
const showsMappedIrq = (action: number) =>
  observed(
    `the reply of action ${action} is the low byte of the interrupt mapped last`,
    ['host-effects', 'fetches'],
    (seen) => seen.replies(action)[0]?.[1] === (seen.all('PirqMap').at(-1)?.c ?? -1) % 256,
    true,
  );

export const identityCases = cases(
  {
    id: 'HDR-01/1',
    title: 'VENDOR_ID is what the host found, whatever the register holds now',
    on: 'each',
    needs: need.physical,
    setup: anyDevice(),
    steps: () => [hardware(0x00, 2, 0xffff), read(0x00, 2), write(0x00, 2, 0x1234), read(0x00, 2)],
    expect: (d) => [
      reply(1, 0, d.word(0)),
      reply(2, 0, 0x1234),
      reply(3, 0, d.word(0)),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'HDR-01/2',
    title: 'a VF, whose register reads 0xFFFF, shows the vendor of its physical function',
    on: 'each',
    needs: nvmeFunction,
    steps: () => [read(0x00, 2), read(-0x100, 2)],
    expect: () => [reply(0, 0, 0x1b36), reply(1, 0, 0xffff)],
    accept: { 'offset-in-range': () => [reply(0, 0, 0x1b36), reply(1, -2, 0)] },
  },
  {
    id: 'HDR-02/1',
    title: 'DEVICE_ID is what the host found, whatever the register holds now',
    on: 'each',
    needs: need.physical,
    setup: anyDevice(),
    steps: () => [hardware(0x02, 2, 0xffff), read(0x02, 2), write(0x02, 2, 0x1234), read(0x02, 2)],
    expect: (d) => [
      reply(1, 0, d.word(2)),
      reply(2, 0, 0x1234),
      reply(3, 0, d.word(2)),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'HDR-02/2',
    title: 'a VF shows the id that SR-IOV gives it',
    on: 'each',
    needs: nvmeFunction,
    steps: () => [read(0x02, 2), read(0x00, 4)],
    expect: () => [reply(0, 0, 0x0010), reply(1, 0, 0x00101b36)],
  },
  {
    id: 'HDR-03/1',
    title: 'INTERRUPT_LINE is the number the host uses, not the register, and cannot be written',
    on: 'each',
    setup: anyDevice(),
    steps: () => [hardware(0x3c, 1, 0x77), read(0x3c, 1), write(0x3c, 1, 0x05), read(0x3c, 1)],
    expect: (d) => [reply(1, 0, d.line), reply(2, 0, 5), reply(3, 0, d.line), configWrites([]), logCount(0)],
  },
  {
    id: 'HDR-03/2',
    title: 'while MSI is on it shows the low byte of that interrupt, and afterwards the line again',
    on: 'each',
    needs: need.all(plain, need.msi, need.line),
    steps: () => [enableMsi(), read(0x3c, 1), disableMsi(), read(0x3c, 1)],
    expect: (d) => [showsMappedIrq(1), reply(3, 0, d.line)],
  },
  {
    id: 'HDR-03/3',
    title: 'MSI-X does not change it',
    on: 'each',
    needs: need.all(plain, need.msix, need.line),
    steps: () => [write(0x04, 2, 2), enableMsix(1), read(0x3c, 1)],
    expect: (d) => [device({ msixEnabled: true }), reply(2, 0, d.line)],
  },
  {
    id: 'HDR-04/1',
    title: 'INTERRUPT_PIN reads hardware and cannot be written',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x3d, 1), hardware(0x3d, 1, 0x03), read(0x3d, 1), write(0x3d, 1, 0x01), read(0x3d, 1)],
    expect: (d) => [
      reply(0, 0, d.byte(0x3d)),
      reply(2, 0, 3),
      reply(3, 0, 1),
      reply(4, 0, 3),
      configWrites([]),
      logCount(0),
    ],
  },
);
