import { pciName } from '../../abi/pci-regs.ts';
import type { WritableMap } from '../../campaign/writable-map.ts';
import { writableRegisters } from '../../campaign/writable-registers.ts';
import type { LibraryDevice } from '../../executor/device-library.ts';
import type { ConfigMap, MappedDevice } from '../html/config-map/data.ts';

/** Most maps on a page: each takes up to 60 KB. */
const MOST_DEVICES = 12;

/**
 * Maps of the devices of a run. Twelve at most are shown: of each dump the first function, then of each the second
 * and so on, as long as the driver takes it; when there are fewer, the others follow with what is wrong with them.
 * @param probe asks the backend (`writableMap`); what it throws stands in the map of that device alone
 */
export function configMap(
  driver: string,
  devices: readonly LibraryDevice[],
  probe: (device: LibraryDevice) => WritableMap,
): ConfigMap {
  const good: MappedDevice[] = [];
  const bad: MappedDevice[] = [];
  const rest: string[] = [];
  for (const device of acrossDumps(devices)) {
    if (good.length === MOST_DEVICES) {
      rest.push(device.name);
      continue;
    }
    const mapped = mapOf(device, probe);
    (mapped.problem === null ? good : bad).push(mapped);
  }
  const room = MOST_DEVICES - good.length;
  const leftOut = [...bad.slice(room).map(({ name }) => name), ...rest];
  return { driver, devices: [...good, ...bad.slice(0, room)], leftOut };
}

/** Functions of one dump are much alike: each dump's first comes before any dump's second. */
function acrossDumps(devices: readonly LibraryDevice[]): LibraryDevice[] {
  const seen = new Map<string, number>();
  return devices
    .map((device) => {
      const dump = device.name.replace(/#[^#]*$/, '');
      const turn = seen.get(dump) ?? 0;
      seen.set(dump, turn + 1);
      return { device, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ device }) => device);
}

function mapOf(device: LibraryDevice, probe: (device: LibraryDevice) => WritableMap): MappedDevice {
  const { description, name } = device;
  const { domain, bus, devfn, config } = description;
  const own = { name, address: pciName(domain, bus, devfn), size: config.length };
  try {
    const map = probe(device);
    const problem = map.default === null ? 'the driver does not take it, so no guest can have it' : null;
    return { ...own, registers: problem === null ? writableRegisters(description, map) : [], problem };
  } catch (error) {
    return { ...own, registers: [], problem: error instanceof Error ? error.message : String(error) };
  }
}
