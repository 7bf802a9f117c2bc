import { PCI_CFG_SPACE_SIZE } from '../../abi/pci-regs.ts';
import { buildLayout, registersOf } from './build-layout.ts';
import type { FunctionDescription } from './description.ts';
import type { RegisterLayout } from './layout.ts';
import type { RegisterDefinition } from './register-definition.ts';

/** Every register of a function that header and capabilities name, ascending by offset. For reports; not fast. */
export function listRegisters(description: FunctionDescription): RegisterDefinition[] {
  const registers = registersOf(description, buildLayout(description));
  return registers.sort((a, b) => a.offset - b.offset);
}

/** Names of all registers of one function, worked out once. */
export class RegisterNames {
  private readonly layout: RegisterLayout;
  private readonly registers: readonly RegisterDefinition[];

  constructor(description: FunctionDescription) {
    this.layout = buildLayout(description);
    this.registers = registersOf(description, this.layout);
  }

  /**
   * Name of the register of which `offset` is a byte: `COMMAND`, `MSI control`, with `+1` when it is not its first
   * byte; inside a capability whose registers are not known `Vendor+0x5`; else `device-specific 0x48`.
   */
  nameOf(offset: number): string {
    const hit = this.registers.find((one) => offset >= one.offset && offset < one.offset + one.size);
    if (hit !== undefined) return hit.offset === offset ? hit.name : `${hit.name}+${offset - hit.offset}`;
    const hex = `0x${offset.toString(16).padStart(2, '0')}`;
    if (offset < 0x40) return `reserved ${hex}`;
    const around = this.layout.capabilities.find(
      (one) => offset >= one.offset && offset < one.offset + one.length,
    );
    if (around !== undefined) return `${around.name}+0x${(offset - around.offset).toString(16)}`;
    return offset < PCI_CFG_SPACE_SIZE ? `device-specific ${hex}` : `extended ${hex}`;
  }
}

/** {@link RegisterNames.nameOf} for a single question. */
export function registerName(description: FunctionDescription, offset: number): string {
  return new RegisterNames(description).nameOf(offset);
}
