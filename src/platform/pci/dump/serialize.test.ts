import { expect, test } from 'vitest';
import { describeFunction, type FunctionDescription } from '../description.ts';
import { synthesiseVfs } from '../synthesise-vfs.ts';
import { devicesDirectory, devicesNeeded, readDevices } from '../testing/devices.ts';
import { random } from '../testing/mutate.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from '../testing/sample-functions.ts';
import { parseDump } from './parse.ts';
import { serializeDump } from './serialize.ts';

/** All fields that a dump keeps. */
const kept = (functions: readonly FunctionDescription[]) =>
  functions.map(({ source, line, warnings, ...rest }) => ({ ...rest, known: rest.known }));

function expectRoundTrip(functions: readonly FunctionDescription[]): void {
  const text = serializeDump(functions);
  const again = parseDump(text, 'again').functions;
  expect(kept(again)).toEqual(kept(functions));
  expect(serializeDump(again)).toBe(text);
}

test('functions of all kinds come back the same', () => {
  const vfs = synthesiseVfs(samplePhysicalFunction(), 3);
  expectRoundTrip([sampleConventional(), sampleBridge(3, 4), sampleEndpoint({ irq: 0 }), ...vfs]);
});

test('recorded masks and power-on values come back the same, empty ones too', () => {
  const next = random(1);
  const noise = (length: number) => Uint8Array.from({ length }, () => (next(4) === 0 ? next(256) : 0));
  const masks = { writable: noise(4096), w1c: noise(4096) };
  expectRoundTrip([{ ...sampleEndpoint(), masks, powerOn: noise(4096), irq: 300 }]);
  const none = { writable: new Uint8Array(256), w1c: new Uint8Array(256) };
  const { config } = sampleConventional();
  expectRoundTrip([{ ...sampleConventional(), masks: none, powerOn: config.slice() }]);
});

test('several machines, domains, unknown parts', () => {
  const short = sampleConventional().config.slice();
  short.fill(0, 64);
  const orphan = sampleEndpoint().config.slice();
  orphan.fill(0xff, 0, 4);
  expectRoundTrip([
    { ...sampleConventional(), config: short, known: 64, name: '' },
    { ...sampleConventional(), machine: 1, domain: 0x10000 },
    { ...sampleEndpoint(), machine: 1, domain: 0x10000, bus: 4, isVf: true, config: orphan },
  ]);
});

test('random functions come back the same', () => {
  for (let seed = 0; seed < 200; seed++) {
    const next = random(seed);
    const config = Uint8Array.from({ length: next(3) === 0 ? 4096 : 256 }, () => next(256));
    const regions = [0, 2, 6, 7].map((index) => ({
      index,
      kind: (['io', 'mem', 'rom'] as const)[next(3)] as 'io',
      address: next(2) * next(2 ** 31) * 4096,
      size: next(2 ** 20),
      is64: next(2) === 0,
      prefetchable: next(2) === 0,
    }));
    expectRoundTrip([
      describeFunction({ bus: next(256), devfn: next(256), config, regions, irq: next(65536) }),
    ]);
  }
});

test.skipIf(devicesDirectory === undefined)(
  `dumps of real machines come back the same${devicesNeeded}`,
  () => {
    for (const { name, text } of readDevices()) expectRoundTrip(parseDump(text, name).functions);
  },
);
