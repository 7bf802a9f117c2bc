import type { DeviceState } from '../execution.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** Flags of a device state by bit. */
export const stateFlags = [
  'answers',
  'isBusmaster',
  'msiEnabled',
  'msixEnabled',
  'permissive',
  'interruptControl',
  'acknowledges',
] as const;

/** Its numbers, each an i32, in this order. */
export const stateNumbers = [
  'guestCommand',
  'powerState',
  'scratch',
  'enableCount',
  'helpers',
  'owner',
  'vectors',
  'quirkFields',
  'gsi',
  'resetNotices',
] as const;

/** Longest configuration space. */
const MAX_CONFIG = 4096;
/** Bytes of a state without its registers. */
export const LEAST_STATE = 1 + 2 + 4 * stateNumbers.length;

export function writeState(out: ByteWriter, state: DeviceState): void {
  out.u8(stateFlags.reduce((bits, name, bit) => (state[name] ? bits | (1 << bit) : bits), 0));
  out.u16(state.config.length);
  out.raw(state.config);
  for (const name of stateNumbers) out.i32(state[name]);
}

export function readState(from: ByteReader): DeviceState {
  const flags = from.u8();
  const length = from.u16();
  if (length > MAX_CONFIG) from.fail(`${length} bytes of configuration space`);
  const config = from.raw(length).slice();
  const bits = Object.fromEntries(stateFlags.map((name, bit) => [name, (flags & (1 << bit)) !== 0]));
  const numbers = Object.fromEntries(stateNumbers.map((name) => [name, from.i32()]));
  return { config, ...bits, ...numbers } as unknown as DeviceState;
}
