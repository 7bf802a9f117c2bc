import { PCI_DEVFN } from '../../../abi/pci-regs.ts';
import { describeFunction, type FunctionDescription } from '../../../platform/pci/description.ts';

/** What the topology looks at: address, class, header type, virtual function. */
export interface TestFunction {
  /** `03:00.0` or `0001:03:00.0` */
  readonly at: string;
  /** Physical function's address; makes this a virtual function. */
  readonly vfOf?: string;
  /** Makes this a bridge to that bus. */
  readonly secondaryBus?: number;
}

/** Domain, bus and devfn of `[DDDD:]BB:SS.F`. */
export function parseAddress(text: string): { domain: number; bus: number; devfn: number } {
  const match = /^(?:([0-9a-f]+):)?([0-9a-f]+):([0-9a-f]+)\.([0-7])$/.exec(text);
  if (match === null) throw new RangeError(`not an address: ${text}`);
  const [domain, bus, slot, func] = match.slice(1).map((part) => Number.parseInt(part ?? '0', 16));
  return { domain: domain as number, bus: bus as number, devfn: PCI_DEVFN(slot as number, func as number) };
}

/** A function with a header and one memory BAR (type 0), or a bridge. */
export function testFunction({ at, vfOf, secondaryBus }: TestFunction): FunctionDescription {
  const config = new Uint8Array(256);
  const view = new DataView(config.buffer);
  view.setUint16(0x00, 0x8086, true);
  view.setUint16(0x02, 0x10d3, true);
  view.setUint8(0x0b, secondaryBus === undefined ? 0x02 : 0x06);
  view.setUint8(0x0a, secondaryBus === undefined ? 0x00 : 0x04);
  const address = parseAddress(at);
  if (secondaryBus !== undefined) {
    view.setUint16(0x04, 0x0007, true);
    view.setUint8(0x0e, 1);
    view.setUint8(0x18, address.bus);
    view.setUint8(0x19, secondaryBus);
    view.setUint8(0x1a, secondaryBus);
  }
  return describeFunction({
    ...address,
    config,
    isVf: vfOf !== undefined,
    physfnAddress: vfOf === undefined ? null : parseAddress(vfOf),
  });
}
