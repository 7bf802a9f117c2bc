import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

/* HDR-35: a ROM that firmware left enabled. */

export const romEnabledCases = cases({
  id: 'HDR-35/3',
  title: 'the ROM that firmware left enabled shows the bit, with its address and in its length',
  on: 'each',
  needs: need.all(
    need.endpoint,
    need.rom,
    need.that((d) => (d.dword(0x30) & 1) !== 0, 'has its ROM disabled'),
  ),
  steps: () => [read(0x30, 4), write(0x30, 4, 0xfffff800), read(0x30, 4)],
  expect: (d) => [
    reply(0, 0, d.dword(0x30)),
    reply(2, 0, (2 ** 32 - (d.bar(6)?.size ?? 0) + 1) >>> 0),
    configWrites([]),
  ],
});
