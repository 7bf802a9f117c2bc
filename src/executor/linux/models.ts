import type { FunctionDescription } from '../../platform/pci/description.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import { vfDeviceId } from '../../platform/pci/sr-iov.ts';
import { World } from '../../platform/world.ts';
import type { DeviceLibrary } from '../device-library.ts';

const MAGIC = 0x4d424350;
const VERSION = 1;
const kinds = ['io', 'mem', 'rom'];
const methods = ['flr', 'af', 'pm'];

/**
 * The register models of a library's devices, as the C side of the linux executor takes them: initial bytes, writable
 * and write-1-to-clear bits, what a write sets off, what a reset sets back, BARs, ways to be reset. Computed here, by the
 * platform that the model runs on, so that both have the same hardware. The C side reads it in `shim/models.c`.
 */
export function encodeModels(library: DeviceLibrary): Uint8Array {
  const out = new Bytes();
  const names = library.names();
  out.u32(MAGIC);
  out.u16(VERSION);
  out.u16(names.length);
  for (const name of names) {
    const device = library.get(name);
    const descriptions = device === undefined ? [] : [device.description, ...device.companions];
    out.text(name);
    out.u16(descriptions.length);
    for (const fn of functionsOf(descriptions)) writeModel(out, fn);
  }
  return out.result();
}

/** Each alone in a machine: what a function is does not depend on the others. */
function functionsOf(descriptions: readonly FunctionDescription[]): PciFunction[] {
  return descriptions.map((description) => new World().machine.add(description));
}

function writeModel(out: Bytes, fn: PciFunction): void {
  const { layout, description, vpdStorage } = fn;
  out.u16(fn.configSize);
  out.u8(layout.headerType);
  out.u8(fn.isVf ? 1 : 0);
  out.u32(fn.irqLine);
  out.u16(layout.msix?.entries ?? 0);
  for (const offset of [
    layout.pm,
    layout.vpd,
    layout.msi,
    layout.msixCapability,
    layout.express,
    layout.af,
    layout.sriov,
  ])
    out.u16(offset);
  out.u8(layout.resetMethods.length);
  for (const method of layout.resetMethods) out.u8(methods.indexOf(method));
  out.u8(fn.bars.length);
  for (const { address, inHardware, index, is64, kind, prefetchable, register, size } of fn.bars) {
    for (const value of [index, kinds.indexOf(kind), +is64, +prefetchable, +inHardware]) out.u8(value);
    out.u16(register);
    out.u64(address);
    out.u64(size);
  }
  const pf = description.physfnAddress;
  out.u8(pf === null ? 0 : 1);
  out.u32(pf?.domain ?? 0);
  out.u8(pf?.bus ?? 0);
  out.u8(pf?.devfn ?? 0);
  out.u8(description.bus);
  out.u32(layout.sriov === 0 ? 0xffffffff : (vfDeviceId(fn) ?? 0xffffffff));
  for (const table of [
    description.config,
    layout.writable,
    layout.w1c,
    layout.effects,
    layout.resetMask,
    layout.powerOn,
  ])
    out.raw(table);
  if (layout.vpd !== 0 && vpdStorage !== null) out.raw(vpdStorage.bytes);
}

/** Little-endian numbers one after the other. */
class Bytes {
  private readonly parts: Uint8Array[] = [];

  u8(value: number): void {
    this.parts.push(Uint8Array.of(value));
  }

  u16(value: number): void {
    this.parts.push(Uint8Array.of(value, value >> 8));
  }

  u32(value: number): void {
    this.parts.push(Uint8Array.of(value, value >> 8, value >> 16, value >>> 24));
  }

  u64(value: number): void {
    this.u32(value % 2 ** 32);
    this.u32(Math.floor(value / 2 ** 32));
  }

  raw(bytes: Uint8Array): void {
    this.parts.push(bytes.slice());
  }

  text(value: string): void {
    const utf8 = new TextEncoder().encode(value);
    this.u16(utf8.length);
    this.raw(utf8);
  }

  result(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}
