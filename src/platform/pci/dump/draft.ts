import {
  PCI_CFG_SPACE_EXP_SIZE,
  PCI_CFG_SPACE_SIZE,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
} from '../../../abi/pci-regs.ts';
import { decodeBars } from '../bars.ts';
import { buildLayout } from '../build-layout.ts';
import type {
  DumpWarning,
  FunctionDescription,
  PciAddress,
  RecordedMasks,
  RegionDescription,
} from '../description.ts';
import { word } from '../register-definition.ts';
import type { Annotation } from './annotations.ts';
import type { HeaderLine } from './header-line.ts';
import type { RegionLine } from './verbose-line.ts';

const NOT_ROUTED = 255;

/** A function while its lines are being read. */
export class Draft implements PciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  readonly name: string;
  readonly line: number;
  machine: number;
  /** Bytes of configuration space so far, and the line of the last of them. */
  count = 0;
  lastLine: number;
  /** The text that `lspci -v` prints has come to the capabilities. */
  inCapabilities = false;
  private readonly bytes = new Uint8Array(PCI_CFG_SPACE_EXP_SIZE);
  private readonly printed: RegionLine[] = [];
  private readonly recorded: RegionDescription[] = [];
  private printedIrq = 0;
  private recordedIrq = -1;
  private masks: RecordedMasks | null = null;
  /** Recorded power-on bytes; `set` marks which. */
  private powerOn: { readonly bytes: Uint8Array; readonly set: Uint8Array } | null = null;
  private isVf = false;
  private physfn: PciAddress | null = null;
  private readonly warnings: DumpWarning[] = [];

  constructor(header: HeaderLine, line: number, machine: number) {
    this.domain = header.domain;
    this.bus = header.bus;
    this.devfn = header.devfn;
    this.name = header.name;
    this.line = line;
    this.lastLine = line;
    this.machine = machine;
  }

  append(bytes: readonly number[], line: number): void {
    this.bytes.set(bytes, this.count);
    this.count += bytes.length;
    this.lastLine = line;
  }

  addRegion(region: RegionLine): void {
    this.printed.push(region);
  }

  setIrq(irq: number): void {
    this.printedIrq = irq === NOT_ROUTED ? 0 : irq;
  }

  warn(line: number, text: string): void {
    this.warnings.push({ line, text });
  }

  annotate(annotation: Annotation): void {
    switch (annotation.kind) {
      case 'vf-of':
        this.isVf = true;
        this.physfn = annotation.physfn;
        return;
      case 'irq':
        this.recordedIrq = annotation.irq;
        return;
      case 'region':
        if (!this.recorded.some((region) => region.index === annotation.region.index))
          this.recorded.push(annotation.region);
        return;
      case 'masks':
        this.masks ??= this.emptyMasks();
        return;
      case 'writable':
      case 'w1c':
        this.masks ??= this.emptyMasks();
        this.masks[annotation.kind].set(annotation.bytes, annotation.offset);
        return;
      case 'power-on':
        this.powerOn ??= {
          bytes: new Uint8Array(PCI_CFG_SPACE_EXP_SIZE),
          set: new Uint8Array(PCI_CFG_SPACE_EXP_SIZE),
        };
        this.powerOn.bytes.set(annotation.bytes, annotation.offset);
        this.powerOn.set.fill(1, annotation.offset, annotation.offset + annotation.bytes.length);
        return;
      default:
        return;
    }
  }

  /** True when its bytes are the same as another's. */
  sameBytes(other: FunctionDescription): boolean {
    return (
      other.known === this.count &&
      other.config.every((byte, at) => at >= this.count || byte === this.bytes[at])
    );
  }

  /** The finished description, with warnings about its structure. */
  finish(source: string): FunctionDescription {
    const size = this.count > PCI_CFG_SPACE_SIZE ? PCI_CFG_SPACE_EXP_SIZE : PCI_CFG_SPACE_SIZE;
    const config = this.bytes.slice(0, size);
    const plain: FunctionDescription = {
      domain: this.domain,
      bus: this.bus,
      devfn: this.devfn,
      name: this.name,
      source,
      line: this.line,
      machine: this.machine,
      config,
      known: this.count,
      masks: this.cutMasks(size),
      powerOn: this.powerOnImage(config),
      regions: [],
      isVf: this.isVf,
      physfnAddress: this.physfn,
      irq: 0,
      warnings: this.warnings,
    };
    const told = { ...plain, regions: this.regions(plain) };
    if (this.count < PCI_CFG_SPACE_SIZE)
      this.warn(
        this.line,
        `only the first ${this.count} bytes are known: \`lspci -xxx\` as root gives the rest`,
      );
    const layout = buildLayout(told, (text) => {
      if (this.count >= PCI_CFG_SPACE_SIZE) this.warn(this.line, text);
    });
    if (layout.express !== 0 && size === PCI_CFG_SPACE_SIZE) {
      this.warn(
        this.line,
        'a PCI Express function without its extended space: `lspci -xxxx` as root gives it',
      );
    }
    const msi = layout.msi !== 0 && (word(config, layout.msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE) !== 0;
    // While MSI is on, lspci prints its number instead of that of the legacy line.
    const irq = this.recordedIrq >= 0 ? this.recordedIrq : msi ? 0 : this.printedIrq;
    return { ...told, irq };
  }

  private emptyMasks(): RecordedMasks {
    return { writable: new Uint8Array(PCI_CFG_SPACE_EXP_SIZE), w1c: new Uint8Array(PCI_CFG_SPACE_EXP_SIZE) };
  }

  private cutMasks(size: number): RecordedMasks | null {
    if (this.masks === null) return null;
    return { writable: this.masks.writable.slice(0, size), w1c: this.masks.w1c.slice(0, size) };
  }

  private powerOnImage(config: Uint8Array): Uint8Array | null {
    const { powerOn } = this;
    if (powerOn === null) return null;
    return config.map((byte, at) => (powerOn.set[at] === 1 ? (powerOn.bytes[at] as number) : byte));
  }

  /** Recorded regions; else the printed ones, of which those without a number are found by their address. */
  private regions(description: FunctionDescription): RegionDescription[] {
    const byIndex = new Map<number, RegionDescription>();
    const put = (region: RegionDescription): void => {
      if (!byIndex.has(region.index)) byIndex.set(region.index, region);
    };
    if (this.recorded.length > 0) this.recorded.forEach(put);
    else {
      const headerType = description.config[0x0e] & 0x7f;
      const bars = this.printed.some((region) => region.index < 0)
        ? decodeBars(
            description,
            headerType,
            () => 0,
            () => {},
          )
        : [];
      let next = 0;
      for (const region of this.printed) {
        let { index } = region;
        if (index < 0 && this.readsNoBars()) {
          index = next;
          next += region.is64 ? 2 : 1;
        } else if (index < 0) {
          index = bars.find((bar) => bar.kind === region.kind && bar.address === region.address)?.index ?? -1;
        }
        if (index >= 0) put({ ...region, index });
      }
    }
    return [...byIndex.values()].sort((a, b) => a.index - b.index);
  }

  /** A VF reads ids of 0xffff and no BARs: its regions can only be counted. */
  private readsNoBars(): boolean {
    return this.isVf || looksLikeVf(this.bytes);
  }
}

/** Ids of 0xffff in a header that is otherwise there: what a VF's hardware returns. */
export function looksLikeVf(config: Uint8Array): boolean {
  return word(config, 0) === 0xffff && word(config, 2) === 0xffff && config[0x0e] !== 0xff;
}
