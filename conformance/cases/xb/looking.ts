import { cases } from '../../../src/conformance/case.ts';
import { connection, count, states } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, inUse } from './observations.ts';
import { bound, create, destroy, dom0Writes, held, plain, publish, settle, setUp } from './scenario.ts';

/* What the bus finds when it looks through the backend directory (XB-01, XB-02), and what it forgets. */

const load: Action = { do: 'load', hide: '({0})' };
const other = (name: string, value: string): Action =>
  dom0Writes(`/local/domain/0/backend/pci/1/x/${name}`, value);

export const lookingCases = cases(
  {
    id: 'XB-01/6',
    title: 'with backends of other types alone there is nothing to probe; one of type pci is found later',
    on: 'one',
    needs: plain,
    setup: { start: 'unloaded' },
    steps: () => [dom0Writes('/local/domain/0/backend/vbd/1/0/state', '1'), load, ...held(create), settle],
    expect: (d) => [did([], 1), did(setUp(d), 3), states([2, 3])],
  },
  {
    id: 'XB-01/7',
    title: 'a backend that is made while the driver first looks is probed once',
    on: 'one',
    needs: plain,
    setup: { start: 'unloaded' },
    steps: () => [
      dom0Writes('/local/domain/0/backend/vbd/1/0/state', '1'),
      { ...load, at: [{ on: 'xenstore', nth: 1, then: [create] }] },
      publish,
    ],
    expect: () => [states([2, 3], 1), states([4], 2), connection({ backendState: 4, bound: true })],
  },
  {
    id: 'XB-55/9',
    title: 'a device whose probe failed goes without a word, and its successor is probed anew',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, { do: 'fault', what: 'alloc' }),
      settle,
      destroy,
      ...held(create),
      settle,
      publish,
    ],
    expect: (d) => [
      did(['error=12', 'state=5'], 2),
      count('StateSwitch', 0, {}, 3),
      count('Owner', 0, {}, 3),
      states([5, 2, 3, 4]),
      inUse([true]),
      connection({ backendState: 4, bound: true }),
      count('Owner', 1, { b: 1 }),
      did(setUp(d), 5),
    ],
  },
  {
    id: 'XB-69/5',
    title: 'an id that is no number makes a device as well',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create),
      settle,
      ...held(
        other('frontend', '/local/domain/1/device/pci/0'),
        other('frontend-id', '1'),
        other('num_devs', '0'),
        other('state', '1'),
      ),
      settle,
    ],
    expect: (d) => [did(setUp(d), 1), did(['state=2', 'root-0=0000:00', 'root_num=1', 'state=3'], 6)],
  },
);
