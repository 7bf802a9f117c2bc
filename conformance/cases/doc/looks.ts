import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/* What cases about the documents look at. */

export const plain = need.ordinary;
/** The guest reads a node of the backend's directory. */
export const look = (name: string): Action => ({
  do: 'xenstore',
  by: 'guest',
  access: 'read',
  path: `{backend}/${name}`,
});
/** What guests found in xenstore, in order; null: no such node. */
export const found = (expected: readonly (string | null)[]): Expectation =>
  observed(
    'texts read from xenstore',
    ['xenstore'],
    (seen) => seen.all('XenstoreAccess').map(({ c }) => (c === 0 ? null : seen.execution.log.textOf(c))),
    expected,
  );
/** Tasks that wait for something at the end, by name. */
export const nobodyWaits: Expectation = observed(
  'tasks that wait at the end',
  ['inspection'],
  (seen) => seen.execution.final.waiting.map(({ name, reason }) => `${name}: ${reason}`),
  [],
);
/** Locks that were used wrongly: taken twice, in the wrong order, kept. */
export const noLockFault: Expectation = observed(
  'faults in the use of locks',
  ['locks'],
  (seen) => seen.all('LockFault').map(({ a, b }) => `${a} ${seen.execution.log.textOf(b)}`),
  [],
);
/** Bits of a register at the end. */
export const bits = (offset: number, mask: number, expected: number): Expectation =>
  observed(
    `bits 0x${mask.toString(16)} of register 0x${offset.toString(16)} at the end`,
    ['inspection'],
    (seen) => {
      const config = seen.device()?.config;
      return config === undefined ? null : ((config[offset] ?? 0) | ((config[offset + 1] ?? 0) << 8)) & mask;
    },
    expected,
  );
