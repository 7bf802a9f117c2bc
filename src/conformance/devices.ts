import { join } from 'node:path';
import { type DeviceEnvironment, loadDevices, shippedFolder } from '../campaign/device-files.ts';
import { packageRoot } from '../campaign/package-root.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import { DeviceFacts } from './device-facts.ts';

/** Devices made by hand, with what no emulated one has. */
export const handMadeFolder = (): string => join(packageRoot(), 'conformance', 'devices');

/** Devices that cases name beside the one they run on: the driver refuses some, and none is like the others. */
const oddFolder = (): string => join(handMadeFolder(), 'odd');

/**
 * The devices that cases run on, and the library that their programs draw from.
 * @param values as `--device` takes them; none: the shipped and the hand-made ones
 * @throws DeviceChoiceError, DumpError
 */
export function conformanceDevices(
  values: readonly string[],
  env: DeviceEnvironment,
): { library: DeviceLibrary; devices: DeviceFacts[] } {
  const own = loadDevices([shippedFolder(), handMadeFolder()], {}).library;
  const odd = loadDevices([oddFolder()], {}).library;
  const given = values.length === 0 ? own : loadDevices(values, env).library;
  const all = (library: DeviceLibrary) => library.names().flatMap((name) => library.get(name) ?? []);
  return {
    // A given device goes before a shipped one of the same name.
    library: new DeviceLibrary([...all(odd), ...all(own), ...all(given)]),
    devices: all(given).map((device) => new DeviceFacts(device)),
  };
}
