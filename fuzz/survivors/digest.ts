import { createHash } from 'node:crypto';
import { STRIDE } from '../../src/executor/event-log.ts';
import type { Execution } from '../../src/executor/execution.ts';

/** Everything that an execution shows, as sixteen hexadecimal digits: records, texts, the crash, the state at the end. */
export function digestOf({ crash, final, log, returns }: Execution): string {
  const hash = createHash('sha256');
  const { buffer, byteOffset } = log.data;
  hash.update(new Uint8Array(buffer, byteOffset, log.length * STRIDE * Float64Array.BYTES_PER_ELEMENT));
  for (let id = 1, text = log.textOf(id); text !== ''; text = log.textOf(++id)) hash.update(`${text}\0`);
  const { connections, devices, ...rest } = final;
  hash.update(JSON.stringify([crash, rest, returns, connections, devices()]));
  for (const connection of connections) hash.update(connection.page() ?? '-');
  return hash.digest('hex').slice(0, 16);
}
