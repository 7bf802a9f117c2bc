import {
  PCI_AF_CTRL,
  PCI_AF_CTRL_FLR,
  PCI_BIST,
  PCI_BIST_START,
  PCI_BRIDGE_CONTROL,
  PCI_BRIDGE_CTL_BUS_RESET,
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_EXP_DEVCTL,
  PCI_EXP_DEVCTL_BCR_FLR,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
  PCI_PM_CTRL,
  PCI_PM_CTRL_NO_SOFT_RESET,
  PCI_PM_CTRL_STATE_MASK,
  PCI_PM_PMC,
  PCI_SECONDARY_BUS,
  PCI_SRIOV_CTRL,
  PCI_SRIOV_CTRL_MSE,
  PCI_SRIOV_CTRL_VFE,
  PCI_STATUS,
  PCI_STATUS_INTERRUPT,
  PCI_SUBORDINATE_BUS,
  pciName,
} from '../../abi/pci-regs.ts';
import { Ev } from '../recorder.ts';
import type { BarDescription } from './bars.ts';
import type { FunctionDescription, PciAddress } from './description.ts';
import { Effect, type MsixTable, type RegisterLayout, type ResetMethod } from './layout.ts';
import type { PciMachine } from './machine.ts';
import { D3HOT, nextPowerState } from './power.ts';
import { ResetKind, resetRegisters } from './reset.ts';
import { completeVpdTransfer, type VpdStorage } from './vpd.ts';

/**
 * One PCI function: its real registers. Config accesses take and give unsigned numbers, little-endian, and
 * allocate nothing. The bus does not check alignment; what lies beyond the function's window reads all-ones
 * and ignores writes.
 */
export class PciFunction {
  /** Position in `machine.functions`, argument "fn" of records. */
  readonly index: number;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  /** Host name, `0000:03:00.0`. */
  readonly name: string;
  readonly description: FunctionDescription;
  readonly machine: PciMachine;
  /** Masks, power-on values, capabilities: constants, not state. */
  readonly layout: RegisterLayout;

  /** Register contents, 256 or 4096 bytes; look but write through {@link write}. */
  readonly config: Uint8Array;
  readonly configSize: number;
  /** What firmware assigned, ascending by index; the registers may hold something else by now. */
  readonly bars: readonly BarDescription[];
  readonly msixTable: MsixTable | null;
  /** Best first; empty when the function cannot be reset by itself. */
  readonly resetMethods: readonly ResetMethod[];

  /** SR-IOV virtual function. */
  readonly isVf: boolean;
  /** Of a VF its physical function, when that is in the machine. */
  physfn: PciFunction | null = null;
  /** Ids as the host knows them; a VF's come from its physical function, its own registers read 0xffff. */
  vendor: number;
  device: number;

  /** Legacy interrupt line, 0 none; functions may share one (`machine.lines`). */
  readonly irqLine: number;
  /** The function wants attention; drives its line unless masked. */
  interruptPending = false;
  /** 0..3 (D0..D3hot). */
  powerState: number;
  /** Cleared when the function vanished: it answers nothing any more. */
  connected = true;
  /** Cleared while a bridge above, or VF Enable of its PF, keeps accesses from it. */
  reachable = true;
  /** Of a VF: VF Enable of its PF is set. */
  vfExists = true;
  /** Of a bridge: it holds its secondary bus in reset. */
  inBusReset = false;
  /** A register of the device that only a reset clears; stands for all state inside it. */
  scratch = 0;
  readonly vpdStorage: VpdStorage | null;

  constructor(
    machine: PciMachine,
    index: number,
    description: FunctionDescription,
    layout: RegisterLayout,
    irqLine: number,
    vpdStorage: VpdStorage | null,
  ) {
    this.machine = machine;
    this.index = index;
    this.description = description;
    this.domain = description.domain;
    this.bus = description.bus;
    this.devfn = description.devfn;
    this.name = pciName(description.domain, description.bus, description.devfn);
    this.layout = layout;
    this.config = description.config.slice();
    this.configSize = this.config.length;
    this.bars = layout.bars;
    this.msixTable = layout.msix;
    this.resetMethods = layout.resetMethods;
    this.isVf = description.isVf;
    this.irqLine = irqLine;
    this.vpdStorage = vpdStorage;
    this.vendor = this.word(0);
    this.device = this.word(2);
    this.powerState = layout.pm === 0 ? 0 : this.word(layout.pm + PCI_PM_CTRL) & PCI_PM_CTRL_STATE_MASK;
  }

