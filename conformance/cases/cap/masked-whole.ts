import { enableMsix, hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { control, msixEndpoint, optedIn } from './tools.ts';

const MASKALL = 0x4000;
const ENABLE = 0x8000;
const interrupt = { do: 'interrupt', times: 2 } as const;
const physical = need.all(msixEndpoint, need.physical);

/** Cases of CAP-22: what MASKALL does while MSI-X is on. */
export const maskedWholeCases: readonly Case[] = cases(
  {
    id: 'CAP-22/6',
    title: 'with it a guest masks its MSI-X as a whole, which silences the device until it is unmasked',
    on: 'each',
    needs: physical,
    setup: optedIn,
    steps: (d) => [
      write(4, 2, 0x0007),
      enableMsix(1),
      interrupt,
      write(d.msix + 2, 2, control(d, d.msix) | ENABLE | MASKALL),
      interrupt,
      write(d.msix + 2, 2, control(d, d.msix) | ENABLE),
      interrupt,
    ],
    expect: (d) => [
      count('IrqRaised', 2, { b: 1 }, 2),
      reply(3, 0, control(d, d.msix) | ENABLE | MASKALL),
      configWrites([[d.msix + 2, control(d, d.msix) | ENABLE, control(d, d.msix) | ENABLE | MASKALL]], 3),
      count('IrqRaised', 0, {}, 4),
      reply(5, 0, control(d, d.msix) | ENABLE),
      count('IrqRaised', 2, { b: 1 }, 6),
      device({ msixEnabled: true, vectors: 1 }),
    ],
  },
  {
    id: 'CAP-22/7',
    title: 'the same when the device masks itself',
    on: 'each',
    needs: physical,
    steps: (d) => [
      write(4, 2, 0x0007),
      enableMsix(1),
      hardware(d.msix + 2, 2, control(d, d.msix) | ENABLE | MASKALL),
      interrupt,
      hardware(d.msix + 2, 2, control(d, d.msix) | ENABLE),
      interrupt,
    ],
    expect: () => [count('IrqRaised', 0, {}, 3), count('IrqRaised', 2, { b: 1 }, 5)],
  },
);
