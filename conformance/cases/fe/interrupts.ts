import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  accesses,
  lineCount,
  requestCount,
  requests,
  result,
} from '../../../src/conformance/client/client-expect.ts';
import type { ClientStep } from '../../../src/conformance/client/script.ts';
import { attach, nic, publish } from './steps.ts';

/* FE-13 to FE-19: MSI, MSI-X and the legacy interrupt. */

const attached: readonly ClientStep[] = [publish, attach];
const AT = 2;
const where = { domain: 1, bus: 2, devfn: 9 } as const;

/** A set-up of one message and what becomes of a reply. */
const msi = (number: number, title: string, err: number, value: number, expected: number): ClientCase => ({
  id: `FE-13/${number}`,
  title,
  setup: { answers: [{ err, value }] },
  steps: [...attached, { do: 'msi', ...where }],
  expect: [result(AT, expected), requests([{ cmd: 2, ...where }], AT)],
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const sent = (number: number, indices: readonly number[]): ClientCase => ({
  id: `FE-14/${number}`,
  title: `${indices.length} vectors are asked for by table index, each unset`,
  setup: { answers: [{ err: -28, value: 0 }] },
  steps: [...attached, { do: 'msix', indices, ...where }],
  expect: [
    requests(
      [
        {
          cmd: 4,
          ...where,
          value: indices.length,
          entries: indices.map((index) => [index, 0xffff] as const),
        },
      ],
      AT,
    ),
  ],
});

/** A set-up of MSI-X and what becomes of a reply. */
const msix = (
  number: number,
  title: string,
  reply: { readonly err: number; readonly value: number; readonly vectors?: readonly number[] },
  expected: { readonly result: number; readonly pirqs: readonly number[] },
  rule = 'FE-15',
): ClientCase => ({
  id: `${rule as 'FE-15'}/${number}`,
  title,
  setup: { answers: [reply] },
  steps: [...attached, { do: 'msix', indices: [4, 5, 6] }],
  expect: [result(AT, expected), requestCount(1, AT)],
});

const off = (number: number, how: 'disableMsi' | 'disableMsix', cmd: number, err: number): ClientCase => ({
  id: `FE-17/${number}`,
  title: `${how} that gives ${err} sends the address only${err === 0 ? '' : ', is logged and passed over'}`,
  setup: { answers: [{ err, value: 0 }] },
  steps: [...attached, { do: how, ...where }],
  expect: [result(AT, undefined), requests([{ cmd, ...where }], AT), lineCount(err === 0 ? 0 : 1, AT)],
});

const legacy = (number: number, line: number, shareable: boolean): ClientCase => ({
  id: `FE-19/${number}`,
  title: `Interrupt line ${line} is GSI and pirq${shareable ? '' : ', not shareable'}`,
  setup: { functions: [{ ...nic, registers: { ...nic.registers, 60: 0x200 + line } }] },
  steps: [...attached, { do: 'enable' }],
  expect: [result(AT, { gsi: line, pirq: line, shareable }), accesses(['r4/2', 'w4/2=7', 'r3c/1'], AT)],
});

export const interruptCases = clientCases(
  msi(1, 'The value is the pirq', 0, 77, 77),
  msi(2, 'pirq 0 is a failure', 0, 0, -22),
  msi(3, 'An error is a failure, whatever the value', -5, 77, -22),
  msi(4, 'An error of the host is the same failure', -28, 0, -22),
  msi(5, 'A positive status is the same failure', 0x83, 77, -22),
  sent(1, [3, 1]),
  sent(2, [0x7ff]),
  sent(3, upTo(127)),
  sent(4, upTo(128)),
  {
    id: 'FE-14/5',
    title: '129 vectors are refused without a request',
    steps: [...attached, { do: 'msix', indices: upTo(129) }],
    expect: [result(AT, { result: -22, pirqs: [] }), requestCount(0)],
  },
  msix(
    1,
    'Vectors are pirqs',
    { err: 0, value: 0, vectors: [60, 61, 62] },
    { result: 0, pirqs: [60, 61, 62] },
  ),
  msix(
    2,
    'A first vector of 0 fails the call',
    { err: 0, value: 0, vectors: [0, 61, 62] },
    { result: -22, pirqs: [-1, 61, 62] },
  ),
  msix(
    3,
    'A last vector of 0 fails the call',
    { err: 0, value: 0, vectors: [60, 61, 0] },
    { result: -22, pirqs: [60, 61, -1] },
  ),
  msix(
    4,
    'Vectors of 0 alone fail the call',
    { err: 0, value: 0, vectors: [0, 0, 0] },
    { result: -22, pirqs: [-1, -1, -1] },
  ),
  msix(
    5,
    'A value is the result: fewer vectors are to be had',
    { err: 0, value: 2, vectors: [60, 61, 62] },
    { result: 2, pirqs: [] },
  ),
  msix(
    6,
    'An error is the result',
    { err: -28, value: 0, vectors: [60, 61, 62] },
    { result: -28, pirqs: [] },
  ),
  msix(7, 'An error is the result, not the value', { err: -22, value: 9 }, { result: -22, pirqs: [] }),
  msix(8, 'A positive error is the result', { err: 1, value: 0 }, { result: 1, pirqs: [] }),
  msix(
    1,
    'Vectors that were not touched count as pirq 65535',
    { err: 0, value: 0 },
    { result: 0, pirqs: [0xffff, 0xffff, 0xffff] },
    'FE-16',
  ),
  msix(
    2,
    'One vector that was not touched counts as well',
    { err: 0, value: 0, vectors: [60] },
    { result: 0, pirqs: [60, 0xffff, 0xffff] },
    'FE-16',
  ),
  off(1, 'disableMsi', 3, 0),
  off(2, 'disableMsi', 3, -5),
  off(3, 'disableMsix', 5, 0),
  off(4, 'disableMsix', 5, -22),
  {
    id: 'FE-18/1',
    title: 'A driver that wants several messages gets none, and nothing is asked',
    setup: { answers: [{ err: 0, value: 77 }] },
    steps: [...attached, { do: 'msi', messages: 2 }, { do: 'msi', messages: 32 }],
    expect: [requestCount(0), result(AT, -22), result(AT + 1, -22)],
  },
  {
    id: 'FE-18/2',
    title: 'One message is asked for without a count',
    setup: { answers: [{ err: 0, value: 77 }] },
    steps: [...attached, { do: 'msi', messages: 1 }],
    expect: [requests([{ cmd: 2 }]), result(AT, 77)],
  },
  legacy(1, 11, false),
  legacy(2, 15, false),
  legacy(3, 16, true),
  legacy(4, 255, true),
);
