import { enableMsi, enableMsix, hardware, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { device, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { bitsWritten, destroy, firmwareMaster, moreLines, plain } from './steps.ts';

/* STUB-25, STUB-27: MASTER, MSI and MSI-X after a return. */

const decode = write(4, 2, 0x0003);

export const leftOnCases = cases(
  {
    id: 'STUB-25/1',
    title: 'after a guest that disabled the device, MASTER of the firmware is on and nobody has the device',
    on: 'each',
    needs: need.all(plain, firmwareMaster),
    steps: () => [decode, write(4, 2, 0), destroy()],
    expect: () => [
      device({ inUse: false, isBusmaster: false, enableCount: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 0) & 4, 4),
    ],
    accept: {
      'clear-master-at-return': () => [
        device({ inUse: false, isBusmaster: false, enableCount: 0 }),
        observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
      ],
    },
  },
  {
    id: 'STUB-25/2',
    title: 'after a guest that left it enabled, MASTER is off',
    on: 'each',
    needs: need.all(plain, firmwareMaster),
    steps: () => [write(4, 2, 0x0007), destroy()],
    expect: () => [
      device({ inUse: false, isBusmaster: false, enableCount: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-25/3',
    title: 'without MASTER from the firmware it is off in any case, whatever the guest had set',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => (d.word(4) & 4) === 0, 'had MASTER from its firmware'),
    ),
    steps: () => [write(4, 2, 0x0004), destroy()],
    expect: () => [
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-27/1',
    title: 'MSI-X on at return: enabled once more by the restore, then turned off',
    on: 'each',
    needs: need.all(plain, need.msix, need.physical),
    steps: () => [write(4, 2, 7), enableMsix(1), destroy()],
    expect: (d) => [
      observed(
        'ENABLE of the writes to MSI-X control: on at some time, off at the end',
        ['host-effects'],
        (seen) => {
          const enables = seen
            .configWrites(2)
            .filter(([at]) => at === d.msix + 2)
            .map(([, , value]) => (value & 0x8000) !== 0);
          return [enables.includes(true), enables.at(-1)];
        },
        [true, false],
      ),
      device({ msixEnabled: false, vectors: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-27/2',
    title: 'MSI on at return: enabled once more by the restore, then turned off',
    on: 'each',
    needs: need.all(plain, need.msi),
    steps: () => [write(4, 2, 7), enableMsi(), destroy()],
    expect: (d) => [
      observed(
        'ENABLE of the writes to MSI control: on at some time, off at the end',
        ['host-effects'],
        (seen) => {
          const enables = seen
            .configWrites(2)
            .filter(([at]) => at === d.msi + 2)
            .map(([, , value]) => value & 1);
          return [enables.includes(1), enables.at(-1)];
        },
        [true, 0],
      ),
      device({ msiEnabled: false, vectors: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-27/3',
    title: 'neither on at return: neither is touched',
    on: 'each',
    needs: need.all(
      plain,
      need.msi,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    steps: () => [destroy()],
    expect: (d) => [bitsWritten(d.msi + 2, 0xffff, [], 0), moreLines(0, 0, 0)],
  },
  {
    id: 'STUB-27/4',
    title: 'MSI-X on at return, and the device calls its table smaller by now: the mapped one is written',
    on: 'each',
    needs: need.all(
      plain,
      need.msix,
      need.physical,
      need.that((d) => (d.word(d.msix + 2) & 0x7ff) > 0, 'has more than one vector'),
    ),
    steps: (d) => [write(4, 2, 7), enableMsix(2), hardware(d.msix + 2, 2, 0x8000), destroy()],
    expect: () => [device({ inUse: false, msixEnabled: false, vectors: 0 })],
  },
);
