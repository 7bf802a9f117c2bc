import { disableMsi, disableMsix, enableMsi, enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, logCount, logs, reply, warnCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  again,
  back,
  handlerMoves,
  installed,
  listed,
  off,
  on,
  removed,
  show,
  withLine,
  withLineAndMsi,
  withLineAndMsix,
} from './steps.ts';

/** Whether the helper handler is installed or removed (ISR-01 to ISR-06). */
export const controlCases: readonly Case[] = cases(
  {
    id: 'ISR-01/1',
    title: 'a bridge gets no helper handler, whatever is written to COMMAND',
    on: 'each',
    needs: need.bridge,
    setup: { topology: 'passthrough' },
    steps: () => [off, write(4, 2, 3), off, show, back],
    expect: () => [handlerMoves([]), listed('off:not acking:0', 3), count('HostEnter', 1, { b: 1 })],
  },
  {
    id: 'ISR-02/1',
    title: 'the return of the device takes the handler off, and the next guest begins without it',
    on: 'each',
    needs: withLine,
    steps: () => [off, on, back, ...again, show, write(4, 2, 4), on],
    expect: (d) => [
      handlerMoves([installed(d)], 1),
      handlerMoves([removed(d)], 2),
      listed('off:not acking:0', 5),
      handlerMoves([], 6),
      handlerMoves([installed(d)], 7),
    ],
  },
  {
    id: 'ISR-02/2',
    title: 'it ends the acknowledging also when the handler is not on',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, enableMsi(), disableMsi(), show, back, show],
    expect: () => [handlerMoves([], 4), listed('off:acking:0', 3), listed('off:not acking:0', 5)],
  },
  {
    id: 'ISR-03/1',
    title: 'decode goes off while no handler is on: nothing is removed',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, enableMsi(), on, off, show, disableMsi()],
    expect: (d) => [
      reply(3, 0, 0),
      handlerMoves([], 2),
      handlerMoves([], 3),
      listed('off:not acking:0', 4),
      reply(5, 0, d.line),
      warnCount(0),
    ],
  },
  {
    id: 'ISR-03/2',
    title: 'a return with no handler on removes nothing',
    on: 'each',
    needs: withLine,
    steps: () => [off, back],
    expect: () => [handlerMoves([], 1), warnCount(0)],
  },
  {
    id: 'ISR-04/1',
    title:
      'the line is noted: with MSI on, so that the number of the device is another, the handler is removed from it',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, on, enableMsi(), off, show],
    expect: (d) => [
      handlerMoves([installed(d)], 1),
      handlerMoves([], 2),
      handlerMoves([removed(d)], 3),
      listed('off:not acking:0', 4),
    ],
  },
  {
    id: 'ISR-04/2',
    title: 'it is noted anew each time: after MSI went off the handler goes on the line again',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, enableMsi(), on, off, disableMsi(), on, off],
    expect: (d) => [
      handlerMoves([], 2),
      handlerMoves([installed(d)], 5),
      handlerMoves([removed(d)], 6),
      warnCount(0),
    ],
  },
  {
    id: 'ISR-05/1',
    title:
      'without a legacy line nothing is installed or marked, nothing is logged, and the request succeeds',
    on: 'each',
    needs: need.all(need.ordinary, need.noLine),
    steps: () => [off, on, show, off, show],
    expect: () => [
      reply(1, 0, 2),
      handlerMoves([]),
      listed('off:not acking:0', 2),
      reply(3, 0, 0),
      listed('off:not acking:0', 4),
      logs([]),
    ],
  },
  {
    id: 'ISR-05/2',
    title: 'the acknowledging is left as it is then',
    on: 'each',
    needs: need.all(need.ordinary, need.noLine, need.msix),
    steps: () => [off, enableMsix(1), disableMsix(), on, show, off, show],
    expect: () => [listed('off:acking:0', 4), listed('off:acking:0', 6), handlerMoves([])],
  },
  {
    id: 'ISR-06/1',
    title: 'while MSI is on nothing is installed or marked',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, enableMsi(), on, show],
    expect: () => [reply(2, 0, 2), handlerMoves([], 2), listed('off:not acking:0', 3), logCount(0)],
  },
  {
    id: 'ISR-06/2',
    title: 'while MSI-X is on nothing is installed or marked',
    on: 'each',
    needs: withLineAndMsix,
    steps: () => [off, enableMsix(1), on, show],
    expect: () => [
      reply(1, 0, 0),
      reply(2, 0, 2),
      handlerMoves([], 2),
      listed('off:not acking:0', 3),
      logCount(0),
    ],
  },
  {
    id: 'ISR-06/3',
    title: 'nor afterwards: a handler that was refused is not made up for when MSI goes off',
    on: 'each',
    needs: withLineAndMsi,
    steps: () => [off, enableMsi(), on, disableMsi(), show],
    expect: () => [handlerMoves([], 3), listed('off:acking:0', 4), device({ helpers: 0 })],
    accept: {
      'helper-after-msi-off': (d) => [
        handlerMoves([installed(d)], 3),
        listed('on:acking:0', 4),
        device({ helpers: 1 }),
      ],
    },
  },
);
