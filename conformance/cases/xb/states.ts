import { cases } from '../../../src/conformance/case.ts';
import { connection, nodes, states } from '../../../src/conformance/expect.ts';
import { did, inUse, underLock } from './observations.ts';
import { bound, create, held, key, noKey, own, plain, publish, says, settle } from './scenario.ts';

/* XB-06 to XB-08: the lock, and the memory of the own state. */

export const stateCases = cases(
  {
    id: 'XB-06/1',
    title: 'page and channel are attached under the lock of the connection',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, publish],
    expect: () => [
      underLock(['GrantMap', 'ChannelBind', 'StateSwitch'], ['(', 'map', 'bind', 'state', ')'], 1),
    ],
  },
  {
    id: 'XB-06/2',
    title: 'set-up holds it from the first device to the state',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('online', '1')), settle],
    expect: () => [underLock(['Owner', 'StateSwitch'], ['state', '(', 'owner', 'state', ')'], 2)],
  },
  {
    id: 'XB-06/3',
    title: 'disconnect holds it while it waits for the worker, and lets go before the state is written',
    on: 'one',
    needs: plain,
    steps: () => [...held({ do: 'op', cmd: 0 }, says(5), { do: 'run', task: 'xenwatch', steps: 8 }), settle],
    expect: () => [
      underLock(
        ['GrantUnmap', 'ChannelUnbind', 'WorkEnd', 'StateSwitch'],
        ['(', 'unbind', 'worker ends', 'unmap', ')', 'state'],
      ),
      connection({ mapped: false, bound: false }),
    ],
  },
  {
    id: 'XB-06/4',
    title: 'reconfiguration holds it over all entries and the state',
    on: 'one',
    needs: plain,
    steps: () => [...held(key('state-0', '5'), key('state', '7')), says(7)],
    expect: () => [underLock(['Owner', 'StateSwitch'], ['(', 'owner', 'state', ')'])],
  },
  {
    id: 'XB-07/1',
    title: 'a state that was written last is not written again',
    on: 'one',
    needs: plain,
    steps: () => [says(4), own('state', '04'), says(5), says(5), says(6), says(6)],
    expect: () => [
      did([], 0),
      did([], 1),
      did(['state=5'], 2),
      did([], 3),
      did(['state=6'], 4),
      did([], 5),
      states([5, 6]),
    ],
  },
  {
    id: 'XB-07/2',
    title: 'after a 7 of the toolstack both 8 and the way back to 4 are written',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '7'), says(7), says(4)],
    expect: () => [did(['state=7'], 0), did(['state=8'], 1), did(['state=4'], 2), states([8, 4])],
  },
  {
    id: 'XB-07/3',
    title: 'a state of the toolstack is not corrected by a switch to what was written last',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '6'), says(4)],
    expect: () => [did([], 1), states([]), connection({ backendState: 6, mapped: true })],
  },
  {
    id: 'XB-07/4',
    title: 'a state that the toolstack has written already is written all the same',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '5'), says(5)],
    expect: () => [did(['state=5'], 1), states([5])],
  },
  {
    id: 'XB-08/1',
    title: 'without the state node nothing is written, and the state counts as written',
    on: 'one',
    needs: plain,
    steps: () => [noKey('state'), says(5), key('state', '4'), says(5)],
    expect: () => [
      did([], 1),
      did([], 3),
      states([]),
      connection({ backendState: 4, mapped: false, bound: false }),
    ],
  },
  {
    id: 'XB-08/2',
    title: 'a conflict is tried again until it is done, and written once',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'fault', what: 'xenstoreConflict', count: 3 }, says(5), says(6)],
    expect: () => [did(['state=5'], 1), did(['state=6'], 2), states([5, 6]), nodes('error', [])],
  },
  {
    id: 'XB-08/3',
    title:
      'a state that cannot be written is reported, becomes Closing, and the caller goes on as after success',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, { do: 'fault', what: 'xenstoreWrite' }), settle, says(6)],
    expect: () => [did(['error=28', 'state=5'], 2), did(['state=6'], 3), inUse([false])],
    info: true,
  },
  {
    id: 'XB-08/4',
    title: 'so does one whose transaction cannot begin',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, { do: 'fault', what: 'xenstoreBegin' }), settle, says(6)],
    expect: () => [did(['error=12', 'state=5'], 2), did(['state=6'], 3), inUse([false])],
    info: true,
  },
  {
    id: 'XB-08/5',
    title: 'a state node that holds no number counts as missing',
    on: 'one',
    needs: plain,
    steps: () => [key('state', 'x'), says(5), key('state', '4'), says(5)],
    expect: () => [did([], 1), did([], 3), states([]), connection({ backendState: 4, mapped: false })],
    info: true,
  },
);
