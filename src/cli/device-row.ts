import { type WritableMode, writableModes } from '../campaign/writable-map.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { Fields } from './json.ts';

/** `0x0f`, at least `digits` hex digits. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** The `function` row of `device --json`. Offsets and masks are hex texts; a mask is as wide as its register. */
export function deviceRow(facts: DeviceFacts): Fields {
  const { description, registers } = facts;
  const { physicalFunction } = facts;
  return {
    address: facts.address,
    name: description.name,
    file: description.source,
    machine: description.machine,
    vendorId: hex(facts.vendorId, 4),
    deviceId: hex(facts.deviceId, 4),
    subsystemVendorId: facts.subsystemVendorId === null ? null : hex(facts.subsystemVendorId, 4),
    subsystemId: facts.subsystemId === null ? null : hex(facts.subsystemId, 4),
    classCode: hex(facts.classCode, 6),
    revision: hex(facts.revision, 2),
    headerType: facts.headerType,
    multifunction: facts.multifunction,
    virtualFunctionOf: description.isVf ? (physicalFunction ?? 'unknown') : null,
    configSpaceBytes: description.config.length,
    knownBytes: description.known,
    interrupt: { pin: facts.interruptPin, line: description.irq },
    resetMethods: facts.resetMethods,
    masksRecorded: description.masks !== null,
    regions: facts.regions.map(({ name, kind, address, size, sizeTold, is64, prefetchable }) => ({
      name,
      kind,
      address: hex(address, 8),
      size,
      sizeTold,
      is64,
      prefetchable,
    })),
    capabilities: facts.capabilities.map(({ name, id, extended, offset, length, detail }) => ({
      name,
      id: hex(id, extended ? 4 : 2),
      extended,
      offset: hex(offset, extended ? 3 : 2),
      length,
      detail,
    })),
    warnings: facts.warnings,
    assignable: facts.assignable,
    writable: Object.fromEntries(writableModes.map((mode) => [mode, masksOf(facts, mode)])),
    registers: Object.fromEntries(
      registers.map(({ offset, size, name }) => [hex(offset, 3), { name, size }]),
    ),
  };
}

/** Masks of one mode by the register's offset. */
function masksOf({ registers }: DeviceFacts, mode: WritableMode): Record<string, string> {
  const writable = registers.filter(({ masks }) => masks[mode] !== 0);
  return Object.fromEntries(
    writable.map(({ offset, size, masks }) => [hex(offset, 3), hex(masks[mode], 2 * size)]),
  );
}
