import { SH_FLAGS, XEN_PCIB_active, XEN_PCIF_active } from '../../src/abi/pciif.ts';
import type { Frontend } from '../../src/guest/frontend.ts';
import { readReply } from '../../src/guest/request.ts';
import { around, type Defect, frontend, inside, port } from './defect.ts';

export const requests: readonly Defect[] = [
  frontend('event before flag', 'FE-05', (made) => {
    const raise = made.raiseFlag.bind(made);
    made.raiseFlag = (bit) => {
      made.notify();
      raise(bit);
    };
  }),
  frontend('flags are overwritten', 'FE-05', (made) => {
    made.raiseFlag = (bit) => made.page.write32(SH_FLAGS, bit | 2);
  }),
  frontend('any event ends the wait', 'FE-05', (made) => {
    inside(made).awaitCompletion = (machine) => {
      inside(made).poll(machine, made.world.clock.now);
      return (made.flags() & XEN_PCIF_active) === 0;
    };
  }),
  frontend('patience without end', 'FE-05', (made) => {
    const poll = inside(made).poll.bind(made);
    let polls = 0;
    inside(made).poll = (machine, since) => {
      poll(machine, since);
      return polls++ < 4 ? 0 : 4_000_000_000;
    };
  }),
  frontend('sleeps for 2 s only, blind to events', 'FE-05 FE-09', (made) => {
    inside(made).awaitCompletion = (machine) => {
      machine.advance(2_000_000);
      return (made.flags() & XEN_PCIF_active) === 0;
    };
  }),
  frontend(
    'info is used',
    'FE-06 FE-17 FE-26',
    around((doOp) => (request, machine) => doOp({ ...request, info: 1 }, machine)),
  ),
  frontend('a driver is called while its request is outstanding', 'FE-06', (made) => {
    const poll = inside(made).poll.bind(made);
    inside(made).poll = (machine, since) => {
      const now = poll(machine, since);
      made.handleEvent();
      made.runAerJob(machine);
      return now;
    };
    const clear = made.clearFlag.bind(made);
    made.clearFlag = (bit) => {
      clear(bit);
      if (bit === XEN_PCIB_active) made.notify();
    };
  }),
  port('vectors are read from the page', 'FE-07', (made) => {
    made.vector = (index) => (made as unknown as { frontend: Frontend }).frontend.page.read16(40 + 4 * index);
  }),
  frontend(
    'an error counts as success',
    'FE-07 FE-10 FE-11 FE-13 FE-15',
    around((doOp) => (request, machine) => ({ ...doOp(request, machine), err: 0 })),
  ),
  frontend(
    'a changed request is refused',
    'FE-08',
    around((doOp, made) => (request, machine) => {
      const reply = doOp(request, machine);
      const [, index] = request.entries?.[0] === undefined ? [0, 0] : [0, request.entries[0][0]];
      const kept = made.page.read32(4) === request.cmd && made.page.read16(42) === index;
      return kept ? reply : { err: -1, value: 0 };
    }),
  ),
  frontend('the flag stays when it gives up', 'FE-09', (made) => {
    const clear = made.clearFlag.bind(made);
    made.clearFlag = (bit) => {
      if (bit !== XEN_PCIF_active) clear(bit);
    };
  }),
  frontend(
    'what was stored is taken after giving up',
    'FE-09',
    around((doOp, made) => (request, machine) => {
      const reply = doOp(request, machine);
      return reply.err === -1 ? readReply(new DataView(made.page.slot.slice().buffer)) : reply;
    }),
  ),
  frontend(
    'AER is looked at after giving up',
    'FE-09',
    around((doOp, made) => (request, machine) => {
      const reply = doOp(request, machine);
      if (reply.err === -1) made.serviceAer(machine);
      return reply;
    }),
  ),
  frontend(
    'gives up for good',
    'FE-09',
    around((doOp) => {
      let dead = false;
      return (request, machine) => {
        const reply = dead ? { err: -1, value: 0 } : doOp(request, machine);
        dead = reply.err === -1;
        return reply;
      };
    }),
  ),
];
