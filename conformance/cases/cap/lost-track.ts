import { hardware, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { attach, bind, idle, listWith, madeUp } from '../conf/support.ts';
import { canSleep } from '../stub/steps.ts';

/* Power states where the host and the function are of two minds (CAP-10, CAP-11). */

export const lostTrackCases = cases(
  {
    id: 'CAP-10/7',
    title: 'a function that had no power management when the host found it: access denied, but D0 is success',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: () => [...listWith(0), bind, ...attach, write(0x48, 2, 0x0003), write(0x48, 2, 0x0000)],
    expect: () => [reply(6, -3, 3), reply(7, 0, 0), configWrites([], 6), configWrites([], 7)],
  },
  {
    id: 'CAP-11/18',
    title: 'D0 of a function that has come back by itself: nothing is written, and the host knows again',
    on: 'one',
    needs: need.all(need.ordinary, canSleep),
    steps: ({ pm }) => [
      write(pm + 4, 2, 0x0003),
      hardware(pm + 4, 1, 0x00),
      write(pm + 4, 2, 0x0000),
      write(pm + 4, 2, 0x0003),
    ],
    expect: (d) => [
      reply(0, 0, 3),
      reply(2, 0, 0),
      configWrites([], 2),
      reply(3, 0, 3),
      configWrites([[d.pm + 4, d.word(d.pm + 4) & 0xff00, (d.word(d.pm + 4) & 0xff00) | 3]], 3),
    ],
  },
);
