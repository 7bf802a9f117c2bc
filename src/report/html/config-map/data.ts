import type { WritableRegister } from '../../../campaign/writable-registers.ts';

/** One function and what its guest can change in it. */
export interface MappedDevice {
  readonly name: string;
  /** `0000:03:00.0` */
  readonly address: string;
  /** Of configuration space, bytes. */
  readonly size: number;
  /** Registers with a bit that is writable in some mode, ascending by offset. */
  readonly registers: readonly WritableRegister[];
  /** Why there is no map; null: there is. */
  readonly problem: string | null;
}

export interface ConfigMap {
  /** The driver that was asked: `linux-6.1`. */
  readonly driver: string;
  readonly devices: readonly MappedDevice[];
  /** Names of devices of the run that are not shown. */
  readonly leftOut: readonly string[];
}
