import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  device,
  logCount,
  observed,
  replies,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { shown, written } from '../sys/files.ts';
import { found, look, plain } from './looks.ts';

/* DOC-07, DOC-08: debug lines, and bridges. */

const aBridge = need.that((d) => d.headerType === 1 || d.byte(0x0b) === 0x06, 'is no bridge');

const give: readonly Action[] = [
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];

const debug = (module: 'pciback' | 'pcifront', state: 'on' | 'off', guest = 0): Action => ({
  do: 'dynamicDebug',
  module,
  state,
  guest,
});

const scan: Action = { do: 'frontend', step: 'scan' };

const someLines = (action: number, some: boolean, guest = 0) =>
  observed(
    `whether the log of guest ${guest} has lines about action ${action}`,
    ['log-lines'],
    (seen) => seen.count('FrontendLog', { a: guest + 1 }, action) > 0,
    some,
  );

export const debugAndBridgeCases = cases(
  {
    id: 'DOC-07/1',
    title: 'an ordinary request logs nothing on either side',
    on: 'one',
    needs: plain,
    steps: () => [read(0), scan],
    expect: () => [logCount(0), count('FrontendLog', 0)],
  },
  {
    id: 'DOC-07/2',
    title: 'with debug lines of the backend on reads and writes leave lines, until they are off',
    on: 'one',
    needs: plain,
    steps: () => [debug('pciback', 'on'), read(0), write(0x3c, 1, 0xa5), debug('pciback', 'off'), read(0)],
    expect: () => [
      observed(
        'whether actions log anything',
        ['log-lines'],
        (seen) => [1, 2, 4].map((one) => seen.logs(one).length > 0),
        [true, true, false],
      ),
      count('FrontendLog', 0),
    ],
  },
  {
    id: 'DOC-07/3',
    title: 'the lines of a write name what was to be written',
    on: 'one',
    needs: plain,
    steps: () => [debug('pciback', 'on'), { do: 'op', cmd: 1, offset: 0x3c, size: 1, value: 0xa5 }],
    expect: () => [
      observed(
        'whether a line mentions the value',
        ['log-lines'],
        (seen) => seen.logs(1).some((line) => /a5/.test(line)),
        true,
      ),
    ],
  },
  {
    id: 'DOC-07/4',
    title:
      'with debug lines of the frontend on its requests leave lines there and none in the host, until they are off',
    on: 'one',
    needs: plain,
    steps: () => [debug('pcifront', 'on'), scan, debug('pcifront', 'off'), scan],
    expect: () => [someLines(1, true), someLines(3, false), logCount(0)],
  },
  {
    id: 'DOC-07/5',
    title: 'there is no parameter verbose_request',
    on: 'one',
    steps: () => [
      { do: 'moduleParameter', name: 'verbose_request' },
      { do: 'moduleParameter', name: 'verbose_request', value: '1' },
      read(0),
    ],
    expect: () => [shown([-2]), written([-2]), logCount(0)],
  },
  {
    id: 'DOC-08/1',
    title: 'virtual mode exports bridges',
    on: 'each',
    needs: aBridge,
    setup: { start: 'bound' },
    steps: () => [...give, look('vdev-0'), read(0)],
    expect: (d) => [
      found([`0000:00:00.0${d.description.devfn & 7}`]),
      replies([[0, d.dword(0)]]),
      connection({ backendState: 4 }),
      device({ inUse: true, owner: 1 }),
    ],
    accept: {
      'refuse-bridges+return-on-failed-export': () => [
        found([null]),
        states([2, 5], 0),
        connection({ backendState: 5, mapped: false }),
        device({ inUse: false, owner: -1 }),
      ],
    },
  },
  ...(['bridge', 'no bridge'] as const).map(
    (what, i): Case => ({
      id: `DOC-08/${i + 2}`,
      title: `pass-through mode exports a device that is ${what}, in every profile`,
      on: 'each',
      needs: i === 0 ? aBridge : plain,
      setup: { start: 'bound', topology: 'passthrough' },
      steps: () => [...give, read(8)],
      expect: (d) => [
        replies([[0, d.dword(8)]]),
        connection({ backendState: 4 }),
        device({ inUse: true, owner: 1 }),
      ],
    }),
  ),
);
