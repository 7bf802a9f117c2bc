import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  hardware,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, observed, registers, reply } from '../../../src/conformance/expect.ts';
import { msiEndpoint, optedIn, ownMsix, replyWithLegacyPirq, replyWithMappedPirq } from './tools.ts';

/** Cases of OPS-25: INTX_DISABLE and the enable bits. */
export const intxCases: readonly Case[] = cases(
  {
    id: 'OPS-25/1',
    title: 'MSI sets INTX_DISABLE and its enable bit in hardware, the disable clears both',
    on: 'each',
    needs: msiEndpoint,
    steps: (d) => [
      hardware(4, 2, 0),
      enableMsi(),
      hardware(d.msi + 2, 2, d.word(d.msi + 2) | 1),
      disableMsi(),
    ],
    expect: (d) => [
      count('ConfigWrite', 1, { b: 4, d: 0x0400 }, 1),
      count('ConfigWrite', 1, { b: d.msi + 2, d: (d.word(d.msi + 2) & ~0x70) | 1 }, 1),
      registers({ 4: [2, 0], [d.msi + 2]: [2, d.word(d.msi + 2) & ~1] }),
    ],
  },
  {
    id: 'OPS-25/2',
    title: 'MSI-X does the same, and is masked as a whole until its table is ready',
    on: 'each',
    needs: ownMsix,
    steps: () => [hardware(4, 2, 2), enableMsix(1), disableMsix()],
    expect: (d) => [
      configWrites(
        [
          [d.msix + 2, d.word(d.msix + 2), d.word(d.msix + 2) | 0xc000],
          [4, 2, 0x0402],
          [d.msix + 2, d.word(d.msix + 2) | 0xc000, d.word(d.msix + 2) | 0x8000],
        ],
        1,
      ),
      configWrites(
        [
          [d.msix + 2, d.word(d.msix + 2) | 0x8000, d.word(d.msix + 2)],
          [4, 0x0402, 2],
        ],
        2,
      ),
    ],
  },
  {
    id: 'OPS-25/3',
    title: 'an enable bit that a stub domain cleared does not keep disable_msi from succeeding',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [
      disableMsi(),
      enableMsi(),
      write(d.msi + 2, 2, d.word(d.msi + 2) & ~0x70 & ~1),
      enableMsi(),
      disableMsi(),
    ],
    expect: (d) => [
      reply(2, 0, d.word(d.msi + 2) & ~0x71),
      reply(3, -5, 0),
      replyWithLegacyPirq(d, 4, 0),
      count('PirqUnmap', 1, {}, 4),
      device({ msiEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-25/4',
    title: 'an enable bit that was set raw does not keep enable_msi from succeeding',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [write(d.msi + 2, 2, d.word(d.msi + 2) | 1), enableMsi()],
    expect: (d) => [
      reply(0, 0, d.word(d.msi + 2) | 1),
      replyWithMappedPirq(1),
      device({ msiEnabled: true, vectors: 1 }),
      registers({ [d.msi + 2]: [2, (d.word(d.msi + 2) & ~0x70) | 1] }),
    ],
  },
  {
    id: 'OPS-25/5',
    title: 'the message is programmed first, then the line is stopped, and the enable bit comes last',
    on: 'each',
    needs: msiEndpoint,
    info: true,
    steps: () => [hardware(4, 2, 0), enableMsi()],
    expect: (d) => [
      observed(
        'registers that enable_msi writes',
        ['host-effects'],
        (seen) => seen.configWrites(1).map(([register]) => register),
        [
          d.msi + 4,
          ...((d.word(d.msi + 2) & 0x80) === 0 ? [d.msi + 8] : [d.msi + 8, d.msi + 12]),
          4,
          d.msi + 2,
        ],
      ),
    ],
  },
);
