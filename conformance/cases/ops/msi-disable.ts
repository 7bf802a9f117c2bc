import { disableMsi, disableMsix, enableMsi, enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  both,
  decode,
  helper,
  hostCalls,
  msiEndpoint,
  replyWithLegacyPirq,
  replyWithMappedPirq,
  showHelper,
} from './tools.ts';

const withLine = need.all(msiEndpoint, need.line);

/** Cases of OPS-08: disable_msi. */
export const msiDisableCases: readonly Case[] = cases(
  {
    id: 'OPS-08/1',
    title: 'disable_msi does nothing while MSI is off, and tells the pirq of the legacy IRQ',
    on: 'each',
    needs: need.ordinary,
    steps: () => [disableMsi({ value: 77 }), disableMsi()],
    expect: (d) => [
      replyWithLegacyPirq(d, 0, 1),
      hostCalls('DisableMsi', 0),
      configWrites([]),
      logCount(0),
      count('PirqUnmap', 0),
    ],
  },
  {
    id: 'OPS-08/2',
    title: 'disable_msi turns MSI off and tells the pirq of the legacy IRQ again',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [disableMsi(), enableMsi(), disableMsi({ value: 77 }), disableMsi()],
    expect: (d) => [
      replyWithLegacyPirq(d, 2, 0),
      replyWithLegacyPirq(d, 3, 0),
      hostCalls('DisableMsi', 1),
      count('PirqUnmap', 1, {}, 2),
      device({ msiEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-08/3',
    title: 'the helper handler acknowledges again, and only after a disable that acts',
    on: 'each',
    needs: withLine,
    steps: () => [write(4, 2, 2), enableMsi(), disableMsix(), showHelper, disableMsi(), showHelper],
    expect: () => [helper('on:not acking:0', 3), helper('on:acking:0', 5)],
  },
  {
    id: 'OPS-08/4',
    title: 'while MSI-X is on disable_msi leaves it on',
    on: 'each',
    needs: both,
    steps: () => [decode(true), disableMsi(), enableMsix(1), disableMsi()],
    expect: (d) => [
      replyWithLegacyPirq(d, 3, 1),
      hostCalls('DisableMsix', 0),
      device({ msixEnabled: true, vectors: 1 }),
    ],
  },
  {
    id: 'OPS-08/5',
    title: 'MSI goes on and off again and again',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [enableMsi(), disableMsi(), enableMsi(), disableMsi(), enableMsi()],
    expect: () => [
      replyWithMappedPirq(0),
      replyWithMappedPirq(2),
      replyWithMappedPirq(4),
      device({ vectors: 1 }),
    ],
  },
);
