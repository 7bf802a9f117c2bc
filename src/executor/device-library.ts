import { type FunctionDescription, sameAddress, withAddress } from '../platform/pci/description.ts';
import type { DeviceSetup } from '../program/program.ts';

/** A device that programs can name, with the functions of its machine it depends on (its PF, bridges). */
export interface LibraryDevice {
  /**
   * What `DeviceSetup.name` of a program must equal. In a program file a name that ends in `.lspci`, before
   * `#ADDRESS` if there is one, is a dump in the file's folder or below it, named relative to it (`card.lspci`,
   * `card.lspci#03:00.0`); any other is a device of the corpus or of the PCIBACK_RIG_DEVICES folder (`e1000e`,
   * `nvme-sriov#02:00.1`). The address is needed where the dump has several functions.
   */
  readonly name: string;
  readonly description: FunctionDescription;
  /** Functions that must be in the machine with it: the physical function of a VF. */
  readonly companions: readonly FunctionDescription[];
}

/** The devices a run knows, by name. */
export class DeviceLibrary {
  private readonly devices = new Map<string, LibraryDevice>();

  constructor(devices: Iterable<LibraryDevice> = []) {
    for (const device of devices) this.devices.set(device.name, device);
  }

  /** Names in a fixed order, whatever order the devices were given in. */
  names(): string[] {
    return [...this.devices.keys()].sort();
  }

  get(name: string): LibraryDevice | undefined {
    return this.devices.get(name);
  }
}

/** A function as it goes into a program's machine. */
export interface PlacedFunction {
  readonly name: string;
  readonly description: FunctionDescription;
  /** Its place in the set-up's list of devices; -1 for a companion. */
  readonly device: number;
  /** A further copy of that device. */
  readonly isCopy?: true;
}

/** Bus numbers by which a device is moved out of the way, in the order in which they are tried. */
const SHIFTS: readonly number[] = Object.freeze([
  ...Array.from({ length: 0x10 }, (_, i) => i * 0x10),
  ...Array.from({ length: 0xff }, (_, i) => i + 1),
]);

/**
 * The machine of a set-up. Functions keep their address where they can; where dumps of different machines
 * collide, all functions of the later device move to higher bus numbers together.
 * @throws RangeError when a device is unknown
 */
export function placeDevices(library: DeviceLibrary, setup: readonly DeviceSetup[]): PlacedFunction[] {
  const placed: PlacedFunction[] = [];
  setup.forEach(({ name, copies = 1 }, device) => {
    const entry = library.get(name);
    if (entry === undefined) throw new RangeError(`there is no device '${name}'`);
    const group: PlacedFunction[] = [
      { name, description: entry.description, device },
      ...entry.companions.map((description) => ({ name: `${name} companion`, description, device: -1 })),
    ];
    place(placed, group);
    for (let copy = 1; copy < copies; copy++) {
      place(placed, [{ name, description: entry.description, device, isCopy: true }]);
    }
  });
  return placed;
}

/** Puts a group where it is free; a function that is there already stays one. */
function place(placed: PlacedFunction[], group: PlacedFunction[]): void {
  for (const fn of shiftedUntilFree(group, placed)) {
    const twin = placed.findIndex((other) => sameAddress(other.description, fn.description));
    if (twin < 0) placed.push(fn);
    else if (fn.device >= 0) placed[twin] = fn;
  }
}

/** Moves a group up, in steps of 16 buses as far as possible, until it collides with nothing but the very same functions. */
function shiftedUntilFree(group: PlacedFunction[], placed: readonly PlacedFunction[]): PlacedFunction[] {
  let moved = group;
  for (const shift of SHIFTS) {
    moved = group.map((fn) => ({ ...fn, description: shiftBus(fn.description, shift) }));
    const collides = moved.some((fn) =>
      placed.some((other) => sameAddress(other.description, fn.description) && !mayCoincide(fn, other)),
    );
    if (!collides) break;
  }
  return moved;
}

/** Two entries may be one function: a companion that is also named as a device. */
function mayCoincide(a: PlacedFunction, b: PlacedFunction): boolean {
  const { source, line } = a.description;
  return source === b.description.source && line === b.description.line && (a.device < 0 || b.device < 0);
}

function shiftBus(description: FunctionDescription, shift: number): FunctionDescription {
  if (shift === 0) return description;
  const bus = (description.bus + shift) & 0xff;
  const moved = withAddress(description, { domain: description.domain, bus, devfn: description.devfn });
  const { physfnAddress } = description;
  if (physfnAddress === null) return moved;
  return { ...moved, physfnAddress: { ...physfnAddress, bus: (physfnAddress.bus + shift) & 0xff } };
}
