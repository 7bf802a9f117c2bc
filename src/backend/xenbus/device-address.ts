import { EINVAL } from '../../abi/errno.ts';
import type { Connection } from '../connection.ts';

/** Numbers of a `dev-N` or `vdev-N` key, unchecked. */
export interface DeviceAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly func: number;
}

/**
 * Reads key `key` of the backend node as `domain:bus:slot.function`, all hex (XB-13). Missing, nothing parsed or
 * fewer than four fields is fatal; text behind the fourth is ignored.
 * @returns the address, or the negative errno that was reported
 */
export function readDeviceAddress(connection: Connection, key: string): DeviceAddress | number {
  const { xdev } = connection;
  const { xenbus } = connection.driver.kernel;
  const fields = xenbus.scan(xdev.nodename, key, '%x:%x:%x.%x');
  if (typeof fields === 'number') {
    return xenbus.devFatal(xdev, fields, 'device configuration missing or unparsable');
  }
  if (fields.length < 4) {
    return xenbus.devFatal(xdev, -EINVAL, 'device configuration with too few fields');
  }
  const [domain, bus, slot, func] = fields as [number, number, number, number];
  return { domain, bus, slot, func };
}

/** Number of devices the toolstack names (XB-11); unreadable is fatal and gives the negative errno in place of an array. */
export function readDeviceCount(connection: Connection): number[] | number {
  const { xdev } = connection;
  const { xenbus } = connection.driver.kernel;
  const count = xenbus.scan(xdev.nodename, 'num_devs', '%d');
  if (typeof count === 'number') xenbus.devFatal(xdev, count, 'number of devices unreadable');
  return count;
}
