import { readSync, writeSync } from 'node:fs';
import { programFromBytes } from '../../program/binary.ts';
import { kindNames, MAX_DEVICES, MAX_GUESTS } from '../../program/kinds.ts';
import { MAX_ACTIONS, pointKinds, type Setup } from '../../program/program.ts';
import { DeviceLibrary, type LibraryDevice } from '../device-library.ts';
import type { Execution, Executor } from '../execution.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { readDevice } from './devices.ts';
import { writeEdgeTable } from './edge-table.ts';
import { readGreeting, writeHello } from './hello.ts';
import { features, MAX_FRAME, Message, messageName, Want } from './protocol.ts';
import { writeLooked, writeRefusal, writeResult } from './result.ts';
import { readSetup, writeSetupAnswer, writeSetupRefused } from './set-up.ts';
import { ByteReader, ByteWriter, ProtocolError } from './wire.ts';

/** Set-ups kept at once. */
const SETUPS = 384;
const BATCH = 256;

/**
 * The other side of the protocol: serves an executor of this language on standard input and output until its input
 * ends. Runs a suspect one apart from the rig, and is what tests hold the protocol to.
 * @param make makes it for the devices it was told of so far
 * @throws ProtocolError
 */
export function serveExecutor(make: (library: DeviceLibrary, profile: string) => Executor): void {
  const out = new ByteWriter();
  const devices: LibraryDevice[] = [];
  const setups: Setup[] = [];
  let executor: Executor | undefined;
  let profile = '';
  let last: Execution | undefined;
  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    const type = frame[0] as number;
    const from = new ByteReader(frame.subarray(1), messageName(type));
    switch (type) {
      case Message.Hello: {
        ({ profile } = readGreeting(from));
        const { name, sees } = make(new DeviceLibrary(), profile);
        writeHello(out, {
          name,
          sees,
          supplies: [],
          kinds: new Set(kindNames),
          points: new Set(pointKinds),
          features: new Set(features),
          guests: MAX_GUESTS,
          devices: MAX_DEVICES,
          setups: SETUPS,
          batch: BATCH,
          frame: MAX_FRAME,
          edges: 0,
        });
        break;
      }
      case Message.Device: {
        const { device } = readDevice(from);
        devices.push(withPlace(device, devices.length));
        executor = undefined;
        break;
      }
      case Message.SetUp: {
        const { id, setup } = readSetup(from);
        executor ??= make(new DeviceLibrary(devices), profile);
        setups[id] = setup;
        try {
          const { start, functions } = executor.run({ setup, actions: [] }, 'digest');
          const baselines = new Map(
            functions.flatMap(({ baseline, index }) =>
              baseline === null ? [] : [[index, baseline] as const],
            ),
          );
          writeSetupAnswer(out, { id, connections: start, baselines });
        } catch (error) {
          writeSetupRefused(out, id, error instanceof Error ? error.message : String(error));
        }
        break;
      }
      case Message.Run: {
        const setup = setups[from.u16()];
        const want = from.u8();
        if (setup === undefined || executor === undefined)
          throw new ProtocolError('a Run without its set-up');
        for (let left = from.u16(); left > 0; left--) {
          const program = programFromBytes(from.raw(from.u32()), setup, MAX_ACTIONS);
          try {
            last = executor.run(program, want & Want.Full ? 'full' : 'digest');
            writeResult(out, last, want);
          } catch (error) {
            if (!(error instanceof UnsupportedProgram)) throw error;
            writeRefusal(out, error.message);
          }
        }
        break;
      }
      case Message.Look:
        if (last === undefined) throw new ProtocolError('a Look before any Run');
        writeLooked(out, last.final);
        break;
      case Message.Edges:
        writeEdgeTable(out, []);
        break;
      default:
        throw new ProtocolError(`${messageName(type)} is none of the rig's`);
    }
    if (out.size > 0) writeAll(out.take());
  }
}

/** The companions of devices from dumps are told apart by source and line, which the protocol does not carry. */
function withPlace({ name, description, companions }: LibraryDevice, number: number): LibraryDevice {
  const source = `device ${number}`;
  return {
    name,
    description: { ...description, source, line: 1 },
    companions: companions.map((companion, i) => ({ ...companion, source, line: 2 + i })),
  };
}

let pending = Buffer.alloc(0);

/** The next frame of standard input; undefined at its end. */
function readFrame(): Buffer | undefined {
  const header = readExactly(4);
  if (header === undefined) return undefined;
  const length = header.readUInt32LE(0);
  if (length < 1 || length > MAX_FRAME) throw new ProtocolError(`a frame of ${length} bytes`);
  return readExactly(length);
}

function readExactly(length: number): Buffer | undefined {
  const chunk = Buffer.alloc(1 << 16);
  while (pending.length < length) {
    const got = readSync(0, chunk, 0, chunk.length, null);
    if (got === 0) return undefined;
    pending = Buffer.concat([pending, chunk.subarray(0, got)]);
  }
  const taken = pending.subarray(0, length);
  pending = pending.subarray(length);
  return taken;
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}
