import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import { DumpError } from '../platform/pci/dump/error.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import type { Program } from '../program/program.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { DeviceChoiceError } from './device-choice-error.ts';
import { shippedDevices } from './device-files.ts';
import { libraryForProgram, portableProgram } from './program-devices.ts';

const shipped = shippedDevices();
const device = (name: string): LibraryDevice => shipped.get(name) ?? expect.fail(`no ${name}`);
const on = (...names: string[]): Pick<Program, 'setup'> => ({
  setup: {
    topology: 'vpci',
    guests: 1,
    devices: names.map((name) => ({ name, guest: 0 })),
    start: 'connected',
  },
});

const folder = scratchFolder();
beforeAll(() => {
  mkdirSync(join(folder, 'more'));
  const { description } = device('rtl8139');
  writeFileSync(join(folder, 'one.lspci'), serializeDump([{ ...description, bus: 3 }]));
  writeFileSync(
    join(folder, 'more', 'two.lspci'),
    serializeDump([description, { ...description, devfn: 0x11 }]),
  );
  writeFileSync(join(folder, 'bad.lspci'), 'not a dump\n');
  writeFileSync(join(folder, 'own.lspci'), serializeDump([{ ...description, bus: 9 }]));
});

const load = (name: string, env: Record<string, string> = {}): LibraryDevice =>
  libraryForProgram(on(name), folder, env).get(name) ?? expect.fail('not under its own name');
const problem = (name: string): string => {
  try {
    load(name);
    return 'no problem';
  } catch (error) {
    if (error instanceof DeviceChoiceError || error instanceof DumpError) return error.message;
    throw error;
  }
};

describe('devices of a program file', () => {
  it('are those of the corpus by name', () => {
    expect(load('e1000e').description.config).toEqual(device('e1000e').description.config);
    expect(load('nvme-sriov#02:00.1').companions).toHaveLength(1);
    expect(load('nvme-sriov#0000:02:00.1').description.isVf).toBe(true);
  });

  it('are dumps beside it, relative to its folder', () => {
    expect(load('one.lspci').description.bus).toBe(3);
    expect(load('one.lspci#03:02.0').description.bus).toBe(3);
    expect(load('more/two.lspci#0c:02.1').description.devfn).toBe(0x11);
  });

  it('may be of the folder that the environment names', () => {
    expect(load('own', { PCIBACK_RIG_DEVICES: folder }).description.bus).toBe(9);
    expect(problem('own')).toContain('there is no shipped device of that name');
  });

  it.each([
    ['e1000f', 'there is no shipped device of that name'],
    ['nvme-sriov', 'the dump has several functions that could be meant'],
    ['nvme-sriov#02:00.7', 'the dump has no function at that address'],
    ['more/two.lspci', 'the dump has several functions that could be meant'],
    ['gone.lspci', 'there is no such file'],
    ['bad.lspci', 'bad.lspci'],
    ['../one.lspci', 'the dump is not in the folder of the program'],
    ['more/../../one.lspci', 'the dump is not in the folder of the program'],
    ['/etc/one.lspci', 'the dump is not in the folder of the program'],
  ])('that there are not are refused: %s', (name, message) => {
    expect(problem(name)).toContain(message);
  });

  it('a name that is no dump never reads a file beside the program', () => {
    writeFileSync(join(folder, 'e1000e'), 'nothing');
    expect(load('e1000e').description.config).toEqual(device('e1000e').description.config);
  });
});

describe('a program made portable', () => {
  const renamed = (name: string, from: string): LibraryDevice => {
    const { description, companions } = device(from);
    const source = '/somewhere/else.lspci';
    return {
      name,
      description: { ...description, source },
      companions: companions.map((fn) => ({ ...fn, source })),
    };
  };

  it('keeps the names of shipped devices, also where the campaign had other names for them', () => {
    const library = new DeviceLibrary([device('e1000e'), renamed('mine', 'nvme-sriov#02:00.1')]);
    const { program, dumps } = portableProgram(on('e1000e', 'mine'), library, shipped);
    expect(program.setup.devices.map(({ name }) => name)).toEqual(['e1000e', 'nvme-sriov#02:00.1']);
    expect(dumps.size).toBe(0);
  });

  it('does not take another device of the same name for the shipped one', () => {
    const other = { ...renamed('e1000e', 'rtl8139'), name: 'e1000e' };
    const changed = { ...other, description: { ...other.description, bus: 5 } };
    const { program, dumps } = portableProgram(on('e1000e'), new DeviceLibrary([changed]), shipped);
    expect(program.setup.devices[0]).toEqual({ name: 'else.lspci', guest: 0 });
    expect([...dumps.keys()]).toEqual(['else.lspci']);
  });

  it('has dumps of different files under different plain names', () => {
    const make = (name: string, source: string, bus: number): LibraryDevice => {
      const { description } = device('rtl8139');
      return { name, description: { ...description, source, bus }, companions: [] };
    };
    const library = new DeviceLibrary([
      make('a', 'x/c d.lspci', 5),
      make('b', 'y/c d.lspci', 6),
      make('c', '.lspci', 7),
    ]);
    const { dumps } = portableProgram(on('a', 'b', 'c'), library, shipped);
    expect([...dumps.keys()]).toEqual(['c-d.lspci', 'c-d-2.lspci', 'device.lspci']);
  });

  it('needs a device of each name', () => {
    expect(() => portableProgram(on('nothing'), shipped, shipped)).toThrow(RangeError);
  });
});
