import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import { requests, result, resultsFrom } from '../../../src/conformance/client/client-expect.ts';
import type { ClientStep } from '../../../src/conformance/client/script.ts';
import { attach, conf_read, conf_write, publish, writeIds } from './steps.ts';

/* FE-10 to FE-12: what the guest's PCI core is told. */

const attached: readonly ClientStep[] = [publish, attach];

const codes: readonly (readonly [err: number, code: number])[] = [
  [0, 0],
  [-1, 0x86],
  [-2, 0x87],
  [-3, 0x88],
  [-4, 0x81],
  [-5, 0x87],
  [-6, -6],
  [-19, -19],
  [-22, -22],
  [0x83, 0x83],
  [0x89, 0x89],
  [1, 1],
];

const widths = [1, 2, 4] as const;
const readAll: readonly ClientStep[] = widths.map((size) => ({ do: 'read', offset: 0x40, size }));
const ones = [0xff, 0xffff, 0xffffffff];

export const resultCases = clientCases(
  ...codes.map(
    ([err, code], i): ClientCase => ({
      id: `FE-10/${i + 1}`,
      title: `err ${err} of a write is ${code} to the PCI core`,
      setup: { answers: [{ on: conf_write, err }] },
      steps: [...attached, writeIds],
      expect: [result(2, code)],
    }),
  ),
  {
    id: 'FE-11/1',
    title: 'A read that fails with -19 succeeds with 0',
    setup: { answers: [{ on: conf_read, err: -19, value: 0x12345678 }] },
    steps: [...attached, ...readAll],
    expect: [
      resultsFrom(
        2,
        widths.map(() => [0, 0]),
      ),
    ],
  },
  ...codes
    .filter(([err]) => err !== 0 && err !== -19)
    .map(
      ([err, code], i): ClientCase => ({
        id: `FE-11/${i + 2}`,
        title: `A read that fails with ${err} reads all-ones`,
        setup: { answers: [{ on: conf_read, err, value: 0x12345678 }] },
        steps: [...attached, ...readAll],
        expect: [
          resultsFrom(
            2,
            ones.map((value) => [code, value]),
          ),
        ],
      }),
    ),
  {
    id: 'FE-12/1',
    title: 'A value that is wider than what was asked for is cut',
    setup: { answers: [{ on: conf_read, err: 0, value: 0xdeadbeef }] },
    steps: [...attached, ...readAll],
    expect: [
      resultsFrom(2, [
        [0, 0xef],
        [0, 0xbeef],
        [0, 0xdeadbeef],
      ]),
      requests(widths.map((size) => ({ cmd: 0, offset: 0x40, size }))),
    ],
  },
);
