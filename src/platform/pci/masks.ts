import { PCI_CFG_SPACE_SIZE } from '../../abi/pci-regs.ts';
import type { Capability } from './capabilities.ts';
import type { FunctionDescription } from './description.ts';
import type { RegisterDefinition } from './register-definition.ts';

/** First register after the header. */
const HEADER_END = 0x40;

/** Bit masks and reset values of all registers; each array is as long as the configuration space. */
export interface Masks {
  readonly writable: Uint8Array;
  readonly w1c: Uint8Array;
  readonly effects: Uint8Array;
  readonly resetMask: Uint8Array;
  readonly powerOn: Uint8Array;
}

function orBytes(target: Uint8Array, offset: number, size: number, value: number): void {
  for (let i = 0; i < size && offset + i < target.length; i++)
    target[offset + i] |= (value >>> (8 * i)) & 0xff;
}

/**
 * Registers of the device itself, outside header and capabilities: nothing is known of them, so those that hold
 * something are taken to keep what is written, and the others not to exist. A reset gives them back their dumped value.
 */
function deviceSpecificBytes(
  config: Uint8Array,
  capabilities: readonly Capability[],
  writable: Uint8Array,
): void {
  const covered = new Uint8Array(PCI_CFG_SPACE_SIZE);
  for (const { offset, length, extended } of capabilities)
    if (!extended) covered.fill(1, offset, offset + length);
  for (let at = HEADER_END; at < PCI_CFG_SPACE_SIZE; at++) {
    if (covered[at] === 0 && config[at] !== 0) writable[at] = 0xff;
  }
}

/**
 * Masks of a function: those its description recorded, else what header and capabilities say. Hardware effects and
 * sticky bits always follow the capabilities.
 */
export function buildMasks(
  description: FunctionDescription,
  registers: readonly RegisterDefinition[],
  capabilities: readonly Capability[],
): Masks {
  const { config, masks: recorded, isVf } = description;
  const writable = new Uint8Array(config.length);
  const w1c = new Uint8Array(config.length);
  const effects = new Uint8Array(config.length);
  const sticky = new Uint8Array(config.length);
  const powerOn = config.slice();
  for (const { offset, size, effect = 0, effectAt = 0, ...register } of registers) {
    const bits = register.writable ?? 0;
    orBytes(writable, offset, size, bits);
    orBytes(w1c, offset, size, register.w1c ?? 0);
    orBytes(sticky, offset, size, register.sticky ?? 0);
    orBytes(effects, offset + effectAt, 1, effect);
    const reset = register.reset ?? 0;
    for (let i = 0; i < size && offset + i < config.length; i++) {
      const mask = (bits >>> (8 * i)) & 0xff;
      powerOn[offset + i] = (powerOn[offset + i] & ~mask) | ((reset >>> (8 * i)) & mask);
    }
  }
  if (!isVf) deviceSpecificBytes(config, capabilities, writable);
  if (recorded !== null) {
    writable.set(recorded.writable.subarray(0, config.length));
    w1c.set(recorded.w1c.subarray(0, config.length));
  }
  const resetMask = new Uint8Array(config.length);
  for (let at = 0; at < config.length; at++) {
    resetMask[at] = (writable[at] | w1c[at]) & ~sticky[at];
    powerOn[at] &= ~w1c[at];
  }
  if (description.powerOn !== null) powerOn.set(description.powerOn.subarray(0, config.length));
  return { writable, w1c, effects, resetMask, powerOn };
}