  /** Register contents of `size` (1, 2, 4) bytes at `reg`; all-ones when the function does not answer. */
  read(reg: number, size: number): number {
    const { config } = this;
    if (!this.connected || !this.reachable || reg < 0 || reg + size > config.length) {
      return size === 1 ? 0xff : size === 2 ? 0xffff : 0xffffffff;
    }
    if (size === 1) return config[reg];
    if (size === 2) return config[reg] | (config[reg + 1] << 8);
    return (config[reg] | (config[reg + 1] << 8) | (config[reg + 2] << 16) | (config[reg + 3] << 24)) >>> 0;
  }

  /** Stores the writable bits, clears those written with 1 to clear, and does what the register sets off. */
  write(reg: number, size: number, value: number): void {
    const { config, layout } = this;
    if (!this.connected || !this.reachable || reg < 0 || reg + size > config.length) return;
    const { writable, w1c, effects } = layout;
    let pending = 0;
    for (let i = 0; i < size; i++) {
      const at = reg + i;
      const byte = (value >>> (8 * i)) & 0xff;
      const mask = writable[at];
      config[at] = ((config[at] & ~mask) | (byte & mask)) & ~(byte & w1c[at]);
      pending |= effects[at];
    }
    if (pending !== 0) this.applyEffects(pending);
  }

  /** True while it decodes memory accesses; a VF does when its PF does and the PF's VF Memory Space Enable is set. */
  decodesMemory(): boolean {
    if (!this.connected || !this.reachable || this.powerState !== 0) return false;
    if (!this.isVf) return (this.config[PCI_COMMAND] & PCI_COMMAND_MEMORY) !== 0;
    const pf = this.physfn;
    return pf?.decodesMemory() === true && (pf.vfControl() & PCI_SRIOV_CTRL_MSE) !== 0;
  }

  decodesIo(): boolean {
    if (!this.connected || !this.reachable || this.powerState !== 0) return false;
    return (this.config[PCI_COMMAND] & PCI_COMMAND_IO) !== 0;
  }

  /** An access to memory of a BAR; false, and an Unsupported Request on record, when the function does not take it. */
  accessMemory(): boolean {
    if (this.decodesMemory()) return true;
    this.machine.ports.recorder.emit(Ev.UnsupportedRequest, this.index);
    return false;
  }

  /** An access to the MSI-X table, which lies in a BAR; as {@link accessMemory}. */
  accessMsixTable(): boolean {
    return this.accessMemory();
  }

  get busMaster(): boolean {
    return (this.config[PCI_COMMAND] & PCI_COMMAND_MASTER) !== 0;
  }

