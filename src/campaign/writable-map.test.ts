import { describe, expect, test } from 'vitest';
import { makeProfile, type Profile } from '../changes/profiles.ts';
import type { FunctionDescription } from '../platform/pci/description.ts';
import { synthesiseVfs } from '../platform/pci/synthesise-vfs.ts';
import {
  ENDPOINT,
  put,
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from '../platform/pci/testing/sample-functions.ts';
import { type WritableMap, writableMap } from './writable-map.ts';

function profile(name: string, flaws: readonly string[] = []): Profile {
  const made = makeProfile(name, flaws);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return made.profile;
}

const linux61 = profile('linux-6.1');

function mapOf(
  description: FunctionDescription,
  of = linux61,
  companions: FunctionDescription[] = [],
): WritableMap {
  return writableMap({ name: 'sample', description, companions }, of);
}

const word = (bytes: Uint8Array | null, at: number): number =>
  (bytes?.[at] ?? 0) | ((bytes?.[at + 1] ?? 0) << 8);

/** Registers with a writable bit, lowest byte's offset. */
const offsets = (bytes: Uint8Array | null): number[] =>
  Array.from(bytes ?? []).flatMap((mask, at) => (mask === 0 ? [] : [at]));

describe('an endpoint', () => {
  const map = mapOf(sampleEndpoint());

  test('HDR-05 HDR-12 HDR-13: by default MASTER, the cache line size, PMCSR and the VPD address, and nothing else', () => {
    expect(word(map.default, 0x04)).toBe(0x0004);
    expect(map.default?.[0x0c]).toBe(0xff);
    const pm = ENDPOINT.pm + 4;
    const vpd = ENDPOINT.vpd + 2;
    expect(offsets(map.default)).toEqual([0x04, 0x0c, pm, pm + 1, vpd, vpd + 1]);
    expect(word(map.default, pm) & 0x0003).toBe(0x0003);
    expect(word(map.default, vpd)).toBe(0x7fff); // without F: VPD is read-only
  });

  test('HDR-15 CAP-22: interrupt control adds INTX_DISABLE, the MSI enable bit, MSI-X enable and mask-all', () => {
    expect(word(map.interruptControl, 0x04)).toBe(0x0404);
    expect(word(map.interruptControl, ENDPOINT.msi + 2)).toBe(0x0001);
    expect(word(map.interruptControl, ENDPOINT.msix + 2)).toBe(0xc000);
    const added = offsets(map.interruptControl).filter((at) => !offsets(map.default).includes(at));
    expect(added).toEqual([0x05, ENDPOINT.msi + 2, ENDPOINT.msix + 3]);
  });

  test('CONF-20 CAP-20: permissive adds what no field covers, the MSI registers and whole control words', () => {
    expect(word(map.permissive, ENDPOINT.msi + 2) & 0x71).toBe(0x71);
    expect(offsets(map.permissive)).toEqual(expect.arrayContaining([ENDPOINT.msi + 4, ENDPOINT.express + 8]));
    expect(word(map.permissive, 0x06)).toBe(0xf900); // error bits it may clear
    for (const at of offsets(map.default)) expect(offsets(map.permissive)).toContain(at);
  });

  test('a bit that hardware acts on at once counts: FLR in a permissive guest', () => {
    expect(word(map.permissive, ENDPOINT.express + 8) & 0x8000).toBe(0x8000);
  });

  test('HDR-36 CONF-24: BARs, ROM and ids are out of reach in every mode', () => {
    for (const mode of [map.default, map.permissive, map.interruptControl]) {
      expect(offsets(mode).filter((at) => at < 0x04 || (at >= 0x10 && at < 0x3c))).toEqual([]);
    }
  });

  test("HDR-12: the decode bits are the host's, unless the flaw of XSA-120 is put back", () => {
    expect(word(map.permissive, 0x04) & 0x0003).toBe(0);
    const flawed = mapOf(sampleEndpoint(), profile('linux-6.1', ['xsa-120-command']));
    expect(word(flawed.default, 0x04) & 0x0003).toBe(0x0003);
  });
});

test('a device that came with MSI on: both control words are found all the same', () => {
  const description = sampleConventional();
  const { config } = description;
  put(config, 0x06, 2, 0x0010);
  config[0x34] = 0x50;
  put(config, 0x50, 4, 0x0081_7005); // MSI, enabled
  put(config, 0x70, 4, 0x0007_0011);
  const map = mapOf(description);
  expect(word(map.interruptControl, 0x52)).toBe(0x0001);
  expect(word(map.interruptControl, 0x72)).toBe(0xc000);
});

test('HDR-32: a card bus bridge is not taken, so there is no map', () => {
  const description = sampleConventional();
  description.config[0x0e] = 2;
  expect(mapOf(description)).toEqual({ default: null, permissive: null, interruptControl: null });
});

test('HDR-31: bus numbers of a bridge are for a permissive guest only', () => {
  const map = mapOf(sampleBridge(3, 4));
  expect(offsets(map.default)).not.toContain(0x19);
  expect(offsets(map.permissive)).toContain(0x19);
});

test('a virtual function, with its physical function beside it', () => {
  const [physical, virtual] = synthesiseVfs(samplePhysicalFunction(), 1);
  if (physical === undefined || virtual === undefined) throw new Error('no virtual function');
  expect(virtual.isVf).toBe(true);
  expect(word(mapOf(virtual, linux61, [physical]).default, 0x04)).toBe(0x0004);
});

test('the same question has the same answer', () => {
  expect(mapOf(sampleEndpoint())).toEqual(mapOf(sampleEndpoint()));
});
