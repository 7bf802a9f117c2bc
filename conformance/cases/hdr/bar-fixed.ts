import { write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, registers } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, permissive } from '../conf/support.ts';

const at = (index: number): number => (index === 6 ? 0x30 : 0x10 + 4 * index);

export const barFixedCases = cases(
  {
    id: 'HDR-41/1',
    title: 'no write moves a BAR or the ROM',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(),
    steps: () =>
      [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [
        write(at(i), 4, 0xe0000000),
        write(at(i), 4, 0x0000d001),
        write(at(i) + 2, 2, 0xe123),
      ]),
    expect: (d) => [
      configWrites([]),
      registers(Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((i) => [at(i), [4, d.dword(at(i))]]))),
    ],
  },
  {
    id: 'HDR-41/2',
    title: 'permissive mode does not change that',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice({ permissive: true, ...permissive }),
    steps: () =>
      [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [write(at(i), 4, 0xe0000000), write(at(i) + 3, 1, 0xe1)]),
    expect: (d) => [
      configWrites([]),
      registers(Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((i) => [at(i), [4, d.dword(at(i))]]))),
    ],
  },
);
