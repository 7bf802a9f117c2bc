import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindNames } from '../../../program/kinds.ts';
import { pointKinds } from '../../../program/program.ts';
import { capabilities } from '../../execution.ts';
import { type Hello, writeHello } from '../hello.ts';
import { features, Message } from '../protocol.ts';
import { writeSetupAnswer } from '../set-up.ts';
import { ByteWriter } from '../wire.ts';

export const fakeHello: Hello = {
  name: 'fake',
  sees: new Set(capabilities),
  supplies: [],
  kinds: new Set(kindNames),
  points: new Set(pointKinds),
  features: new Set(features),
  guests: 3,
  devices: 8,
  setups: 2,
  batch: 4,
  frame: 1 << 20,
  edges: 0,
};

/** A result without anything in it. */
export function emptyResult(out = new ByteWriter()): Uint8Array {
  out.beginFrame(Message.Result);
  out.u8(0);
  out.u64(0);
  out.u8(0);
  out.u32(0);
  out.u32(0);
  out.u32(0);
  out.u8(0);
  out.u16(0);
  out.f64(0);
  out.f64(0);
  for (let i = 0; i < 4; i++) out.u16(0);
  out.u8(0);
  out.f64(0);
  out.u16(0);
  out.endFrame();
  return out.take().slice();
}

const bytesOf = (write: (out: ByteWriter) => void): string => {
  const out = new ByteWriter();
  write(out);
  return Buffer.from(out.take()).toString('base64');
};

/**
 * The command of an executor that answers Hello and SetUp as it should, and the n-th program of its life with
 * `answers[n]`: base64 of whole frames, `exit N`, `signal NAME` or `hang`; the last one stands for all that follow.
 */
export function fakeExecutor(folder: string, answers: readonly string[], hello = fakeHello): string {
  const file = join(folder, `fake-${Math.abs(hash(JSON.stringify(answers)))}.mjs`);
  writeFileSync(
    file,
    `
import { readSync, writeSync } from 'node:fs';
const answers = ${JSON.stringify(answers)};
const hello = ${JSON.stringify(bytesOf((out) => writeHello(out, hello)))};
const setup = ${JSON.stringify(bytesOf((out) => writeSetupAnswer(out, { id: 0, connections: [], baselines: new Map() })))};
const send = (text) => { const b = Buffer.from(text, 'base64'); for (let at = 0; at < b.length; ) at += writeSync(1, b, at); };
const exactly = (n) => { const b = Buffer.alloc(n); for (let at = 0; at < n; ) { const k = readSync(0, b, at, n - at, null); if (k === 0) process.exit(0); at += k; } return b; };
let programs = 0;
for (;;) {
  const frame = exactly(exactly(4).readUInt32LE(0));
  if (frame[0] === ${Message.Hello}) send(hello);
  else if (frame[0] === ${Message.SetUp}) { const b = Buffer.from(setup, 'base64'); b.writeUInt16LE(frame.readUInt16LE(1), 5); send(b.toString('base64')); }
  else if (frame[0] === ${Message.Run}) for (let i = frame.readUInt16LE(4); i > 0; i--) {
    const answer = answers[Math.min(programs++, answers.length - 1)];
    const [what, how] = answer.split(' ');
    if (what === 'exit') { console.error('something is wrong\\u001b[31m'); process.exit(Number(how)); }
    if (what === 'signal') { process.kill(process.pid, how); for (;;); }
    if (what === 'hang') for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    send(answer);
  }
}
`,
  );
  return `exec '${process.execPath}' '${file}'`;
}

const hash = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
