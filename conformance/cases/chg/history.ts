import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, eois, errs, observed, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { connect, only } from '../vpci/steps.ts';

/** What history has left behind (CHG-20..26). */
export const history: readonly Case[] = cases(
  {
    id: 'CHG-20/1',
    title:
      'a request is executed from one copy: no word of it is fetched twice, and a later change has no effect',
    on: 'each',
    needs: need.all(need.physical, need.wholeDump),
    steps: () => [
      read(0, 4, {
        at: [
          { on: 'fetch', name: 'op.info', nth: 1, then: [{ do: 'page', field: 'op.offset', value: 0x2c }] },
          { on: 'fetch', name: 'op.offset', nth: 2, then: [{ do: 'page', field: 'op.offset', value: 8 }] },
          { on: 'fetch', name: 'op.size', nth: 2, then: [{ do: 'page', field: 'op.size', value: 1 }] },
          { on: 'fetch', name: 'op.cmd', nth: 2, then: [{ do: 'page', field: 'op.cmd', value: 1 }] },
        ],
      }),
    ],
    expect: (d) => [
      reply(0, 0, d.dword(0)),
      // the change behind the fetch alone
      count('PointHit', 1),
      observed(
        'words of the request fetched twice',
        ['fetches'],
        (seen) => {
          const words = seen
            .fetches(0)
            .flatMap(([offset, bytes]) => Array.from({ length: bytes / 4 }, (_, i) => offset + 4 * i));
          return words.filter((word, i) => word >= 4 && words.indexOf(word) !== i);
        },
        [],
      ),
    ],
    accept: { 'refuse-bridges': () => [errs([])] },
  },
  {
    id: 'CHG-21/1',
    title: 'as many vectors come back as were requested, though the value is overwritten by the result',
    on: 'each',
    needs: need.all(
      need.physical,
      need.msix,
      need.that((d) => (d.msixTable?.entries ?? 0) >= 2, 'has one vector'),
    ),
    steps: () => [write(4, 2, 2), enableMsix(2), disableMsix(), enableMsix(1)],
    expect: () => [
      errs([0, 0, 0, 0]),
      observed(
        'vectors stored per request',
        ['fetches'],
        (seen) => seen.requests().map(({ vectors }) => vectors),
        [0, 2, 0, 1],
      ),
    ],
  },
  {
    id: 'CHG-22/1',
    title: 'what is on is not switched on again, and what is off is not switched off',
    on: 'each',
    needs: need.all(need.msi, need.physical),
    steps: () => [disableMsi(), disableMsix(), enableMsi(), enableMsi(), disableMsi(), disableMsi()],
    expect: () => [
      errs([0, 0, 0, -5, 0, 0]),
      count('HostEnter', 0, { b: HostCall.DisableMsi }, 0),
      count('HostEnter', 0, { b: HostCall.DisableMsix }, 1),
      count('HostEnter', 1, { b: HostCall.EnableMsi }),
      count('HostEnter', 1, { b: HostCall.DisableMsi }),
    ],
    accept: { 'refuse-bridges': () => [errs([])] },
  },
  {
    id: 'CHG-23/1',
    title: 'bind and return leave the decode bits of COMMAND as firmware set them',
    on: 'each',
    needs: need.physical,
    setup: { start: 'idle' },
    steps: () => [{ do: 'bind' }, ...connect(), { do: 'toolstack', step: 'destroy' }],
    expect: (d) => [
      observed(
        'decode bits of firmware that are set at the end',
        ['inspection'],
        (seen) => (seen.device()?.command ?? 0) & d.word(4) & 3,
        d.word(4) & 3,
      ),
    ],
  },
  {
    id: 'CHG-24/1',
    title: 'two requests in one run of the worker end in one EOI; the latched event is one spurious one',
    on: 'one',
    steps: () => [read(0, 4, { at: [{ on: 'notify', nth: 1, then: [read(8)] }] })],
    expect: () => [
      errs([0, 0]),
      count('WorkStart', 1),
      eois([
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  {
    id: 'CHG-25/1',
    title: 'a device whose MSI is on gets no helper handler when decode is enabled',
    on: 'each',
    needs: need.all(need.endpoint, need.physical, need.msi, need.line, need.memoryBar),
    steps: () => [write(4, 2, 0), enableMsi(), write(4, 2, 2)],
    expect: () => [errs([0, 0, 0]), count('IrqRequest', 0, {}, 2), device({ helpers: 0, msiEnabled: true })],
  },
  {
    id: 'CHG-25/2',
    title: 'one whose MSI is off gets it',
    on: 'each',
    needs: need.all(need.endpoint, need.physical, need.line, need.memoryBar),
    steps: () => [write(4, 2, 0), write(4, 2, 2)],
    expect: () => [errs([0, 0]), count('IrqRequest', 1, {}, 1), device({ helpers: 1 })],
  },
  {
    id: 'CHG-26/1',
    title: 'passthrough or not is the only choice of topology',
    on: 'one',
    setup: only('edu', 'pcnet'),
    steps: () => [
      { do: 'moduleParameter', name: 'passthrough' },
      { do: 'moduleParameter', name: 'slot' },
      { do: 'moduleParameter', name: 'controller' },
      { do: 'show', attribute: 'allow_interrupt_control' },
      { do: 'sysfs', attribute: 'allow_interrupt_control', value: '{device}', device: 1 },
    ],
    expect: () => [
      count('AttributeShow', 1, { c: 2 }, 0),
      count('AttributeShow', 1, { c: -2 }, 1),
      count('AttributeShow', 1, { c: -2 }, 2),
      count('AttributeShow', 1, { b: 0, c: 0 }, 3),
      count('AttributeStore', 1, { c: '0000:00:02.0'.length }, 4),
      device({ interruptControl: true }, 1),
    ],
  },
);
