import {
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PM,
  PCI_CAP_ID_VPD,
  PCI_CAP_LIST_NEXT,
  PCI_CAPABILITY_LIST,
  PCI_HEADER_TYPE,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
} from '../abi/pci-regs.ts';
import type { FunctionFacts } from '../executor/execution.ts';
import { describeFunction } from '../platform/pci/description.ts';
import { listRegisters, RegisterNames } from '../platform/pci/registers.ts';

/** Addresses and registers of the functions of an execution, by function index. */
export class TraceFunctions {
  private readonly functions: readonly FunctionFacts[];
  private readonly registers = new Map<number, KnownRegisters>();

  constructor(functions: readonly FunctionFacts[]) {
    this.functions = functions;
  }

  /** `0000:01:00.0` */
  address(fn: number): string {
    return this.functions[fn]?.address ?? `function ${fn}`;
  }

  /** `COMMAND`; `VENDOR_ID (4 bytes)` where the access is not as wide as the register. */
  register(fn: number, offset: number, bytes: number): string {
    const known = this.registersOf(fn);
    if (known === undefined || offset < 0)
      return `register ${offset < 0 ? offset : `0x${offset.toString(16)}`}`;
    const name = known.names.nameOf(offset);
    return known.sizes.get(offset) === bytes ? name : `${name} (${bytes} byte${bytes === 1 ? '' : 's'})`;
  }

  private registersOf(fn: number): KnownRegisters | undefined {
    const known = this.registers.get(fn);
    const facts = this.functions[fn];
    if (known !== undefined || facts === undefined) return known;
    const description = describeFunction({
      bus: 0,
      devfn: 0,
      config: facts.baseline?.config ?? sketch(facts),
      isVf: facts.isVf,
    });
    const sizes = new Map(listRegisters(description).map(({ offset, size }) => [offset, size]));
    const made = { names: new RegisterNames(description), sizes };
    this.registers.set(fn, made);
    return made;
  }
}

interface KnownRegisters {
  readonly names: RegisterNames;
  readonly sizes: ReadonlyMap<number, number>;
}

/** Registers that say no more than the facts do, for a function whose own nobody has looked at: header type and four capabilities. */
function sketch({ headerType, configSize, pm, vpd, msi, msix }: FunctionFacts): Uint8Array {
  const config = new Uint8Array(configSize);
  config[PCI_HEADER_TYPE] = headerType;
  config[PCI_STATUS] = PCI_STATUS_CAP_LIST;
  let link = PCI_CAPABILITY_LIST;
  const capabilities = [
    [PCI_CAP_ID_PM, pm],
    [PCI_CAP_ID_VPD, vpd],
    [PCI_CAP_ID_MSI, msi],
    [PCI_CAP_ID_MSIX, msix],
  ] as const;
  for (const [id, base] of capabilities) {
    if (base === 0) continue;
    config[link] = base;
    config[base] = id;
    link = base + PCI_CAP_LIST_NEXT;
  }
  return config;
}
