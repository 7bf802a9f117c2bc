import { createHash } from 'node:crypto';
import { DeviceLibrary, type LibraryDevice } from '../../executor/device-library.ts';
import { serializeDump } from '../../platform/pci/dump/serialize.ts';
import type { Program } from '../../program/program.ts';
import { DeviceChoiceError } from '../device-choice-error.ts';
import type { DeviceEnvironment } from '../device-files.ts';
import { libraryForProgram, type PortableProgram, portableProgram } from '../program-devices.ts';

const HASH_LENGTH = 8;
const FILE_NAME = /^([^#]+\.lspci)(#.*)?$/;

/** All that matters of a device, as a text. */
const contentOf = ({ description, companions }: LibraryDevice): string =>
  serializeDump([description, ...companions].map((fn) => ({ ...fn, machine: 0 })));

/** Makes programs of one library independent of it; dumps are named by what is in them. */
export class PortableNames {
  private readonly library: DeviceLibrary;
  private readonly shipped: DeviceLibrary;
  /** By the names of a set-up's devices: campaigns use few combinations. */
  private readonly known = new Map<string, PortableProgram<Pick<Program, 'setup'>>>();

  constructor(library: DeviceLibrary, shipped: DeviceLibrary) {
    this.library = library;
    this.shipped = shipped;
  }

  /** @throws RangeError when the library lacks a device */
  of(program: Program): PortableProgram<Program> {
    const key = program.setup.devices.map(({ name }) => name).join('\0');
    let made = this.known.get(key);
    if (made === undefined) {
      made = byContent(portableProgram({ setup: program.setup }, this.library, this.shipped));
      this.known.set(key, made);
    }
    const names = made.program.setup.devices.map(({ name }) => name);
    const devices = program.setup.devices.map((device, i) => ({ ...device, name: names[i] ?? device.name }));
    return { program: { ...program, setup: { ...program.setup, devices } }, dumps: made.dumps };
  }
}

/** Dumps renamed to `STEM-HASH.lspci`: one name means one content in every folder. */
function byContent<P extends Pick<Program, 'setup'>>({
  program,
  dumps,
}: PortableProgram<P>): PortableProgram<P> {
  const names = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const [file, text] of dumps) {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
    const name = `${file.replace(/\.lspci$/, '').replace(/-[0-9a-f]{8}$/, '')}-${hash}.lspci`;
    names.set(file, name);
    renamed.set(name, text);
  }
  const devices = program.setup.devices.map((device) => {
    const [, file = '', address = ''] = FILE_NAME.exec(device.name) ?? [];
    const name = names.get(file);
    return name === undefined ? device : { ...device, name: `${name}${address}` };
  });
  return { program: { ...program, setup: { ...program.setup, devices } }, dumps: renamed };
}

/** Finds the devices that corpus files name, each once. */
export class CorpusDevices {
  /** What was found that the library lacks, by name. */
  readonly found = new Map<string, LibraryDevice>();
  private readonly library: DeviceLibrary;
  private readonly env: DeviceEnvironment;
  private readonly read = new Map<string, LibraryDevice>();
  /** Names of the library's devices by content. */
  private names: Map<string, string> | undefined;

  constructor(library: DeviceLibrary, env: DeviceEnvironment) {
    this.library = library;
    this.env = env;
  }

  /**
   * The program with its devices under names that {@link found} or the library has; a text: why that cannot be.
   * @param folder where its file is
   */
  adopt(program: Program, folder: string): Program | string {
    const devices: LibraryDevice[] = [];
    for (const { name } of program.setup.devices) {
      const device = this.find(name, folder);
      if (typeof device === 'string') return device;
      devices.push(device);
    }
    // Devices of one machine stay together: all are the library's, or none is renamed.
    const own = devices.map((device) => this.nameInLibrary(device));
    const names = own.every((name) => name !== undefined)
      ? (own as string[])
      : devices.map(({ name }) => name);
    for (const [i, device] of devices.entries()) {
      if (own[i] !== undefined && names[i] === own[i]) continue;
      const other = this.found.get(device.name) ?? this.library.get(device.name);
      if (other !== undefined && contentOf(other) !== contentOf(device))
        return `its device '${device.name}' is another one than elsewhere`;
      this.found.set(device.name, device);
    }
    const renamed = program.setup.devices.map((device, i) => ({ ...device, name: names[i] ?? device.name }));
    return { setup: { ...program.setup, devices: renamed }, actions: program.actions };
  }

  /** The library and what was found. */
  all(): DeviceLibrary {
    const own = this.library.names().flatMap((name) => this.library.get(name) ?? []);
    return new DeviceLibrary([...this.found.values(), ...own]);
  }

  private find(name: string, folder: string): LibraryDevice | string {
    const key = FILE_NAME.test(name) ? `${folder}\0${name}` : name;
    const known = this.read.get(key);
    if (known !== undefined) return known;
    try {
      const setup = { topology: 'vpci', guests: 1, start: 'idle', devices: [{ name }] } as const;
      const device = libraryForProgram({ setup }, folder, this.env).get(name) as LibraryDevice;
      this.read.set(key, device);
      return device;
    } catch (error) {
      if (error instanceof DeviceChoiceError) return `its device '${name}': ${error.what}`;
      return `its device '${name}': ${(error as Error).message}`;
    }
  }

  private nameInLibrary(device: LibraryDevice): string | undefined {
    const same = this.library.get(device.name);
    const content = contentOf(device);
    if (same !== undefined && contentOf(same) === content) return device.name;
    this.names ??= new Map(
      this.library.names().map((name) => [contentOf(this.library.get(name) as LibraryDevice), name]),
    );
    return this.names.get(content);
  }
}
