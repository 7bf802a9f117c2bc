import { XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../../abi/pciif.ts';
import type { Action, Program, Setup } from '../../program/program.ts';
import { BENCH_ACTIONS } from '../bench.ts';

const SIZES = [1, 2, 4] as const;
/** Of one access: size, place, value. */
const BYTES = 6;

/**
 * The program of 16 accesses that bytes mean, so that a byte fuzzer runs what the other engines run: the first byte
 * chooses the set-up, six the size, place and value of each access; where there are too few, they are used again.
 */
export function accessesOfBytes(bytes: Uint8Array, setups: readonly Setup[]): Program {
  const byte = (index: number): number => bytes[index % Math.max(1, bytes.length)] ?? 0;
  return {
    setup: setups[byte(0) % setups.length] as Setup,
    actions: Array.from({ length: BENCH_ACTIONS }, (_, index): Action => {
      const first = 1 + index * BYTES;
      const size = SIZES[byte(first) % SIZES.length] as number;
      const at = byte(first + 1);
      const cmd = index % 2 === 0 ? XEN_PCI_OP_conf_read : XEN_PCI_OP_conf_write;
      const value = [2, 3, 4, 5].reduce((sum, offset) => sum * 256 + byte(first + offset), 0);
      return { do: 'op', cmd, offset: at - (at % size), size, value };
    }),
  };
}
