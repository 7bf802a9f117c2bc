import {
  disableMsi,
  enableMsi,
  enableMsix,
  hardware,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  count,
  device,
  logCount,
  logs,
  observed,
  replies,
  reply,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  both,
  decode,
  failed,
  helper,
  hostCalls,
  msiEndpoint,
  replyWithMappedPirq,
  showHelper,
} from './tools.ts';

const withLine = need.all(msiEndpoint, need.line);

/** Cases of OPS-04 to OPS-06: enable_msi. */
export const msiEnableCases: readonly Case[] = cases(
  {
    id: 'OPS-04/1',
    title: 'MSI cannot be enabled twice, and the host is not asked again',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [enableMsi(), enableMsi({ value: 77 })],
    expect: () => [
      ...failed(1),
      hostCalls('EnableMsi', 0, 1),
      configWrites([], 1),
      device({ msiEnabled: true, vectors: 1 }),
    ],
  },
  {
    id: 'OPS-04/2',
    title: 'MSI cannot be enabled while MSI-X is, and the host is not asked',
    on: 'each',
    needs: both,
    steps: () => [decode(true), enableMsix(1), enableMsi({ value: 77 })],
    expect: () => [
      reply(1, 0, 0),
      ...failed(2),
      hostCalls('EnableMsi', 0),
      configWrites([], 2),
      device({ msiEnabled: false, msixEnabled: true, vectors: 1 }),
    ],
  },
  {
    id: 'OPS-04/3',
    title: 'a refusal of the host looks the same',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [{ do: 'fault', what: 'pirq' }, enableMsi({ value: 77 }), enableMsi()],
    expect: () => [
      ...failed(1),
      hostCalls('EnableMsi', 1, 1),
      count('PirqMap', 0, {}, 1),
      replyWithMappedPirq(2),
    ],
  },
  {
    id: 'OPS-04/4',
    title: 'the line names device, guest and reason of each failure',
    on: 'one',
    needs: both,
    steps: () => [enableMsi(), enableMsi()],
    expect: (d) => [
      observed(
        'the line of action 1 names the device',
        ['log-lines'],
        (seen) => seen.logs(1).map((line) => line.includes(d.address)),
        [true],
      ),
    ],
  },
  {
    id: 'OPS-04/5',
    title: 'the line is limited: ten in five seconds, and again after that',
    on: 'one',
    needs: msiEndpoint,
    steps: () => [
      enableMsi(),
      enableMsi({ times: 12 }),
      enableMsi(),
      { do: 'advance', jiffies: 1240 },
      enableMsi(),
      { do: 'advance', jiffies: 20 },
      enableMsi({ times: 3 }),
    ],
    expect: () => [
      logCount(10, 1),
      count('Log', 2, { c: 1 }, 1),
      logCount(0, 2),
      logCount(0, 4),
      logCount(3, 6),
      replies(
        Array.from({ length: 12 }, () => [-5, 0]),
        1,
      ),
    ],
  },
  {
    id: 'OPS-05/1',
    title: 'success returns the pirq that was mapped for the device, of one vector',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [enableMsi()],
    expect: () => [
      replyWithMappedPirq(0),
      hostCalls('EnableMsi', 1),
      logs([]),
      device({ msiEnabled: true, msixEnabled: false, vectors: 1 }),
    ],
  },
  {
    id: 'OPS-05/2',
    title: 'the helper handler stops acknowledging when MSI goes on',
    on: 'each',
    needs: withLine,
    steps: () => [write(4, 2, 2), showHelper, enableMsi(), showHelper],
    expect: () => [helper('on:acking:0', 1), helper('on:not acking:0', 3)],
  },
  {
    id: 'OPS-05/3',
    title: 'it goes on acknowledging when MSI fails',
    on: 'each',
    needs: withLine,
    steps: () => [write(4, 2, 2), { do: 'fault', what: 'pirq' }, enableMsi(), showHelper],
    expect: () => [...failed(2), helper('on:acking:0', 3)],
  },
  {
    id: 'OPS-05/4',
    title: 'the interrupt line register shows the low byte of the new IRQ, and the old one after the disable',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [read(0x3c, 1), enableMsi(), read(0x3c, 1), disableMsi(), read(0x3c, 1)],
    expect: (d) => [
      reply(0, 0, d.line),
      observed(
        'interrupt line is the IRQ mapped',
        ['fetches', 'host-effects'],
        (seen) => seen.replies(2)[0]?.[1] === ((seen.all('PirqMap', 1)[0]?.c ?? -1) & 0xff),
        true,
      ),
      reply(4, 0, d.line),
    ],
  },
  {
    id: 'OPS-06/1',
    title: 'value, info and COMMAND of the device play no part',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [
      hardware(4, 2, 0),
      enableMsi({ value: 0xffffffff, info: 0xffffffff, offset: -1, size: 77 }),
    ],
    expect: () => [replyWithMappedPirq(1), device({ msiEnabled: true, vectors: 1 })],
  },
);
