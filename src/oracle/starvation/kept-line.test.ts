import { expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { connected, flaw } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const pcnet = connected('pcnet');
const kept = ['starvation/line-kept/xen_pcibk_guest_interrupt'];
const never = flaw('helper-never-yields');
const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
const storm = (times = 1001): Action => ({ do: 'interrupt', times });

it.each<[string, Action[], string[]]>([
  ['installed before', [storm()], kept],
  ['installed in the program', [write(0), write(3), storm()], kept],
  ['taken off later', [storm(), write(0)], kept],
  ['that may go on for so long', [storm(1000)], []],
  ['that is not there, so that interrupts are the guest’s', [write(0), storm()], []],
  ['of a line that others use', [{ do: 'lineShared', shared: 'yes' }, storm()], []],
  ['of a line nobody can tell about', [{ do: 'lineShared', shared: 'unknown' }, storm()], []],
  ['of a line known not to be shared', [{ do: 'lineShared', shared: 'no' }, storm()], kept],
])('ISR-11: a helper %s', (_, actions, found) => {
  expect(judged(pcnet, actions, never)).toEqual(found);
  expect(judged(pcnet, actions)).toEqual([]);
});
