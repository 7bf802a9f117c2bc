import { hardware, read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, lacking, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import {
  anyDevice,
  bare,
  barValue,
  bind,
  bindResults,
  configReads,
  idle,
  listWith,
  madeUp,
  quirk,
  storeResults,
} from './support.ts';

const WARNING = 4;
const notEnabled = count('HostEnter', 0, { b: HostCall.EnableDevice }, 3);
/** The PCI core warns of what the probe gave. */
const warned = count('Log', 1, { a: WARNING }, 3);

export const fieldOrderCases = cases(
  {
    id: 'CONF-27/1',
    title: 'fields of the header are read in the order in which they were added',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x0c, 4), read(0x3c, 2)],
    expect: () => [
      configReads([
        [0x0c, 4],
        [0x0c, 1],
        [0x0d, 1],
        [0x0f, 1],
        [0x3c, 2],
        [0x3d, 1],
      ]),
    ],
  },
  {
    id: 'CONF-27/2',
    title: 'the list entry of a capability comes before its other fields, which ascend',
    on: 'each',
    needs: need.all(need.endpoint, need.pm),
    setup: anyDevice(),
    steps: ({ pm }) => [read(pm, 4), read(pm + 4, 4)],
    expect: ({ pm }) => [
      configReads([
        [pm, 4],
        [pm, 2],
        [pm + 2, 2],
        [pm + 4, 4],
        [pm + 4, 2],
        [pm + 6, 1],
        [pm + 7, 1],
      ]),
    ],
  },
  {
    id: 'CONF-27/3',
    title: 'fields of sysfs come after built-in ones and in the order of their making',
    on: 'one',
    needs: bare,
    steps: () => [quirk('E1:1:0'), quirk('E0:4:0'), quirk('0E:2:0'), read(0xe0, 4), read(0x0e, 2)],
    expect: () => [
      configReads(
        [
          [0xe0, 4],
          [0xe1, 1],
          [0xe0, 4],
        ],
        3,
      ),
      configReads(
        [
          [0x0e, 2],
          [0x0f, 1],
          [0x0e, 2],
        ],
        4,
      ),
    ],
  },
  {
    id: 'CONF-27/4',
    title: 'VPD is added before PM: its entry is there when PMCSR would begin at the same register',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: () => [...listWith(0x03), bind],
    expect: () => [configWrites([], 3), lacking(configReads([[0x48, 2]], 3))],
  },
  {
    id: 'CONF-27/5',
    title: 'PM is added before MSI: PMCSR is initialised before the entry of MSI proves a duplicate',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: () => [...listWith(0x05), bind],
    expect: () => [configWrites([[0x48, 0x0105, 0x0005]], 3)],
  },
  {
    id: 'CONF-29/1',
    title: 'a field that begins where one begins is not added, one that begins inside another is',
    on: 'one',
    needs: bare,
    steps: () => ['10:4:0', '10:1:0', '0F:1:0', '04:2:0', '3C:4:0', '11:1:0', '0E:2:0', '3B:1:0'].map(quirk),
    expect: () => [device({ quirkFields: 3 })],
  },
  {
    id: 'CONF-29/2',
    title: 'a field of sysfs stands in the way of another at the same register, whatever their sizes',
    on: 'one',
    needs: bare,
    steps: () => ['E0:4:0', 'E0:1:0', 'E2:2:0', 'E2:2:0', 'E4:1:0'].map(quirk),
    expect: () => [device({ quirkFields: 3 })],
  },
  {
    id: 'CONF-30/1',
    title: 'a capability inside PM ends the initialisation, which the PCI core takes for success',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: () => [...listWith(0x03), bind],
    expect: () => [bindResults([0]), warned, notEnabled, device(null)],
    accept: {
      'duplicate-field-fails-bind': () => [bindResults([-22]), warned, notEnabled, device(null)],
    },
  },
  {
    id: 'CONF-30/2',
    title: 'the entry of MSI at PMCSR does the same, after PMCSR was initialised',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: () => [...listWith(0x05), bind],
    expect: () => [bindResults([0]), warned, notEnabled, device(null)],
    accept: {
      'duplicate-field-fails-bind': () => [bindResults([-22]), warned, notEnabled, device(null)],
    },
  },
  {
    id: 'CONF-30/3',
    title: 'through sysfs a duplicate is left out with success, and nothing comes of it',
    on: 'one',
    needs: bare,
    steps: () => [quirk('10:4:0'), hardware(0x10, 4, 0x77777770), read(0x10, 4)],
    expect: (d) => [
      storeResults(['0000:00:00.0-10:4:0'.length]),
      reply(2, 0, barValue(d, 0)),
      device({ quirkFields: 0 }),
    ],
  },
);
