import { pciName } from '../abi/pci-regs.ts';
import type { LibraryDevice } from '../executor/device-library.ts';
import type { BarDescription } from '../platform/pci/bars.ts';
import { buildLayout } from '../platform/pci/build-layout.ts';
import type { Capability } from '../platform/pci/capabilities.ts';
import type { FunctionDescription } from '../platform/pci/description.ts';
import { legacyLine } from '../platform/pci/interrupt-line.ts';
import type { MsixTable } from '../platform/pci/layout.ts';

/** What a case may compute from: the dump of the device it runs on, nothing of any backend. */
export class DeviceFacts {
  readonly name: string;
  /** `0000:03:00.0` as in the dump; the first device of a set-up keeps it. */
  readonly address: string;
  readonly description: FunctionDescription;
  /** Without the multifunction bit. */
  readonly headerType: number;
  readonly capabilities: readonly Capability[];
  /** BARs with what firmware assigned; `inHardware` is false for those of a VF. */
  readonly bars: readonly BarDescription[];
  /** Offsets of the capabilities in configuration space; 0: the device has none. */
  readonly pm: number;
  readonly vpd: number;
  readonly msi: number;
  readonly msix: number;
  readonly express: number;
  readonly sriov: number;
  readonly msixTable: MsixTable | null;
  readonly canReset: boolean;
  readonly isVf: boolean;
  /** Legacy interrupt number of the host, 0 none. */
  readonly line: number;
  /** Reason why a register of the dump says nothing: the dump holds only the first 64 or 128 bytes. */
  readonly known: number;

  constructor({ name, description }: LibraryDevice) {
    const layout = buildLayout(description);
    this.name = name;
    this.address = pciName(description.domain, description.bus, description.devfn);
    this.description = description;
    this.headerType = layout.headerType;
    this.capabilities = layout.capabilities;
    this.bars = layout.bars;
    this.pm = layout.pm;
    this.vpd = layout.vpd;
    this.msi = layout.msi;
    this.msix = layout.msixCapability;
    this.express = layout.express;
    this.sriov = layout.sriov;
    this.msixTable = layout.msix;
    this.canReset = layout.resetMethods.length > 0;
    this.isVf = description.isVf;
    this.line = legacyLine(description);
    this.known = description.known;
  }

  byte(offset: number): number {
    return this.description.config[offset] ?? 0;
  }

  word(offset: number): number {
    return this.byte(offset) | (this.byte(offset + 1) << 8);
  }

  dword(offset: number): number {
    return (this.word(offset) | (this.word(offset + 2) << 16)) >>> 0;
  }

  /** BAR by number (6: expansion ROM); undefined when there is none. */
  bar(index: number): BarDescription | undefined {
    return this.bars.find((bar) => bar.index === index);
  }
}
