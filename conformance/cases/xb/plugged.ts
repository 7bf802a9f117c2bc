import type { Case } from '../../../src/conformance/case.ts';
import { connection } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, inUse } from './observations.ts';
import { add, beside, says, withSpare } from './scenario.ts';

/** A hot plug of the spare device with these changes to its keys; the frontend follows as action `changes + 1`. */
export const plugged = (
  id: Case['id'],
  title: string,
  changes: readonly Action[],
  expected: readonly string[],
  taken: boolean,
): Case => ({
  id,
  title,
  on: 'one',
  needs: beside,
  setup: withSpare,
  steps: () => [add(1), ...changes, says(7)],
  expect: () => [
    did(expected, changes.length + 1),
    inUse([true, taken]),
    connection({ mapped: true, bound: true, backendState: expected.at(-1) === 'state=8' ? 8 : 5 }),
  ],
});
