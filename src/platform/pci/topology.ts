import { PCI_HEADER_TYPE_BRIDGE, PCI_SECONDARY_BUS, PCI_SUBORDINATE_BUS } from '../../abi/pci-regs.ts';
import type { PciFunction } from './function.ts';

const secondary = (bridge: PciFunction): number => bridge.description.config[PCI_SECONDARY_BUS];
const subordinate = (bridge: PciFunction): number => bridge.description.config[PCI_SUBORDINATE_BUS];

/** True when firmware routed `bus` behind `bridge`; a bridge is never behind itself. */
function covers(bridge: PciFunction, domain: number, bus: number): boolean {
  if (bridge.layout.headerType !== PCI_HEADER_TYPE_BRIDGE || bridge.domain !== domain) return false;
  return secondary(bridge) > bridge.bus && bus >= secondary(bridge) && bus <= subordinate(bridge);
}

/**
 * Bridges above a function, nearest first. It is decided by the bus numbers that firmware gave the bridges, so
 * later writes to them do not move functions about. Dumps may lack bridges, or hold nonsense: the result is then shorter.
 */
export function upstreamBridges(functions: readonly PciFunction[], fn: PciFunction): PciFunction[] {
  const above = functions.filter((bridge) => bridge !== fn && covers(bridge, fn.domain, fn.bus));
  // A VF may have a bus number that no bridge was told of: it is where its physical function is.
  if (above.length === 0 && fn.physfn !== null) return upstreamBridges(functions, fn.physfn);
  return above.sort((a, b) => secondary(b) - secondary(a) || a.index - b.index);
}
