import {
  PCI_BRIDGE_CONTROL,
  PCI_BRIDGE_CTL_BUS_RESET,
  PCI_HEADER_TYPE_BRIDGE,
  pciName,
} from '../../abi/pci-regs.ts';
import type { Points } from '../points.ts';
import type { Recorder } from '../recorder.ts';
import { layoutOf } from './build-layout.ts';
import { type FunctionDescription, sameAddress } from './description.ts';
import { PciFunction } from './function.ts';
import { legacyLine } from './interrupt-line.ts';
import { ResetKind } from './reset.ts';
import { vfDeviceId } from './sr-iov.ts';
import { upstreamBridges } from './topology.ts';
import { VpdStorage } from './vpd.ts';

/** All PCI functions of the machine, its bridges' effect on them, and its interrupt lines. */
export class PciMachine {
  readonly ports: { recorder: Recorder; points: Points };
  /** In the order they were added; positions are `PciFunction.index`. */
  readonly functions: PciFunction[] = [];
  /** Legacy interrupt lines: number to the functions on it. Several functions on one share it. */
  readonly lines = new Map<number, PciFunction[]>();

  constructor(ports: { recorder: Recorder; points: Points }) {
    this.ports = ports;
  }

  /**
   * Puts a function into the machine, with the registers its description holds. A VF finds its PF, and a PF
   * its VFs, in either order.
   * @throws RangeError when the address is taken; dumps of different machines may need `withAddress`
   */
  add(description: FunctionDescription): PciFunction {
    const { domain, bus, devfn } = description;
    if (this.find(domain, bus, devfn) !== undefined) {
      throw new RangeError(`there is a PCI function at ${pciName(domain, bus, devfn)} already`);
    }
    const layout = layoutOf(description);
    const vpd = layout.vpd === 0 ? null : new VpdStorage(description.name);
    const fn = new PciFunction(
      this,
      this.functions.length,
      description,
      layout,
      legacyLine(description),
      vpd,
    );
    this.functions.push(fn);
    if (fn.irqLine !== 0) {
      const sharers = this.lines.get(fn.irqLine);
      if (sharers === undefined) this.lines.set(fn.irqLine, [fn]);
      else sharers.push(fn);
    }
    for (const other of this.functions) this.linkVf(fn, other);
    return fn;
  }

  find(domain: number, bus: number, devfn: number): PciFunction | undefined {
    for (const fn of this.functions) {
      if (fn.devfn === devfn && fn.bus === bus && fn.domain === domain) return fn;
    }
    return undefined;
  }

  /** Bridges above a function by the bus numbers firmware gave them, nearest first. */
  upstream(fn: PciFunction): PciFunction[] {
    return upstreamBridges(this.functions, fn);
  }

  /** Functions on bus numbers behind a bridge, and VFs of those. */
  downstream(bridge: PciFunction): PciFunction[] {
    return this.functions.filter((fn) => this.upstream(fn).includes(bridge));
  }

  /** VFs of a PF, ascending by index. */
  vfsOf(pf: PciFunction): PciFunction[] {
    return this.functions.filter((fn) => fn.physfn === pf);
  }

  /** True while some function asserts the line. */
  lineLevel(irq: number): boolean {
    const sharers = this.lines.get(irq);
    if (sharers === undefined) return false;
    for (const fn of sharers) if (fn.lineLevel) return true;
    return false;
  }

  /** Pulls a function: it, its VFs and everything behind it are gone. */
  vanish(fn: PciFunction): void {
    if (!fn.connected) return;
    fn.connected = false;
    for (const vf of this.vfsOf(fn)) vf.connected = false;
    if (fn.layout.headerType === PCI_HEADER_TYPE_BRIDGE) {
      for (const below of this.downstream(fn)) below.connected = false;
    }
  }

  /** A PF's VF Enable may have changed: VFs come up as after power-on, or stop answering. */
  vfControlChanged(pf: PciFunction): void {
    const enabled = pf.vfsEnabled;
    for (const vf of this.functions) {
      if (vf.physfn !== pf) continue;
      const answered = vf.vfExists;
      vf.vfExists = enabled;
      if (answered && !enabled) vf.reset(ResetKind.VfDisable);
      this.refreshReachability(vf);
    }
  }

  /** A bridge's bus numbers, power state or reset bit changed: some functions behind it may not answer any more. */
  bridgeChanged(bridge: PciFunction): void {
    for (const fn of this.downstream(bridge)) this.refreshReachability(fn);
  }

  /** Bridge Control was written: Secondary Bus Reset resets everything behind the bridge. */
  bridgeControlWritten(bridge: PciFunction): void {
    const asserted = (bridge.config[PCI_BRIDGE_CONTROL] & PCI_BRIDGE_CTL_BUS_RESET) !== 0;
    if (asserted === bridge.inBusReset) return;
    bridge.inBusReset = asserted;
    if (asserted)
      for (const fn of this.downstream(bridge)) if (fn.connected) fn.reset(ResetKind.SecondaryBus);
    this.bridgeChanged(bridge);
  }

  /** A bridge was reset: its bus numbers are gone. */
  bridgeReset(bridge: PciFunction): void {
    bridge.inBusReset = false;
    this.bridgeChanged(bridge);
  }

  /** Objects that never change; a snapshot may leave them out. */
  constants(): object[] {
    return this.functions.flatMap((fn) => [fn.layout, fn.description]);
  }

  private refreshReachability(fn: PciFunction): void {
    fn.reachable = fn.vfExists && this.upstream(fn).every((bridge) => bridge.forwardsTo(fn.bus));
  }

  private linkVf(a: PciFunction, b: PciFunction): void {
    const link = (vf: PciFunction, pf: PciFunction): void => {
      const at = vf.description.physfnAddress;
      if (!vf.isVf || at === null || vf.physfn !== null || pf === vf || !sameAddress(at, pf.address)) return;
      vf.physfn = pf;
      vf.vendor = pf.vendor;
      vf.device = vfDeviceId(pf) ?? vf.device;
      vf.vfExists = pf.vfsEnabled;
      this.refreshReachability(vf);
    };
    link(a, b);
    link(b, a);
  }
}
