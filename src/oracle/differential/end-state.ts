import type { ConnectionState, DeviceState, Execution } from '../../executor/execution.ts';
import type { Pair } from './difference.ts';

/** A part of the state at the end, on both sides, as text. */
export interface EndPart {
  readonly part: string;
  readonly was: string;
  readonly is: string;
}

/** Everything of the state at the end that both can see, part by part. */
export function* endParts({ left, right }: Pair): Generator<EndPart, void, void> {
  const a = partsOf(left);
  const b = partsOf(right);
  for (const [part, was] of a) yield { part, was, is: b.get(part) ?? 'absent' };
  for (const [part, is] of b) if (!a.has(part)) yield { part, was: 'absent', is };
}

function partsOf(execution: Execution): Map<string, string> {
  const parts = new Map<string, string>();
  const { final, crash, returns } = execution;
  parts.set('crash', crash === null ? 'none' : `${crash.kind} in ${crash.site}`);
  parts.set('cut', String(execution.log.truncated));
  for (const [i, connection] of final.connections.entries())
    putConnection(parts, `connections.${i}`, connection);
  const waiting = final.waiting.map(
    ({ name, domid, reason, since }) => `${name} of ${domid}, ${reason}, since ${since}`,
  );
  parts.set('waiting', waiting.sort().join('; '));
  for (const name of [
    'boundDevices',
    'boundAtStart',
    'connectionsAtStart',
    'helpersOnFreedDevices',
    'deafChannels',
    'now',
  ] as const)
    parts.set(name, String(final[name]));
  // Each side counts the bytes of its own structures; whether something was left behind both can say.
  parts.set('leaks', String(final.allocated > final.allocatedAtStart));
  // In which order they were noticed is the rig's own affair.
  const returned = [...returns].sort((a, b) => a.action - b.action || a.fn - b.fn);
  for (const [i, one] of returned.entries()) {
    parts.set(`returns.${i}`, `function ${one.fn} in action ${one.action}, reset ${one.resetDone}`);
    putState(parts, `returns.${i}.before`, one.before);
    putState(parts, `returns.${i}.after`, one.after);
  }
  for (const { fn, inUse, state } of final.devices()) {
    parts.set(`devices.${fn}.inUse`, String(inUse));
    putState(parts, `devices.${fn}`, state);
  }
  return parts;
}

function putConnection(parts: Map<string, string>, at: string, connection: ConnectionState): void {
  const { page, ...plain } = connection;
  for (const [name, value] of Object.entries(plain)) parts.set(`${at}.${name}`, String(value));
  parts.set(`${at}.page`, bytesText(page()));
}

function putState(parts: Map<string, string>, at: string, { config, ...plain }: DeviceState): void {
  for (const [name, value] of Object.entries(plain)) parts.set(`${at}.${name}`, String(value));
  if (plain.answers) parts.set(`${at}.config`, bytesText(config));
}

/** All bytes in hexadecimal. */
function bytesText(bytes: Uint8Array | null): string {
  return bytes === null ? 'none' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