  get msiEnabled(): boolean {
    const { msi } = this.layout;
    return msi !== 0 && (this.word(msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE) !== 0;
  }

  get msixEnabled(): boolean {
    const { msixCapability } = this.layout;
    return msixCapability !== 0 && (this.word(msixCapability + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE) !== 0;
  }

  /** Level of its legacy line: asserted while an interrupt is pending, not disabled, and no message type is on. */
  get lineLevel(): boolean {
    if (!this.interruptPending || this.irqLine === 0 || !this.connected) return false;
    if ((this.word(PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE) !== 0) return false;
    return !this.msiEnabled && !this.msixEnabled;
  }

  /** The device begins (or ceases) to want attention; shown in Interrupt Status. */
  setInterrupt(pending: boolean): void {
    this.interruptPending = pending;
    if (pending) this.config[PCI_STATUS] |= PCI_STATUS_INTERRUPT;
    else this.config[PCI_STATUS] &= ~PCI_STATUS_INTERRUPT;
  }

  /** The device is pulled: it, its VFs and all behind it answer nothing any more. */
  vanish(): void {
    this.machine.vanish(this);
  }

  /**
   * Resets the function with one of its methods as a host would trigger it, without host accesses on record.
   * Returns false when it has no such method or does not answer, or for `pm` when it is not in D0.
   */
  functionReset(method: ResetMethod): boolean {
    if (!this.connected || !this.reachable || !this.resetMethods.includes(method)) return false;
    if (method === 'pm' && this.powerState !== 0) return false;
    this.reset(method === 'flr' ? ResetKind.Flr : method === 'af' ? ResetKind.Af : ResetKind.Soft);
    return true;
  }

  /** Sets registers and device state back, as after power-on; sticky registers stay. */
  reset(kind: ResetKind): void {
    resetRegisters(this);
    this.powerState = 0;
    this.scratch = 0;
    this.setInterrupt(false);
    this.machine.ports.recorder.emit(Ev.FunctionReset, this.index, kind);
    if (this.layout.sriov !== 0) this.machine.vfControlChanged(this);
    if (this.layout.headerType === PCI_HEADER_TYPE_BRIDGE) this.machine.bridgeReset(this);
  }

  /** SR-IOV Control register; 0 when there is none. */
  vfControl(): number {
    return this.layout.sriov === 0 ? 0 : this.word(this.layout.sriov + PCI_SRIOV_CTRL);
  }

  /** True for a PF whose VFs exist. */
  get vfsEnabled(): boolean {
    return (this.vfControl() & PCI_SRIOV_CTRL_VFE) !== 0;
  }

  /** True for a bridge that passes configuration accesses on to `bus` now. */
  forwardsTo(bus: number): boolean {
    if (!this.connected || this.powerState === D3HOT) return false;
    if ((this.config[PCI_BRIDGE_CONTROL] & PCI_BRIDGE_CTL_BUS_RESET) !== 0) return false;
    return bus >= this.config[PCI_SECONDARY_BUS] && bus <= this.config[PCI_SUBORDINATE_BUS];
  }

  get address(): PciAddress {
    return this.description;
  }

  private word(reg: number): number {
    return this.config[reg] | (this.config[reg + 1] << 8);
  }

  private applyEffects(pending: number): void {
    const { config, layout } = this;
    if ((pending & Effect.Bist) !== 0) config[PCI_BIST] &= ~PCI_BIST_START; // done at once, completion code as it was
    if ((pending & Effect.Power) !== 0) this.powerWritten();
    if ((pending & Effect.Vpd) !== 0 && this.vpdStorage !== null)
      completeVpdTransfer(config, layout.vpd, this.vpdStorage);
    if ((pending & Effect.VfEnable) !== 0) this.machine.vfControlChanged(this);
    if ((pending & Effect.BusNumbers) !== 0) this.machine.bridgeChanged(this);
    if ((pending & Effect.BridgeControl) !== 0) this.machine.bridgeControlWritten(this);
    if ((pending & Effect.DeviceControl) !== 0) {
      const high = layout.express + PCI_EXP_DEVCTL + 1;
      if ((config[high] & (PCI_EXP_DEVCTL_BCR_FLR >> 8)) !== 0) {
        config[high] &= ~(PCI_EXP_DEVCTL_BCR_FLR >> 8);
        this.reset(ResetKind.Flr);
      }
    }
    if ((pending & Effect.AfControl) !== 0 && (config[layout.af + PCI_AF_CTRL] & PCI_AF_CTRL_FLR) !== 0) {
      config[layout.af + PCI_AF_CTRL] &= ~PCI_AF_CTRL_FLR;
      this.reset(ResetKind.Af);
    }
  }

  private powerWritten(): void {
    const { config, layout } = this;
    const at = layout.pm + PCI_PM_CTRL;
    const from = this.powerState;
    const to = nextPowerState(from, config[at] & PCI_PM_CTRL_STATE_MASK, this.word(layout.pm + PCI_PM_PMC));
    config[at] = (config[at] & ~PCI_PM_CTRL_STATE_MASK) | to;
    if (to === from) return;
    this.powerState = to;
    if (from === D3HOT && (config[at] & PCI_PM_CTRL_NO_SOFT_RESET) === 0) this.reset(ResetKind.Soft);
    else if (layout.headerType === PCI_HEADER_TYPE_BRIDGE) this.machine.bridgeChanged(this);
  }
}
