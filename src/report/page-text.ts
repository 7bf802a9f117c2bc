import {
  commandName,
  MSIX_ENTRY_ENTRY,
  OP_MSIX_ENTRIES,
  pageFieldName,
  SH_AER,
  SH_OP,
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msi,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import { aerResultText, channelStateText, hex, opErrText, requestAddress, signedHex } from './trace-names.ts';

/** The shared page in words: fields and their values. */

const flagNames = ['PCIF_active', 'PCIB_AERHANDLER', 'PCIB_active'];

export const flagName = (bit: number): string => flagNames[bit] ?? `flags bit ${bit}`;

/** Name of what `bytes` at `offset` are: `op.value`, `op.msix_entries[3].vector`. */
export function wordName(offset: number, bytes: number): string {
  const name = pageFieldName(offset);
  const isEntry = offset >= SH_OP + OP_MSIX_ENTRIES && offset < SH_AER;
  if (!isEntry || bytes !== 2) return name;
  return `${name}.${(offset & 2) === MSIX_ENTRY_ENTRY ? 'entry' : 'vector'}`;
}

/** What `aer.err` holds differs by direction (ABI-15). */
export type AerErr = 'state' | 'result';

/** Value of a field, decoded where its numbers have names. */
export function wordValue(offset: number, bytes: number, value: number, aerErr: AerErr = 'result'): string {
  switch (wordName(offset, bytes)) {
    case 'op.cmd':
    case 'aer.cmd':
      return commandText(value);
    case 'op.err':
      return opErrText(value);
    case 'op.offset':
      return signedHex(value | 0);
    case 'op.size':
      return String(value | 0);
    case 'aer.err':
      return aerErr === 'state' ? channelStateText(value) : aerResultText(value);
    default:
      break;
  }
  const isEntry = offset >= SH_OP + OP_MSIX_ENTRIES && offset < SH_AER;
  return isEntry && bytes === 4 ? `entry ${value >>> 16} vector ${hex(value & 0xffff)}` : hex(value);
}

/** `4 (enable_msix)`; a number alone when it is no command. */
export function commandText(cmd: number): string {
  const name = commandName(cmd);
  return name === String(cmd) ? (cmd > 9 ? hex(cmd) : name) : `${cmd} (${name})`;
}

/** A request as the backend's private copy has it. */
export interface RequestText {
  readonly cmd: number;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  readonly offset: number;
  readonly size: number;
  readonly value: number;
  /** First MSI-X entry, as a word. */
  readonly entry: number;
}

/** `conf_write 00:00.0 offset 0x4 size 2 value 0x7`: what matters to the command. */
export function requestText(request: RequestText): string {
  const { cmd, domain, bus, devfn } = request;
  return `${commandLabel(cmd)} ${requestAddress(domain, bus, devfn)}${requestArguments(request)}`;
}

/** The same without the address. */
export function requestArguments({ cmd, offset, size, value, entry }: RequestText): string {
  const access = ` offset ${signedHex(offset)} size ${size}`;
  switch (cmd) {
    case XEN_PCI_OP_conf_read:
      return access;
    case XEN_PCI_OP_conf_write:
      return `${access} value ${hex(value)}`;
    case XEN_PCI_OP_enable_msi:
    case XEN_PCI_OP_disable_msi:
    case XEN_PCI_OP_disable_msix:
      return '';
    case XEN_PCI_OP_enable_msix: {
      const first = value === 0 ? '' : `, first entry: index ${entry >>> 16} vector ${hex(entry & 0xffff)}`;
      return ` value ${value < 1000 ? value : hex(value)}${first}`;
    }
    default:
      return `${access} value ${hex(value)}`;
  }
}

/** `enable_msix`, or `command 99`. */
export function commandLabel(cmd: number): string {
  const name = commandName(cmd);
  return name === String(cmd) ? `command ${cmd > 9999 ? hex(cmd) : cmd}` : name;
}
