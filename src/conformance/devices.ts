import { join } from 'node:path';
import { type DeviceEnvironment, loadDevices, shippedFolder } from '../campaign/device-files.ts';
import { packageRoot } from '../campaign/package-root.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import { DeviceFacts } from './device-facts.ts';

/** Devices made by hand, with what no emulated one has. */
export const handMadeFolder = (): string => join(packageRoot(), 'conformance', 'devices');

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
  const given = values.length === 0 ? own : loadDevices(values, env).library;
  const all = (library: DeviceLibrary) => library.names().flatMap((name) => library.get(name) ?? []);
  return {
    // A given device goes before a shipped one of the same name.
    library: new DeviceLibrary([...all(own), ...all(given)]),
    devices: all(given).map((device) => new DeviceFacts(device)),
  };
}
