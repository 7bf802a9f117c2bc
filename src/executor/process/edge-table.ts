import { Message } from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** A function of the backend, and how many edges it has; they follow those of the function before it. */
export interface EdgeFunction {
  readonly name: string;
  readonly edges: number;
}

/** @throws ProtocolError unless it has `total` edges */
export function readEdgeTable(from: ByteReader, total: number): EdgeFunction[] {
  const functions = Array.from({ length: from.count(from.u16(), 4) }, () => ({
    name: from.text(),
    edges: from.u16(),
  }));
  const sum = functions.reduce((all, { edges }) => all + edges, 0);
  if (sum !== total) from.fail(`a table of ${sum} edges, where there are ${total}`);
  from.end();
  return functions;
}

export function writeEdgeTable(out: ByteWriter, functions: readonly EdgeFunction[]): void {
  out.beginFrame(Message.EdgeTable);
  out.u16(functions.length);
  for (const { edges, name } of functions) {
    out.text(name);
    out.u16(edges);
  }
  out.endFrame();
}

/** How often each edge was taken, into `counters`; the others are 0 then. @throws ProtocolError */
export function readEdges(from: ByteReader, total: number, counters: Uint8ClampedArray): void {
  counters.fill(0);
  let edge = -1;
  for (let left = from.count(from.u16(), 2); left > 0; left--) {
    edge += 1 + from.uint();
    if (edge >= total) from.fail(`edge ${edge} of ${total}`);
    counters[edge] = from.u8();
  }
}
