import {
  PCI_BASE_ADDRESS_0,
  PCI_BIST,
  PCI_BIST_CAPABLE,
  PCI_BIST_START,
  PCI_BRIDGE_CONTROL,
  PCI_CACHE_LINE_SIZE,
  PCI_CAPABILITY_LIST,
  PCI_CARDBUS_CIS,
  PCI_CLASS_DEVICE,
  PCI_CLASS_PROG,
  PCI_COMMAND,
  PCI_COMMAND_FAST_BACK,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_INVALIDATE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_COMMAND_PARITY,
  PCI_COMMAND_SERR,
  PCI_COMMAND_SPECIAL,
  PCI_COMMAND_VGA_PALETTE,
  PCI_DEVICE_ID,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_CARDBUS,
  PCI_HEADER_TYPE_NORMAL,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_LATENCY_TIMER,
  PCI_MAX_LAT,
  PCI_MIN_GNT,
  PCI_PRIMARY_BUS,
  PCI_REVISION_ID,
  PCI_SECONDARY_BUS,
  PCI_STATUS,
  PCI_SUBORDINATE_BUS,
  PCI_SUBSYSTEM_ID,
  PCI_SUBSYSTEM_VENDOR_ID,
  PCI_VENDOR_ID,
} from '../../abi/pci-regs.ts';
import { type BarDescription, barCount, romRegister } from './bars.ts';
import { Effect } from './layout.ts';
import { type RegisterContext, type RegisterDefinition, word } from './register-definition.ts';

/** Status bits that a written 1 clears: parity errors, aborts, system error. */
const STATUS_W1C = 0xf900;

/** Bits of COMMAND that hold what is written. Decode bits exist only where there is something to decode. */
function commandMask(context: RegisterContext, bars: readonly BarDescription[]): number {
  const { config, headerType, express, isVf } = context;
  if (isVf) return PCI_COMMAND_MASTER;
  const bridge = headerType !== PCI_HEADER_TYPE_NORMAL;
  let mask = PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR | PCI_COMMAND_INTX_DISABLE;
  if (bridge || bars.some((bar) => bar.kind === 'io')) mask |= PCI_COMMAND_IO;
  if (bridge || bars.some((bar) => bar.kind !== 'io')) mask |= PCI_COMMAND_MEMORY;
  if (!express) {
    mask |= PCI_COMMAND_SPECIAL | PCI_COMMAND_INVALIDATE | PCI_COMMAND_VGA_PALETTE | PCI_COMMAND_FAST_BACK;
  }
  return mask | (word(config, PCI_COMMAND) & 0x7ff); // a bit that is set can be set
}

function commonRegisters(context: RegisterContext, bars: readonly BarDescription[]): RegisterDefinition[] {
  const { config, isVf, express } = context;
  const bist = (config[PCI_BIST] & PCI_BIST_CAPABLE) !== 0 && !isVf ? PCI_BIST_START : 0;
  const own = isVf ? 0 : 0xff;
  return [
    { offset: PCI_VENDOR_ID, size: 2, name: 'VENDOR_ID' },
    { offset: PCI_DEVICE_ID, size: 2, name: 'DEVICE_ID' },
    { offset: PCI_COMMAND, size: 2, name: 'COMMAND', writable: commandMask(context, bars) },
    { offset: PCI_STATUS, size: 2, name: 'STATUS', w1c: STATUS_W1C },
    { offset: PCI_REVISION_ID, size: 1, name: 'REVISION_ID' },
    { offset: PCI_CLASS_PROG, size: 1, name: 'CLASS_PROG' },
    { offset: PCI_CLASS_DEVICE, size: 2, name: 'CLASS_DEVICE' },
    { offset: PCI_CACHE_LINE_SIZE, size: 1, name: 'CACHE_LINE_SIZE', writable: own },
    { offset: PCI_LATENCY_TIMER, size: 1, name: 'LATENCY_TIMER', writable: express ? 0 : own },
    { offset: PCI_HEADER_TYPE, size: 1, name: 'HEADER_TYPE' },
    { offset: PCI_BIST, size: 1, name: 'BIST', writable: bist, effect: bist === 0 ? 0 : Effect.Bist },
    { offset: PCI_INTERRUPT_LINE, size: 1, name: 'INTERRUPT_LINE', writable: own },
    { offset: PCI_INTERRUPT_PIN, size: 1, name: 'INTERRUPT_PIN' },
  ];
}

/** Address registers with the bits that the sizes of their regions leave writable. */
function addressRegisters(headerType: number, bars: readonly BarDescription[]): RegisterDefinition[] {
  const registers: RegisterDefinition[] = [];
  const count = barCount(headerType);
  for (let index = 0; index < count; index++) {
    const offset = PCI_BASE_ADDRESS_0 + 4 * index;
    const bar = bars.find((candidate) => candidate.index === index);
    const name = `BAR${index}`;
    if (bar?.inHardware !== true) {
      registers.push({ offset, size: 4, name });
      continue;
    }
    const typeBits = bar.kind === 'io' ? 3 : 0xf;
    const low = bar.size > 0xffffffff ? 0 : (~(bar.size - 1) & ~typeBits) >>> 0;
    registers.push({ offset, size: 4, name, writable: low });
    if (!bar.is64) continue;
    const above = Math.max(1, bar.size / 0x1_0000_0000);
    registers.push({ offset: offset + 4, size: 4, name: `BAR${++index}`, writable: ~(above - 1) >>> 0 });
  }
  const rom = romRegister(headerType);
  const bar = bars.find((candidate) => candidate.kind === 'rom');
  if (rom !== 0) {
    const writable = bar?.inHardware === true ? ((~(bar.size - 1) & 0xfffff800) | 1) >>> 0 : 0;
    registers.push({ offset: rom, size: 4, name: 'ROM', writable });
  }
  return registers;
}

