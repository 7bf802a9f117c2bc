import { layoutOf } from '../../platform/pci/build-layout.ts';
import type { FunctionDescription, RegionKind } from '../../platform/pci/description.ts';
import { describeFunction, REGION_COUNT } from '../../platform/pci/description.ts';
import type { DeviceLibrary, LibraryDevice, PlacedFunction } from '../device-library.ts';
import { Message } from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** Flags of a function's blob. */
export const Blob = { Vf: 1, Physfn: 2, Masks: 4, PowerOn: 8 } as const;
export const regionKinds: readonly RegionKind[] = ['io', 'mem', 'rom'];
/** Flags of a region. */
const Region = { Is64: 1, Prefetch: 2, InHardware: 4 } as const;
const BAR_BYTES = 21;

/** A device with the functions that its machine must have besides; said once, before the first set-up that has it. */
export function writeDevice(out: ByteWriter, number: number, device: LibraryDevice): void {
  out.beginFrame(Message.Device);
  out.u16(number);
  out.text(device.name);
  const functions = [device.description, ...device.companions];
  out.u16(functions.length);
  for (const fn of functions) writeFunction(out, fn);
  out.endFrame();
}

/** @throws ProtocolError */
export function readDevice(from: ByteReader): { number: number; device: LibraryDevice } {
  const number = from.u16();
  const name = from.text();
  const functions = Array.from({ length: from.count(from.u16(), 30) }, () => readFunction(from));
  from.end();
  const [description, ...companions] = functions;
  if (description === undefined) return from.fail('a device without a function');
  return { number, device: { name, description, companions } };
}

function writeFunction(out: ByteWriter, fn: FunctionDescription): void {
  const { config, masks, physfnAddress, powerOn, regions } = fn;
  out.u32(fn.domain);
  out.u8(fn.bus);
  out.u8(fn.devfn);
  out.u8(
    (fn.isVf ? Blob.Vf : 0) |
      (physfnAddress === null ? 0 : Blob.Physfn) |
      (masks === null ? 0 : Blob.Masks) |
      (powerOn === null ? 0 : Blob.PowerOn),
  );
  out.text(fn.name);
  out.u32(fn.irq);
  out.u16(fn.known);
  if (physfnAddress !== null) {
    out.u32(physfnAddress.domain);
    out.u8(physfnAddress.bus);
    out.u8(physfnAddress.devfn);
  }
  out.u8(regions.length);
  for (const region of regions) {
    out.u8(region.index);
    out.u8(regionKinds.indexOf(region.kind));
    out.u8((region.is64 ? Region.Is64 : 0) | (region.prefetchable ? Region.Prefetch : 0));
    out.u64(region.address);
    out.u64(region.size);
  }
  writeBars(out, fn);
  out.u16(config.length);
  out.raw(config);
  if (masks !== null) {
    out.raw(masks.writable);
    out.raw(masks.w1c);
  }
  if (powerOn !== null) out.raw(powerOn);
}

/** What its registers and regions come to, sizes included, so that no executor has to work it out. */
function writeBars(out: ByteWriter, fn: FunctionDescription): void {
  const { bars } = layoutOf(fn);
  out.u8(bars.length);
  for (const bar of bars) {
    out.u8(bar.index);
    out.u8(regionKinds.indexOf(bar.kind));
    out.u8(
      (bar.is64 ? Region.Is64 : 0) |
        (bar.prefetchable ? Region.Prefetch : 0) |
        (bar.inHardware ? Region.InHardware : 0),
    );
    out.u16(bar.register);
    out.u64(bar.address);
    out.u64(bar.size);
  }
}

function readFunction(from: ByteReader): FunctionDescription {
  const at = { domain: from.u32(), bus: from.u8(), devfn: from.u8() };
  const flags = from.u8();
  const name = from.text();
  const irq = from.u32();
  const known = from.u16();
  const physfnAddress = flags & Blob.Physfn ? { domain: from.u32(), bus: from.u8(), devfn: from.u8() } : null;
  const regions = Array.from({ length: from.count(from.u8(), 19) }, () => readRegion(from));
  from.raw(BAR_BYTES * from.count(from.u8(), BAR_BYTES));
  const length = from.u16();
  if (length !== 256 && length !== 4096) from.fail(`${length} bytes of configuration space`);
  const bytes = (): Uint8Array => from.raw(length).slice();
  const config = bytes();
  const masks = flags & Blob.Masks ? { writable: bytes(), w1c: bytes() } : null;
  const powerOn = flags & Blob.PowerOn ? bytes() : null;
  return describeFunction({
    ...at,
    name,
    irq,
    known,
    physfnAddress,
    regions,
    config,
    masks,
    powerOn,
    isVf: (flags & Blob.Vf) !== 0,
  });
}

function readRegion(from: ByteReader): FunctionDescription['regions'][number] {
  const index = from.u8();
  const kind = regionKinds[from.u8()];
  const flags = from.u8();
  const address = from.u32() + from.u32() * 2 ** 32;
  const size = from.u32() + from.u32() * 2 ** 32;
  if (index >= REGION_COUNT || kind === undefined) return from.fail('a region of an unknown number or kind');
  return {
    index,
    kind,
    address,
    size,
    is64: (flags & Region.Is64) !== 0,
    prefetchable: (flags & Region.Prefetch) !== 0,
  };
}

/** Where a function of a device stands in a set-up's machine. */
export interface Place {
  /** Number of the Device message. */
  readonly device: number;
  /** Which of its functions: 0 itself, 1, 2, ... the companions. */
  readonly fn: number;
  /** Its place in the set-up's list; -1 for a companion. */
  readonly setup: number;
  readonly isCopy: boolean;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
}

/** Which function of which device each placed one is. @throws RangeError when there is none */
export function placesOf(
  placed: readonly PlacedFunction[],
  library: DeviceLibrary,
  numberOf: (name: string) => number,
): Place[] {
  return placed.map(({ description, device, isCopy, name }) => {
    const { domain, bus, devfn, source, line } = description;
    const owner = name.replace(/ companion$/, '');
    const entry = library.get(device >= 0 ? name : owner);
    const fn =
      device >= 0
        ? 0
        : 1 +
          (entry?.companions.findIndex(
            (other) => other.source === source && other.line === line && other.config === description.config,
          ) ?? -1);
    if (entry === undefined || (device < 0 && fn === 0))
      throw new RangeError(`there is no function of '${owner}' at ${domain}:${bus}:${devfn}`);
    return {
      device: numberOf(entry.name),
      fn,
      setup: device,
      isCopy: isCopy === true,
      domain,
      bus,
      devfn,
    };
  });
}
