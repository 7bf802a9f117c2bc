import { join } from 'node:path';
import { loadDevices, shippedFolder } from '../../src/campaign/device-files.ts';
import { attackOf, regressFolder } from '../../src/campaign/regress.ts';

/**
 * Dumps beside the attacks (file names in `corpus/regress`) that the attack of a past bug needs: no shipped device
 * can show the bug. None for nearly all.
 */
export function extraDumps(flaw: string): string[] {
  const attack = attackOf(flaw);
  if (typeof attack === 'string') return [];
  const files = attack.setup.devices.map(({ name }) => name.replace(/#.*$/, ''));
  return [...new Set(files.filter((name) => name.endsWith('.lspci')))];
}

/** What `fuzz` would load: the shipped devices, and with `extra` what `--device` adds for those dumps. */
export function loadWith(extra: readonly string[]): ReturnType<typeof loadDevices> {
  const values = extra.map((file) => join(regressFolder(), file));
  return loadDevices(values.length === 0 ? [] : [shippedFolder(), ...values], {});
}
