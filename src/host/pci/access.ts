import { EINVAL } from '../../abi/errno.ts';
import { PCI_CFG_SPACE_EXP_SIZE } from '../../abi/pci-regs.ts';
import {
  PCIBIOS_BAD_REGISTER_NUMBER,
  PCIBIOS_DEVICE_NOT_FOUND,
  PCIBIOS_SET_FAILED,
  PCIBIOS_SUCCESSFUL,
} from '../../abi/pcibios.ts';
import { PointKind, passPoint } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import type { ConfigValue, PciDevice } from './device.ts';

/** Widths of a configuration access, bytes. */
export type AccessSize = 1 | 2 | 4;

/** All-ones of `size` bytes. */
export function allOnes(size: number): number {
  return size === 4 ? 0xffffffff : (1 << (8 * size)) - 1;
}

/**
 * Reads `size` bytes at `reg` into `out`: a driver's access through the host accessor (CONF-33..35).
 *
 * `reg` is taken as it comes. Above 4095 there is nothing: -EINVAL. From 256 on a function without extended space
 * reads all-ones with success, because the host has ECAM and asks. Below 0 see {@link negativeRegister}. Every
 * failure leaves all-ones in `out`.
 * @returns `PCIBIOS_*` or -EINVAL
 */
export function readConfig(
  kernel: Kernel,
  dev: PciDevice,
  reg: number,
  size: AccessSize,
  out: ConfigValue,
): number {
  const { fn } = dev;
  const { world } = kernel;
  const { points } = world.ports;
  passPoint(points, PointKind.Config, reg);
  let status: number = PCIBIOS_SUCCESSFUL;
  let register = reg;
  let value = size === 4 ? 0xffffffff : (1 << (8 * size)) - 1;
  if (dev.disconnected || !fn.connected) status = PCIBIOS_DEVICE_NOT_FOUND;
  else if (reg & (size - 1)) status = PCIBIOS_BAD_REGISTER_NUMBER;
  else {
    if (reg < 0) register = negativeRegister(kernel, dev, reg);
    if (register < 0 || register >= PCI_CFG_SPACE_EXP_SIZE) status = -EINVAL;
    else if (world.faults.configRead > 0 && world.faults.take('configRead')) status = PCIBIOS_SET_FAILED;
    else if (register < fn.configSize) value = fn.read(register, size);
  }
  out.value = value;
  kernel.emit(Ev.ConfigRead, fn.index, register, size, value, status);
  return status;
}

/**
 * Writes the low `size` bytes of `value` at `reg`: a driver's access through the host accessor (CONF-33..35). What
 * does not exist swallows the write where a read gives all-ones with success.
 * @returns `PCIBIOS_*` or -EINVAL
 */
export function writeConfig(
  kernel: Kernel,
  dev: PciDevice,
  reg: number,
  size: AccessSize,
  value: number,
): number {
  const { fn } = dev;
  const { world } = kernel;
  const { points } = world.ports;
  passPoint(points, PointKind.Config, reg);
  if (dev.disconnected || !fn.connected) return PCIBIOS_DEVICE_NOT_FOUND;
  if (reg & (size - 1)) return PCIBIOS_BAD_REGISTER_NUMBER;
  const register = reg < 0 ? negativeRegister(kernel, dev, reg) : reg;
  if (register < 0 || register >= PCI_CFG_SPACE_EXP_SIZE) return -EINVAL;
  if (world.faults.configWrite > 0 && world.faults.take('configWrite')) return PCIBIOS_SET_FAILED;
  if (register < fn.configSize) store(kernel, dev, register, size, value);
  return PCIBIOS_SUCCESSFUL;
}

/**
 * Where an aligned negative register leads (CONF-34, decision 2.7). On segment 0 the port pair takes its low 8
 * bits: an alias inside the function itself. On ECAM the address lies below the function's window; the access is
 * recorded and refused, foreign data is not reproduced.
 * @returns the hardware register, or -1
 */
export function negativeRegister(kernel: Kernel, dev: PciDevice, reg: number): number {
  if (dev.domain === 0) return reg & 0xff;
  kernel.emit(Ev.OutOfWindow, dev.fn.index, reg);
  return -1;
}

function store(kernel: Kernel, dev: PciDevice, register: number, size: AccessSize, value: number): void {
  const { fn } = dev;
  const written = size === 4 ? value >>> 0 : value & ((1 << (8 * size)) - 1);
  const before = fn.read(register, size);
  fn.write(register, size, written);
  kernel.emit(Ev.ConfigWrite, fn.index, register, size, written, before);
}

/** The host's own read: as {@link readConfig} for a register of the function, all-ones when that fails. */
export function hostRead(kernel: Kernel, dev: PciDevice, register: number, size: AccessSize): number {
  const { fn } = dev;
  const { points } = kernel.world.ports;
  passPoint(points, PointKind.Config, register);
  const gone = dev.disconnected || !fn.connected;
  const value = gone || register >= fn.configSize ? allOnes(size) : fn.read(register, size);
  kernel.emit(
    Ev.ConfigRead,
    fn.index,
    register,
    size,
    value,
    gone ? PCIBIOS_DEVICE_NOT_FOUND : PCIBIOS_SUCCESSFUL,
  );
  return value;
}

/** The host's own write; lost when the function is gone. */
export function hostWrite(
  kernel: Kernel,
  dev: PciDevice,
  register: number,
  size: AccessSize,
  value: number,
): void {
  const { points } = kernel.world.ports;
  passPoint(points, PointKind.Config, register);
  if (dev.disconnected || !dev.fn.connected || register >= dev.fn.configSize) return;
  store(kernel, dev, register, size, value);
}
