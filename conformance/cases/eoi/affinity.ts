import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, replies } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { notify } from './steps.ts';

/* Channels and processors (EOI-02, EOI-06). */

const move = (cpu: number): Action => ({ do: 'affinity', cpu });

export const affinityCases = cases(
  {
    id: 'EOI-06/3',
    title: 'a channel that moves to the other processor is masked meanwhile, and loses nothing',
    on: 'one',
    steps: () => [move(1), read(8), notify(), move(0), read(8)],
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [0, d.dword(8)],
      ]),
      count('HandlerEnter', 3),
      eois([
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
      connection({ eoiMissing: false, bound: true }),
    ],
  },
  {
    id: 'EOI-06/4',
    title:
      'moved while its EOI is owed it stays masked: the next event comes after the EOI, on the other processor',
    on: 'one',
    steps: () => [
      { ...read(8), hold: true },
      { ...move(1), hold: true },
      { ...notify(), hold: true },
      notify(),
    ],
    expect: (d) => [
      count('HandlerEnter', 0, {}, 1),
      count('HandlerEnter', 0, {}, 2),
      replies([[0, d.dword(8)]]),
      count('HandlerEnter', 2),
      eois([
        [0, 0],
        [1, 0],
      ]),
      connection({ eoiMissing: false }),
    ],
  },
  {
    id: 'EOI-01/2',
    title: 'without a channel there is nothing to move: it is bound later, on the first processor',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [{ do: 'toolstack', step: 'create' }, move(1), { do: 'frontend', step: 'publish' }, read(8)],
    expect: (d) => [
      count('HandlerEnter', 0, {}, 1),
      count('ChannelBind', 1),
      replies([[0, d.dword(8)]]),
      connection({ bound: true, eoiMissing: false }),
    ],
  },
);
