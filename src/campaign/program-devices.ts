import { isAbsolute, join, normalize, sep } from 'node:path';
import { pciName } from '../abi/pci-regs.ts';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import { type FunctionDescription, sameAddress } from '../platform/pci/description.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import type { Program } from '../program/program.ts';
import { DeviceChoiceError } from './device-choice-error.ts';
import { type DeviceEnvironment, deviceFolders, dumpFiles } from './device-files.ts';
import { devicesOf, isAt, stemOf } from './dump-devices.ts';
import { readDumpText } from './dump-text.ts';

/*
 * How program files name devices. A name that ends in `.lspci`, before `#ADDRESS` if there is one, is a dump beside
 * the program file, named relative to it: `card.lspci`, `card.lspci#03:00.0`. Any other name is that of a device of
 * the corpus or of the PCIBACK_RIG_DEVICES folder: `e1000e`, `nvme-sriov#02:00.1`.
 */

const FILE_NAME = /^([^#]+\.lspci)(?:#(.*))?$/;

/**
 * The devices that a program file names, under the names it uses.
 * @param folder where the program file is; dumps are looked for there and below, nowhere else
 * @throws DeviceChoiceError for a device that there is not, DumpError for a dump that is none
 */
export function libraryForProgram(
  program: Pick<Program, 'setup'>,
  folder: string,
  env: DeviceEnvironment = {},
): DeviceLibrary {
  const files = new Map<string, readonly LibraryDevice[]>();
  const read = (file: string, stem: string): readonly LibraryDevice[] => {
    const known = files.get(file) ?? devicesOf(readText(file), stem, file);
    files.set(file, known);
    return known;
  };
  const names = [...new Set(program.setup.devices.map(({ name }) => name))];
  return new DeviceLibrary(
    names.map((name) => {
      const beside = FILE_NAME.exec(name);
      const device =
        beside === null ? namedDevice(name, env, read) : besideDevice(name, beside, folder, read);
      return { ...device, name };
    }),
  );
}

type ReadDump = (file: string, stem: string) => readonly LibraryDevice[];

function besideDevice(
  name: string,
  [, file, address]: RegExpExecArray,
  folder: string,
  read: ReadDump,
): LibraryDevice {
  const path = normalize(file as string);
  if (isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)) {
    throw new DeviceChoiceError(
      name,
      'the dump is not in the folder of the program',
      'put it beside the program file',
    );
  }
  return pick(name, read(join(folder, path), stemOf(path)), address);
}

function namedDevice(name: string, env: DeviceEnvironment, read: ReadDump): LibraryDevice {
  const [stem = '', address] = name.split('#', 2);
  const all = deviceFolders(env).flatMap(dumpFiles);
  const file = all.find((candidate) => stemOf(candidate) === stem);
  if (file !== undefined) return pick(name, read(file, stem), address);
  const remedy =
    'see `pciback-rig list devices`, or name a dump beside the program file (NAME.lspci#ADDRESS)';
  throw new DeviceChoiceError(name, 'there is no shipped device of that name', remedy, stem, all.map(stemOf));
}

/** The one device of a dump that is meant. */
function pick(name: string, devices: readonly LibraryDevice[], address: string | undefined): LibraryDevice {
  const found =
    address === undefined ? devices : devices.filter(({ description }) => isAt(address, description));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const addresses = devices.map(({ description: { domain, bus, devfn } }) => pciName(domain, bus, devfn));
  const what =
    first === undefined
      ? 'the dump has no function at that address'
      : 'the dump has several functions that could be meant';
  const remedy = `write one of them behind #: ${addresses.slice(0, 8).join(', ')}`;
  throw new DeviceChoiceError(name, what, remedy, address ?? '', addresses);
}

function readText(file: string): string {
  try {
    return readDumpText(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    const what = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new DeviceChoiceError(file, what, 'put the dump beside the program file');
  }
}

/** A program that can be run elsewhere, with the dumps that have to lie beside it. */
export interface PortableProgram<P extends Pick<Program, 'setup'>> {
  readonly program: P;
  /** Text by file name. */
  readonly dumps: ReadonlyMap<string, string>;
}

/**
 * Makes a program independent of how its devices were chosen: a device that the corpus has too, byte for byte, gets
 * the name it has there; of the others a dump is made, and they are named by it. Devices of one dump stay together, so
 * that a VF meets the same physical function again.
 * @throws RangeError when `library` lacks a device
 */
export function portableProgram<P extends Pick<Program, 'setup'>>(
  program: P,
  library: DeviceLibrary,
  shipped: DeviceLibrary,
): PortableProgram<P> {
  const groups = new Map<string, LibraryDevice[]>();
  for (const { name } of program.setup.devices) {
    const device = library.get(name);
    if (device === undefined) throw new RangeError(`there is no device '${name}'`);
    const key = `${device.description.machine} ${device.description.source}`;
    const group = groups.get(key) ?? [];
    if (!group.includes(device)) group.push(device);
    groups.set(key, group);
  }
  const dumps = new Map<string, string>();
  const names = new Map<string, string>();
  for (const group of groups.values()) nameGroup(group, shipped, dumps, names);
  const devices = program.setup.devices.map((device) => ({
    ...device,
    name: names.get(device.name) ?? device.name,
  }));
  return { program: { ...program, setup: { ...program.setup, devices } }, dumps };
}

function nameGroup(
  group: readonly LibraryDevice[],
  shipped: DeviceLibrary,
  dumps: Map<string, string>,
  names: Map<string, string>,
): void {
  const twins = group.map((device) => shippedTwin(device, shipped));
  if (twins.every((twin) => twin !== undefined)) {
    for (const [index, { name }] of group.entries()) names.set(name, twins[index] as string);
    return;
  }
  const functions = distinctFunctions(
    group.flatMap(({ description, companions }) => [description, ...companions]),
  );
  const file = freeName(stemOf((group[0] as LibraryDevice).description.source), dumps);
  dumps.set(file, serializeDump(functions.map((fn) => ({ ...fn, machine: 0 }))));
  for (const { name, description } of group) {
    const { domain, bus, devfn } = description;
    names.set(name, functions.length === 1 ? file : `${file}#${pciName(domain, bus, devfn)}`);
  }
}

function shippedTwin(device: LibraryDevice, shipped: DeviceLibrary): string | undefined {
  const text = contentOf(device);
  const same = (name: string): boolean => {
    const other = shipped.get(name);
    return other !== undefined && contentOf(other) === text;
  };
  return same(device.name) ? device.name : shipped.names().find(same);
}

const contentOf = ({ description, companions }: LibraryDevice): string =>
  serializeDump([description, ...companions].map((fn) => ({ ...fn, machine: 0 })));

function distinctFunctions(functions: readonly FunctionDescription[]): FunctionDescription[] {
  return functions.filter((fn, index) => functions.findIndex((other) => sameAddress(other, fn)) === index);
}

/** A plain file name that is not taken yet. */
function freeName(stem: string, taken: ReadonlyMap<string, unknown>): string {
  const plain =
    stem
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'device';
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${plain}.lspci` : `${plain}-${number}.lspci`;
    if (!taken.has(name)) return name;
  }
}
