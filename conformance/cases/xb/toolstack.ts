import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, dom0Writes, observed } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, inUse } from './observations.ts';
import {
  add,
  beside,
  bound,
  create,
  destroy,
  held,
  key,
  plain,
  remove,
  says,
  settle,
  withSpare,
  withTwo,
} from './scenario.ts';

/* XB-64, XB-65: what the toolstack writes. */

const reap: Action = { do: 'toolstack', step: 'reap' };
const spare = '0000:01:00.0';
/** Names of the keys written, without their values. */
const keys = (expected: readonly string[], action: number) =>
  observed(
    `names of keys that dom0 writes in action ${action}`,
    ['xenstore'],
    (seen) => seen.dom0Writes(action).map((line) => line.replace(/=.*/s, '')),
    expected,
  );

export const toolstackCases = cases(
  {
    id: 'XB-64/1',
    title: 'a further device: key, dev, opts, state 1, num_devs, and the backend to 7',
    on: 'one',
    needs: beside,
    setup: withSpare,
    steps: () => [add(1), says(7)],
    expect: () => [
      dom0Writes(
        [
          `key-1=${spare}`,
          `dev-1=${spare}`,
          'opts-1=msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict',
          'state-1=1',
          'num_devs=2',
          'state=7',
        ],
        0,
      ),
      did(['vdev-1=0000:00:01.00', 'state-1=3', 'state=8'], 1),
      inUse([true, true]),
    ],
  },
  {
    id: 'XB-64/2',
    title: 'the first device does not take the backend to 7',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', '0'), add(0)), settle],
    expect: () => [keys(['key-0', 'dev-0', 'opts-0', 'state-0', 'num_devs'], 2), inUse([true])],
  },
  {
    id: 'XB-65/1',
    title: 'removal: state 5 of the device and 7 of the backend, nothing more until the backend is in 4',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [remove(1)],
    expect: () => [dom0Writes(['state-1=5', 'state=7'], 0), inUse([true, true])],
  },
  {
    id: 'XB-65/2',
    title: 'then its keys are deleted and num_devs decreases',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [remove(1), says(7), says(4), reap],
    expect: () => [
      dom0Writes(['key-1', 'dev-1', 'vdev-1', 'opts-1', 'state-1', 'num_devs=1'], 3),
      connection({ backendState: 4, mapped: true }),
      inUse([true, false]),
    ],
  },
  {
    id: 'XB-65/3',
    title: 'keys of higher devices move down, and a detach still finds the device',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [remove(0), says(7), says(4), reap, remove(1), says(7), read(0, 4, { device: 1 })],
    expect: () => [
      observed(
        'keys after the move',
        ['xenstore'],
        (seen) => seen.dom0Writes(3).filter((line) => /^(dev|vdev|state)-0=|^num_devs/.test(line)),
        [`dev-0=${spare}`, 'vdev-0=0000:00:01.00', 'state-0=3', 'num_devs=1'],
      ),
      dom0Writes(['state-0=5', 'state=7'], 4),
      did(['state=8'], 5),
      inUse([false, false]),
    ],
  },
  {
    id: 'XB-65/4',
    title: 'with the last device the backend goes',
    on: 'one',
    needs: plain,
    steps: () => [remove(0), says(7), says(4), reap, destroy],
    expect: () => [
      keys(['key-0', 'dev-0', 'vdev-0', 'opts-0', 'state-0', 'num_devs'], 3),
      connection({ backendState: 0, frontendState: 0, mapped: false, bound: false }),
      inUse([false]),
    ],
  },
);