function bridgeRegisters({ config, express }: RegisterContext): RegisterDefinition[] {
  const wide = (low: number, bits: number): number => ((config[low] & 0xf) === 1 ? bits : 0);
  const upper = wide(0x24, 0xffffffff);
  const upperIo = wide(0x1c, 0xffff);
  return [
    { offset: PCI_PRIMARY_BUS, size: 1, name: 'PRIMARY_BUS', writable: 0xff },
    { offset: PCI_SECONDARY_BUS, size: 1, name: 'SECONDARY_BUS', writable: 0xff, effect: Effect.BusNumbers },
    {
      offset: PCI_SUBORDINATE_BUS,
      size: 1,
      name: 'SUBORDINATE_BUS',
      writable: 0xff,
      effect: Effect.BusNumbers,
    },
    { offset: 0x1b, size: 1, name: 'SEC_LATENCY_TIMER', writable: express ? 0 : 0xff },
    { offset: 0x1c, size: 1, name: 'IO_BASE', writable: 0xf0 },
    { offset: 0x1d, size: 1, name: 'IO_LIMIT', writable: 0xf0 },
    { offset: 0x1e, size: 2, name: 'SEC_STATUS', w1c: STATUS_W1C },
    { offset: 0x20, size: 2, name: 'MEMORY_BASE', writable: 0xfff0 },
    { offset: 0x22, size: 2, name: 'MEMORY_LIMIT', writable: 0xfff0 },
    { offset: 0x24, size: 2, name: 'PREF_MEMORY_BASE', writable: 0xfff0 },
    { offset: 0x26, size: 2, name: 'PREF_MEMORY_LIMIT', writable: 0xfff0 },
    { offset: 0x28, size: 4, name: 'PREF_BASE_UPPER32', writable: upper },
    { offset: 0x2c, size: 4, name: 'PREF_LIMIT_UPPER32', writable: upper },
    { offset: 0x30, size: 2, name: 'IO_BASE_UPPER16', writable: upperIo },
    { offset: 0x32, size: 2, name: 'IO_LIMIT_UPPER16', writable: upperIo },
    {
      offset: PCI_BRIDGE_CONTROL,
      size: 2,
      name: 'BRIDGE_CONTROL',
      writable: express ? 0x005f : 0x0bff,
      w1c: express ? 0 : 0x0400,
      effect: Effect.BridgeControl,
    },
  ];
}

const normalRegisters: readonly RegisterDefinition[] = Object.freeze([
  { offset: PCI_CARDBUS_CIS, size: 4, name: 'CARDBUS_CIS' },
  { offset: PCI_SUBSYSTEM_VENDOR_ID, size: 2, name: 'SUBSYSTEM_VENDOR_ID' },
  { offset: PCI_SUBSYSTEM_ID, size: 2, name: 'SUBSYSTEM_ID' },
  { offset: PCI_CAPABILITY_LIST, size: 1, name: 'CAPABILITY_LIST' },
  { offset: PCI_MIN_GNT, size: 1, name: 'MIN_GNT' },
  { offset: PCI_MAX_LAT, size: 1, name: 'MAX_LAT' },
] as const);

/** Bus numbers and the windows of a CardBus bridge. */
const cardbusRegisters: readonly RegisterDefinition[] = Object.freeze([
  { offset: 0x14, size: 1, name: 'CAPABILITY_LIST' },
  { offset: 0x16, size: 2, name: 'SEC_STATUS', w1c: STATUS_W1C },
  { offset: 0x18, size: 4, name: 'CB_BUS_NUMBERS', writable: 0xffffffff },
  { offset: 0x1c, size: 4, name: 'CB_MEMORY_BASE_0', writable: 0xfffff000 },
  { offset: 0x20, size: 4, name: 'CB_MEMORY_LIMIT_0', writable: 0xfffff000 },
  { offset: 0x24, size: 4, name: 'CB_MEMORY_BASE_1', writable: 0xfffff000 },
  { offset: 0x28, size: 4, name: 'CB_MEMORY_LIMIT_1', writable: 0xfffff000 },
  { offset: 0x2c, size: 4, name: 'CB_IO_BASE_0', writable: 0xfffffffc },
  { offset: 0x30, size: 4, name: 'CB_IO_LIMIT_0', writable: 0xfffffffc },
  { offset: 0x34, size: 4, name: 'CB_IO_BASE_1', writable: 0xfffffffc },
  { offset: 0x38, size: 4, name: 'CB_IO_LIMIT_1', writable: 0xfffffffc },
  { offset: PCI_BRIDGE_CONTROL, size: 2, name: 'BRIDGE_CONTROL', writable: 0x07ef },
] as const);

/** Registers of the header (0x00-0x3f). A header type that is none of 0, 1, 2 has only what all types share. */
export function headerRegisters(
  context: RegisterContext,
  bars: readonly BarDescription[],
): RegisterDefinition[] {
  const { headerType } = context;
  const registers = [...commonRegisters(context, bars), ...addressRegisters(headerType, bars)];
  if (headerType === PCI_HEADER_TYPE_NORMAL) registers.push(...normalRegisters);
  else if (headerType === PCI_HEADER_TYPE_BRIDGE) {
    registers.push(
      { offset: PCI_CAPABILITY_LIST, size: 1, name: 'CAPABILITY_LIST' },
      ...bridgeRegisters(context),
    );
  } else if (headerType === PCI_HEADER_TYPE_CARDBUS) registers.push(...cardbusRegisters);
  return registers;
}
