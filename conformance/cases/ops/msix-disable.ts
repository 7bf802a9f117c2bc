import { disableMsi, disableMsix, enableMsi, enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { both, decode, helper, hostCalls, ownMsix, replyWithLegacyPirq, showHelper, size } from './tools.ts';

/** Cases of OPS-09: disable_msix. */
export const msixDisableCases: readonly Case[] = cases(
  {
    id: 'OPS-09/1',
    title: 'disable_msix does nothing while MSI-X is off, and tells the pirq of the legacy IRQ',
    on: 'each',
    needs: need.ordinary,
    steps: () => [disableMsix({ value: 77 }), disableMsi()],
    expect: (d) => [replyWithLegacyPirq(d, 0, 1), hostCalls('DisableMsix', 0), configWrites([]), logCount(0)],
  },
  {
    id: 'OPS-09/2',
    title: 'disable_msix turns MSI-X off with all its vectors',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [
      decode(true),
      disableMsix(),
      enableMsix(size(d)),
      disableMsix({ value: 77 }),
      disableMsix(),
    ],
    expect: (d) => [
      replyWithLegacyPirq(d, 3, 1),
      replyWithLegacyPirq(d, 4, 1),
      hostCalls('DisableMsix', 1),
      count('PirqMap', size(d), {}, 2),
      count('PirqUnmap', size(d), {}, 3),
      device({ msixEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-09/3',
    title: 'the helper handler acknowledges again, and only after a disable that acts',
    on: 'each',
    needs: need.all(ownMsix, need.line),
    steps: () => [write(4, 2, 2), enableMsix(1), disableMsi(), showHelper, disableMsix(), showHelper],
    expect: () => [helper('on:not acking:0', 3), helper('on:acking:0', 5)],
  },
  {
    id: 'OPS-09/4',
    title: 'while MSI is on disable_msix leaves it on',
    on: 'each',
    needs: both,
    steps: () => [enableMsi(), disableMsix()],
    expect: () => [hostCalls('DisableMsi', 0), device({ msiEnabled: true, vectors: 1 })],
  },
);
