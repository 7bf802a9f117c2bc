import { disableMsi, enableMsi, enableMsix } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, reply } from '../../../src/conformance/expect.ts';
import { decode, mappedFor, msiEndpoint, ownMsix, replyWithMappedPirq, size } from './tools.ts';

/** Cases of OPS-22: whose the pirqs are. */
export const pirqOwnerCases: readonly Case[] = cases(
  {
    id: 'OPS-22/1',
    title: 'the pirq of MSI is mapped for the guest that has the device',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [enableMsi()],
    expect: () => [mappedFor(0, 1, 0), replyWithMappedPirq(0)],
  },
  {
    id: 'OPS-22/2',
    title: 'so are those of MSI-X, for the second guest as for the first',
    on: 'each',
    needs: ownMsix,
    setup: { guests: 2, device: { guest: 1 }, others: [{ name: 'edu', guest: 0 }] },
    steps: (d) => [decode(true), enableMsix(size(d), { guest: 1 }), enableMsi({ device: 1 })],
    expect: (d) => [reply(1, 0, 0), mappedFor(1, size(d), 1), mappedFor(0, 1, 2)],
  },
  {
    id: 'OPS-22/3',
    title: 'they are unmapped for the domain they were mapped for',
    on: 'one',
    needs: msiEndpoint,
    steps: () => [enableMsi(), disableMsi()],
    expect: () => [count('PirqUnmap', 1, { a: 1 }, 1), count('PirqUnmap', 1)],
  },
);
