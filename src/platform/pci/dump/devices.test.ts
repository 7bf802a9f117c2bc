import { describe, expect, test } from 'vitest';
import { noPoints } from '../../points.ts';
import { silentRecorder } from '../../recorder.ts';
import { PciMachine } from '../machine.ts';
import { listRegisters, registerName } from '../registers.ts';
import { synthesiseVfs } from '../synthesise-vfs.ts';
import { devicesDirectory, devicesNeeded, readDevices } from '../testing/devices.ts';
import { mutate, random } from '../testing/mutate.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from '../testing/sample-functions.ts';
import { DumpError } from './error.ts';
import { type ParsedDump, parseDump } from './parse.ts';
import { serializeDump } from './serialize.ts';

/** Functions per file of the public test data of pciutils. */
const counts: Readonly<Record<string, number>> = {
  'PCI-X-bridges-and-domains.lspci': 31,
  'bridge-ctl-vga16.lspci': 2,
  'broken-ecaps.lspci': 1,
  'cap-MSI-mapping.lspci': 1,
  'cap-aer-hdr.lspci': 1,
  'cap-aer-root.lspci': 2,
  'cap-atomicops.lspci': 1,
  'cap-debug-port.lspci': 1,
  'cap-dev3.lspci': 1,
  'cap-doe.lspci': 1,
  'cap-dvsec-cxl.lspci': 2,
  'cap-exp-dev2.lspci': 1,
  'cap-exp-lnkcap2.lspci': 4,
  'cap-ht.lspci': 2,
  'cap-l1-pm.lspci': 1,
  'cap-multicast.lspci': 1,
  'cap-pci-af.lspci': 1,
  'cap-pcie-2.lspci': 1,
  'cap-phy32.lspci': 1,
  'cap-ptm-1.lspci': 1,
  'cap-rebar.lspci': 1,
  'cap-vendor-virtio.lspci': 2,
  'pri-pasid.lspci': 1,
  'tree-asus-p6t6.lspci': 53,
};

/** Puts every function into a machine (one per machine of the dump) and touches every register. */
function load(dump: ParsedDump): number {
  const machines = new Map<number, PciMachine>();
  let loaded = 0;
  for (const description of dump.functions) {
    let machine = machines.get(description.machine);
    if (machine === undefined) {
      machine = new PciMachine({ recorder: silentRecorder, points: noPoints });
      machines.set(description.machine, machine);
    }
    machine.add(description);
    loaded++;
  }
  for (const machine of machines.values()) {
    for (const fn of machine.functions) {
      expect(fn.config).toEqual(fn.description.config);
      machine.upstream(fn);
      for (let reg = 0; reg < fn.configSize; reg += 4) fn.write(reg, 4, (reg * 0x9e3779b1) >>> 0);
      for (const method of fn.resetMethods) fn.functionReset(method);
      fn.accessMsixTable();
      fn.vanish();
    }
  }
  return loaded;
}

describe.skipIf(devicesDirectory === undefined)(`dumps of real machines${devicesNeeded}`, () => {
  const devices = readDevices();

  test('all functions load, file by file', () => {
    const found = Object.fromEntries(devices.map(({ name, text }) => [name, load(parseDump(text, name))]));
    expect(found).toEqual(counts);
    expect(Object.values(found).reduce((sum, count) => sum + count)).toBe(114);
  });

  test('in one file too: addresses that come again are other machines', () => {
    const dump = parseDump(devices.map(({ text }) => text).join('\n'), 'all');
    expect(load(dump)).toBe(114);
  });

  test('broken lists load with warnings, sound ones without', () => {
    const warnings = (name: string) => {
      const device = devices.find((one) => one.name === name);
      return device === undefined ? [] : parseDump(device.text, name).warnings.map(({ text }) => text);
    };
    expect(warnings('broken-ecaps.lspci').length).toBeGreaterThan(0);
    for (const name of ['cap-dev3.lspci', 'cap-pcie-2.lspci', 'cap-phy32.lspci', 'pri-pasid.lspci']) {
      expect([name, warnings(name)]).toEqual([name, []]);
    }
  });

  test('every register has a name', () => {
    for (const { name, text } of devices) {
      for (const fn of parseDump(text, name).functions.slice(0, 3)) {
        for (const { offset } of listRegisters(fn)) expect(registerName(fn, offset)).not.toBe('');
      }
    }
  });
});

test('2000 random mutations of dumps: parsed or a DumpError, never anything else, and what is parsed loads', () => {
  const own = [
    sampleConventional(),
    sampleBridge(3, 4),
    sampleEndpoint(),
    ...synthesiseVfs(samplePhysicalFunction(), 2),
  ];
  const masks = { writable: new Uint8Array(256).fill(0xf0), w1c: new Uint8Array(256).fill(0x0f) };
  const recorded = { ...sampleConventional({ slot: 4 }), masks, powerOn: new Uint8Array(256), irq: 9 };
  const texts = [serializeDump(own), serializeDump([recorded]), ...readDevices().map(({ text }) => text)];
  const seeds = texts.filter((text) => text.length < 40_000);
  const outcomes = { parsed: 0, refused: 0 };
  for (let run = 0; run < 2000; run++) {
    const next = random(run);
    const text = mutate(seeds[next(seeds.length)] as string, next);
    let dump: ParsedDump;
    try {
      dump = parseDump(text, 'mutant');
    } catch (error) {
      if (!(error instanceof DumpError))
        throw new Error(`run ${run} threw ${String(error)}`, { cause: error });
      expect(error.message).not.toContain('\n');
      outcomes.refused++;
      continue;
    }
    outcomes.parsed++;
    load(dump);
    expect(parseDump(serializeDump(dump.functions), 'mutant').functions).toHaveLength(dump.functions.length);
  }
  expect(outcomes.parsed).toBeGreaterThan(200);
  expect(outcomes.refused).toBeGreaterThan(200);
});
