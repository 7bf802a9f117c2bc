import { commandName } from '../../abi/pciif.ts';
import type { Connection } from '../connection.ts';
import type { Request } from './request.ts';

/** Module whose dynamic debug shows all requests. */
const MODULE = 'pciback';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** A debug line for a request as taken; costs nothing while dynamic debug is off. */
export function logRequest(connection: Connection, request: Request): void {
  if (connection.driver.kernel.log.dynamicDebug.size !== 0) printRequest(connection, request);
}

/** A debug line for a reply as stored. */
export function logReply(connection: Connection, request: Request): void {
  if (connection.driver.kernel.log.dynamicDebug.size !== 0) printReply(connection, request);
}

function printRequest(connection: Connection, request: Request): void {
  const text = () =>
    `guest ${connection.domid}: ${commandName(request.cmd)} ${hex(request.domain)}:${hex(request.bus)}:${hex(request.devfn)}` +
    ` offset ${request.offset} size ${request.size} value ${hex(request.value)}`;
  connection.driver.kernel.log.debug(MODULE, text, connection.domid);
}

function printReply(connection: Connection, request: Request): void {
  const text = () => `guest ${connection.domid}: err ${request.err} value ${hex(request.value)}`;
  connection.driver.kernel.log.debug(MODULE, text, connection.domid);
}
