import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { DeviceChoiceError } from './device-choice-error.ts';
import { addressOf, type DumpContent, isAt, readDump, stemOf } from './dump-devices.ts';
import { readDumpText } from './dump-text.ts';
import { packageRoot } from './package-root.ts';

/** The variables of the environment that matter here. */
export type DeviceEnvironment = Readonly<Record<string, string | undefined>>;

/** A dump that was asked for. */
export interface ChosenDump {
  /** File as it was named, for messages. */
  readonly file: string;
  readonly text: string;
  /** Address of the one function wanted; null: all. */
  readonly address: string | null;
}

/** Where the shipped dumps are. */
export function shippedFolder(): string {
  return join(packageRoot(), 'corpus', 'devices');
}

/** Dump files of a folder, by name; none when there is no such folder. */
export function dumpFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.lspci'))
    .sort()
    .map((name) => join(folder, name));
}

/** Folders in which devices are found by name: the shipped one, and that of PCIBACK_RIG_DEVICES. */
export function deviceFolders(env: DeviceEnvironment): string[] {
  const { PCIBACK_RIG_DEVICES: more } = env;
  return more ? [shippedFolder(), more] : [shippedFolder()];
}

/** The devices that come with the package. */
export function shippedDevices(): DeviceLibrary {
  return loadDevices([], {}, () => []).library;
}

/**
 * The dumps meant by values such as `--device` takes: a file, a folder, a name of {@link deviceFolders}, or a file
 * or name with `#ADDRESS` behind it.
 * @throws DeviceChoiceError, DumpError for a file that is too large
 */
export function chooseDumps(values: readonly string[], env: DeviceEnvironment): ChosenDump[] {
  return values.flatMap((value): ChosenDump[] => {
    const whole = filesOf(value, env);
    if (whole.length > 0) return whole.map((file) => ({ file, text: read(file), address: null }));
    const hash = value.lastIndexOf('#');
    const [file] = hash < 0 ? [] : filesOf(value.slice(0, hash), env);
    if (file === undefined) throw unknownDevice(hash < 0 ? value : value.slice(0, hash), value, env);
    return [{ file, text: read(file), address: value.slice(hash + 1) }];
  });
}

/** Content of a dump, its devices narrowed to the address asked for. @throws DumpError, DeviceChoiceError */
export function readChosen({ file, text, address }: ChosenDump): DumpContent {
  const { devices, warnings } = readDump(text, stemOf(file), file);
  return { devices: address === null ? devices : [deviceAt(address, file, devices)], warnings };
}

function deviceAt(address: string, file: string, all: readonly LibraryDevice[]): LibraryDevice {
  const found = all.filter(({ description }) => isAt(address, description));
  const [first, second] = found;
  if (first === undefined) {
    const remedy = `see \`pciback-rig device ${file}\``;
    const addresses = all.map(addressOf);
    throw new DeviceChoiceError(
      `${file}#${address}`,
      'the dump has no function at that address',
      remedy,
      address,
      addresses,
    );
  }
  if (second !== undefined) {
    const remedy = `write the machine before it: ${file}#${addressOf(first)}`;
    throw new DeviceChoiceError(
      `${file}#${address}`,
      'several machines of the dump have that address',
      remedy,
    );
  }
  return first;
}

/**
 * The devices of a run, the same whatever the order of `values`, and the texts of their dumps. A device that is
 * there twice under two names is kept once, under the name that sorts first; different devices of one name are
 * told apart by a part of their hash.
 * @param values see {@link chooseDumps}; none: the shipped ones
 * @throws DeviceChoiceError, DumpError
 */
export function loadDevices(
  values: readonly string[],
  env: DeviceEnvironment,
  whenNone: () => readonly ChosenDump[] = nothingShipped,
): { library: DeviceLibrary; texts: readonly string[] } {
  let dumps: readonly ChosenDump[] = chooseDumps(
    values.length === 0 ? dumpFiles(shippedFolder()) : values,
    env,
  );
  if (dumps.length === 0) dumps = whenNone();
  const library = new DeviceLibrary(distinctDevices(dumps.flatMap((dump) => readChosen(dump).devices)));
  return { library, texts: [...new Set(dumps.map(({ text }) => text))].sort() };
}

function nothingShipped(): never {
  throw new DeviceChoiceError('corpus/devices', 'the package holds no dumps', 'name some with --device FILE');
}

function distinctDevices(devices: readonly LibraryDevice[]): LibraryDevice[] {
  const byContent = new Map<string, LibraryDevice>();
  for (const device of devices) {
    const hash = contentHash(device);
    const known = byContent.get(hash);
    if (known === undefined || sortsBefore(device, known)) byContent.set(hash, device);
  }
  const times = new Map<string, number>();
  for (const { name } of byContent.values()) times.set(name, (times.get(name) ?? 0) + 1);
  return [...byContent].map(([hash, device]) =>
    times.get(device.name) === 1 ? device : { ...device, name: `${device.name}~${hash.slice(0, 8)}` },
  );
}

/** Everything that matters about a device; not where it was read from. */
function contentHash({ description, companions }: LibraryDevice): string {
  const functions = [description, ...companions].map((fn) => ({ ...fn, machine: 0 }));
  return createHash('sha256').update(serializeDump(functions)).digest('hex');
}

function sortsBefore(a: LibraryDevice, b: LibraryDevice): boolean {
  if (a.name !== b.name) return a.name < b.name;
  if (a.description.source !== b.description.source) return a.description.source < b.description.source;
  return a.description.line < b.description.line;
}

/** Files meant by a path or a name, without an address; none when there is no such thing. */
function filesOf(value: string, env: DeviceEnvironment): string[] {
  if (value === '') return [];
  if (existsSync(value)) {
    if (!statSync(value).isDirectory()) return [value];
    const files = dumpFiles(value);
    if (files.length > 0) return files;
    throw new DeviceChoiceError(value, 'the folder holds no *.lspci file', 'put dumps there, or name a file');
  }
  const named = deviceFolders(env)
    .flatMap(dumpFiles)
    .find((file) => stemOf(file) === value);
  return named === undefined ? [] : [named];
}

function unknownDevice(name: string, value: string, env: DeviceEnvironment): DeviceChoiceError {
  const looksLikePath = /[/\\]|\.(lspci|txt)$/.test(name);
  const what = looksLikePath
    ? 'there is no such file'
    : 'there is no such file and no shipped device of that name';
  const candidates = deviceFolders(env).flatMap(dumpFiles).map(stemOf);
  const remedy = 'see `pciback-rig list devices`, or make a dump with `lspci -xxxx` as root';
  return new DeviceChoiceError(value === '' ? "''" : value, what, remedy, stemOf(name), candidates);
}

function read(file: string): string {
  try {
    return readDumpText(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    const why = code === 'EACCES' || code === 'EPERM' ? 'you may not read it' : `it cannot be read (${code})`;
    throw new DeviceChoiceError(file, why, 'name a file that can be read');
  }
}
