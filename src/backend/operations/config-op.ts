import type { PciDevice } from '../../host/index.ts';
import { configRead, configWrite } from '../config-space/access.ts';
import type { Connection } from '../connection.ts';
import type { Request } from './request.ts';

/** `conf_read`: err and value as the configuration space gives them (OPS-01, CONF-09). */
export function confRead(connection: Connection, dev: PciDevice, request: Request): number {
  const err = configRead(connection.driver, dev, request.offset, request.size, request.result);
  request.value = request.result.value;
  return err;
}

/** `conf_write`: err as the configuration space gives it; the value is echoed (OPS-01). */
export function confWrite(connection: Connection, dev: PciDevice, request: Request): number {
  return configWrite(connection.driver, dev, request.offset, request.size, request.value);
}
