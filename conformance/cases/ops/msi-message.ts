import { enableMsi } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { observed } from '../../../src/conformance/expect.ts';
import { msiEndpoint } from './tools.ts';

/** The data register, behind an address of 32 or 64 bits. */
const dataOf = (d: DeviceFacts): number => d.msi + ((d.word(d.msi + 2) & 0x80) === 0 ? 8 : 12);

/** Cases of OPS-22: the message that the host programs. */
export const msiMessageCases: readonly Case[] = cases({
  id: 'OPS-22/4',
  title: 'the message names one vector that no exception has, delivered as it is and at an edge',
  on: 'each',
  needs: msiEndpoint,
  steps: () => [enableMsi()],
  expect: (d) => [
    observed(
      'messages written: data without vector, and whether that is one of 0x20 to 0xff',
      ['host-effects'],
      (seen) =>
        seen
          .configWrites(0)
          .filter(([at]) => at === dataOf(d))
          .map(([, , data]) => [data & 0xff00, (data & 0xff) >= 0x20]),
      [[0, true]],
    ),
  ],
});
