import type { Frontend } from '../../src/guest/frontend.ts';
import { around, type Defect, frontend, inside } from './defect.ts';

const read32 = (offset: number | undefined, cmd: number): boolean => offset === 0 && cmd === 0;

export const scanning: readonly Defect[] = [
  frontend(
    'probes function 0 only',
    'FE-26 FE-27',
    around(
      (doOp) => (request, machine) =>
        read32(request.offset, request.cmd) && ((request.devfn ?? 0) & 7) !== 0
          ? { err: -1, value: 0 }
          : doOp(request, machine),
    ),
  ),
  frontend(
    'every id is a device',
    'FE-26',
    around((doOp) => (request, machine) => {
      const reply = doOp(request, machine);
      return read32(request.offset, request.cmd) ? { err: 0, value: reply.value || 0x12345678 } : reply;
    }),
  ),
  frontend(
    'ids of 0xFFFF0000 and the like are devices',
    'FE-26',
    around((doOp) => (request, machine) => {
      const reply = doOp(request, machine);
      const odd = [0xffff0000, 0xffff, 0xffffffff].includes(reply.value);
      return read32(request.offset, request.cmd) && reply.err === 0 && odd ? { err: 0, value: 1 } : reply;
    }),
  ),
  frontend(
    'a half that is all-ones or 0 is no device',
    'FE-26',
    around((doOp) => (request, machine) => {
      const reply = doOp(request, machine);
      const half =
        (reply.value & 0xffff) === 0xffff || reply.value >>> 16 === 0xffff || reply.value >>> 16 === 0;
      return read32(request.offset, request.cmd) && half ? { err: -1, value: 0 } : reply;
    }),
  ),
  frontend('scans everything again', 'FE-27 FE-31', (made) => {
    const { connect } = made;
    made.connect = (machine) => {
      made.devices = [];
      connect.call(made, machine);
    };
  }),
  frontend('scans once only', 'FE-27 FE-31', (made) => {
    const scan = inside(made).scan.bind(made);
    let scanned = false;
    inside(made).scan = (...bus) => {
      if (scanned) return null;
      scanned = true;
      return scan(...bus);
    };
  }),
  frontend(
    'decode stays on',
    'FE-28',
    around(
      (doOp) => (request, machine) =>
        request.cmd === 1 && request.offset === 4 ? { err: 0, value: 0 } : doOp(request, machine),
    ),
  ),
  frontend(
    'BARs are left as sized',
    'FE-28 FE-29',
    around((doOp) => {
      let writes = 0;
      return (request, machine) => {
        const bar = request.cmd === 1 && (request.offset ?? 0) >= 0x10 && writes++ % 2 === 1;
        return bar ? { err: 0, value: 0 } : doOp(request, machine);
      };
    }),
  ),
  frontend(
    'one size of all masks',
    'FE-28',
    around(
      (doOp) => (request, machine) =>
        doOp(request.value === 0xfffff800 ? { ...request, value: 0xffffffff } : request, machine),
    ),
  ),
  frontend('claims are not made', 'FE-29', (made) => {
    Object.defineProperty(made, 'claims', { get: () => Object.assign([], { some: () => false }), set() {} });
  }),
  frontend('claims stay when a device goes', 'FE-29', (made) => {
    const all: Frontend['claims'] = [];
    all.filter = () => all;
    Object.defineProperty(made, 'claims', { get: () => all, set() {} });
  }),
  frontend('a claim that fails costs the device', 'FE-29', (made) => {
    const { messages } = made;
    const push = messages.push.bind(messages);
    messages.push = (...lines) => {
      if (lines.some((line) => line.includes('claimed'))) made.devices.pop();
      return push(...lines);
    };
  }),
  frontend('claims are noted whether they fail or not', 'FE-29', (made) => {
    const scan = inside(made).scan.bind(made);
    inside(made).scan = (...bus) => {
      made.messages.push('claimed');
      return scan(...bus);
    };
  }),
];

/** Frontends that are wrong, each in its own way. */
