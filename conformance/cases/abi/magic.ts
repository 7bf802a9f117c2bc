import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  dom0Writes,
  errorReports,
  nodes,
  states,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';

/** The frontend publishes everything, and this as its version before the backend looks. */
const withMagic = (value: string): Action[] => [
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish', hold: true },
  { do: 'node', name: 'magic', value },
];

const refused = (value: string, number: number): Case => ({
  id: `ABI-10/${number}`,
  title: `the version ${JSON.stringify(value)} is refused before anything is mapped`,
  on: 'one',
  setup: { start: 'bound' },
  steps: () => withMagic(value),
  expect: () => [
    states([5], 2),
    errorReports([{ errno: 14, names: [`version mismatch (${value}/7)`] }], 2),
    count('GrantMap', 0),
    count('ChannelBind', 0),
    connection({ backendState: 5, mapped: false, bound: false }),
  ],
});

/** The version (ABI-10). */
export const magicCases: readonly Case[] = cases(
  {
    id: 'ABI-10/1',
    title: 'the version 7 is accepted',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => withMagic('7'),
    expect: () => [
      states([2, 3, 4]),
      nodes('error', []),
      dom0Writes(['state=4'], 2),
      count('GrantMap', 1),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  refused('7\n', 2),
  refused('7 ', 3),
  refused(' 7', 4),
  refused('77', 5),
  refused('07', 6),
  refused('6', 7),
  refused('', 8),
);
