import { enableMsi, hardware, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, device, including, logCount, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, attach, boundCommand, decodeOf, plain, untouched } from '../conf/support.ts';

const decodes = need.that((d) => decodeOf(d) !== 0, 'has no region that decodes');
const sleeps = need.all(
  need.pm,
  need.that(
    ({ pm, description: { masks } }) => masks === null || ((masks.writable[pm + 4] ?? 0) & 3) === 3,
    'cannot be sent to D3hot',
  ),
);
const fresh = anyDevice(untouched);

export const enablingCases = cases(
  {
    id: 'HDR-19/1',
    title: 'enabling turns on decode for the kinds of region there are, whichever bit was written',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0),
      write(0x04, 2, 1),
      write(0x04, 2, 0),
      hardware(0x04, 2, 0),
      write(0x04, 2, 2),
    ],
    expect: (d) => {
      const stores: [number, number, number][] = decodeOf(d) === 0 ? [] : [[0x04, 0, decodeOf(d)]];
      return [configWrites(stores, 3), configWrites([], 4), configWrites(stores, 6)];
    },
  },
  {
    id: 'HDR-19/2',
    title: 'enabling lets the legacy interrupt of a device with a pin through, and leaves that of others',
    on: 'each',
    needs: need.all(need.endpoint, need.physical, decodes),
    setup: fresh,
    steps: () => [...attach, hardware(0x04, 2, 0x0400), write(0x04, 2, 2)],
    expect: (d) => {
      const decode = decodeOf(d);
      const lifted: [number, number, number][] = d.byte(0x3d) === 0 ? [] : [[0x04, 0x400 | decode, decode]];
      return [configWrites([[0x04, 0x400, 0x400 | decode], ...lifted], 3)];
    },
  },
  {
    id: 'HDR-19/3',
    title: 'with MSI on, INTX_DISABLE stays set',
    on: 'each',
    needs: need.all(plain, need.msi),
    setup: fresh,
    steps: () => [...attach, enableMsi(), write(0x04, 2, 2)],
    expect: (d) => [
      reply(3, 0, 2),
      configWrites([], 3),
      device({ command: boundCommand(d) | 0x400, msiEnabled: true, enableCount: 1 }),
    ],
  },
  {
    id: 'HDR-19/4',
    title: 'enabling wakes a device that sleeps',
    on: 'each',
    needs: need.all(plain, sleeps),
    setup: fresh,
    steps: ({ pm }) => [...attach, write(pm + 4, 2, 3), write(0x04, 2, 2)],
    expect: (d) => [
      reply(2, 0, 3),
      including(configWrites([[d.pm + 4, (d.word(d.pm + 4) & ~0x0103) | 3, 0]], 3)),
      device({ powerState: 0, enableCount: 1 }),
    ],
  },
  {
    id: 'HDR-19/5',
    title: 'a device whose PMCSR does not answer is enabled all the same',
    on: 'each',
    needs: need.all(plain, need.pm, decodes),
    setup: fresh,
    steps: ({ pm }) => [...attach, hardware(pm + 4, 2, 0xffff), hardware(0x04, 2, 0), write(0x04, 2, 2)],
    expect: (d) => [
      reply(4, 0, 2),
      configWrites([[0x04, 0, decodeOf(d)]], 4),
      logCount(1, 4),
      device({ enableCount: 1 }),
    ],
  },
  {
    id: 'HDR-19/6',
    title: 'a bridge that was disabled is enabled like any other, without regions too',
    on: 'each',
    needs: need.bridge,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 0), hardware(0x04, 2, 0x0400), write(0x04, 2, 2)],
    expect: (d) => {
      const decode = decodeOf(d);
      const decoding: [number, number, number][] = decode === 0 ? [] : [[0x04, 0x400, 0x400 | decode]];
      const lifted: [number, number, number][] = d.byte(0x3d) === 0 ? [] : [[0x04, 0x400 | decode, decode]];
      return [reply(4, 0, 2), configWrites([...decoding, ...lifted], 4)];
    },
  },
);
