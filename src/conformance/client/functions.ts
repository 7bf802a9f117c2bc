import { XEN_PCI_ERR_dev_not_found, XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../../abi/pciif.ts';
import type { FunctionScript } from './script.ts';

/** A request's fields as the backend takes them from the page. */
export interface Taken {
  readonly cmd: number;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  readonly offset: number;
  readonly size: number;
  readonly value: number;
}

interface Fn {
  readonly script: FunctionScript;
  readonly registers: Map<number, number>;
}

/** Functions behind a scripted backend: registers that hold what is written to their writable bits. */
export class Functions {
  private readonly list: readonly Fn[];

  constructor(scripts: readonly FunctionScript[]) {
    this.list = scripts.map((script) => ({
      script,
      registers: new Map(Object.entries(script.registers).map(([offset, value]) => [Number(offset), value])),
    }));
  }

  /** What an obliging backend answers; undefined value: it stores none. */
  serve(request: Taken): { err: number; value?: number } {
    const fn = this.list.find(
      ({ script: { domain = 0, bus = 0, devfn } }) =>
        domain === request.domain && bus === request.bus && devfn === request.devfn,
    );
    if (fn === undefined) return { err: XEN_PCI_ERR_dev_not_found };
    const at = request.offset & ~3;
    const shift = 8 * (request.offset & 3);
    const old = fn.registers.get(at) ?? 0;
    // As wide as the register: the guest's PCI core takes what it asked for (FE-12).
    if (request.cmd === XEN_PCI_OP_conf_read) return { err: 0, value: old >>> shift };
    if (request.cmd !== XEN_PCI_OP_conf_write) return { err: 0, value: 0 };
    const width = request.size === 4 ? 0xffffffff : ((1 << (8 * request.size)) - 1) << shift;
    const writable = (fn.script.writable?.[at] ?? 0) & width;
    fn.registers.set(at, ((old & ~writable) | ((request.value << shift) & writable)) >>> 0);
    return { err: 0 };
  }
}
