import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, reply } from '../../../src/conformance/expect.ts';
import { held, run } from './steps.ts';

/* What a guest does where the backend waits for its worker, or ends an event, while the connection goes. */

const close = { do: 'node', name: 'state', value: '6' } as const;

export const pointCases = cases({
  id: 'EVT-24/5',
  title: 'the worker that is waited for serves the request as it is by then, and its end makes no EOI',
  on: 'one',
  steps: () => [
    held(read(8)),
    held({
      ...close,
      at: [
        { on: 'wait', nth: 1, then: [{ do: 'page', field: 'op.offset', value: 0x0c }, { do: 'notify' }] },
        { on: 'eoi', nth: 0, then: [{ do: 'notify' }] },
      ],
    }),
    run('xenwatch', 8),
  ],
  expect: (d) => [
    reply(2, 0, d.dword(0x0c)),
    eois([]),
    count('HandlerEnter', 1),
    count('ChannelUnbind', 1),
    connection({ mapped: false, bound: false }),
  ],
});
