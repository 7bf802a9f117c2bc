import { SH_AER, SH_FLAGS, XEN_PCIB_active, XEN_PCIF_active } from '../../src/abi/pciif.ts';
import { type GuestSide, linuxGuest } from '../../src/conformance/client/guest-side.ts';
import { allRecover, type DriverOf } from '../../src/guest/driver.ts';
import type { Frontend, Machine } from '../../src/guest/frontend.ts';
import type { FrontendModule } from '../../src/guest/module.ts';
import { readReply } from '../../src/guest/request.ts';
import type { ConfigPort } from '../../src/guest/scan.ts';

/** What defects reach into. */
interface Inside {
  aerBusy: boolean;
  aerQueued: boolean;
  poll(machine: Machine, since: number): number;
  awaitCompletion(machine: Machine): boolean;
  scanRoots(machine: Machine): unknown;
  scan(machine: Machine, domain: number, bus: number): unknown;
  removeMarked(): unknown;
  fatal(problem: unknown): void;
}

/** A frontend that breaks some rules. */
export interface Defect {
  readonly what: string;
  /** Rules that must have a red case. */
  readonly rules: readonly string[];
  readonly guest: Partial<GuestSide>;
}

const inside = (frontend: Frontend): Inside => frontend as unknown as Inside;

const frontend = (what: string, rules: string, change: (frontend: Frontend) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    frontend: (...args) => {
      const made = linuxGuest.frontend(...args);
      change(made);
      return made;
    },
  },
});

const module = (what: string, rules: string, change: (module: FrontendModule) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    module: (kernel) => {
      const made = linuxGuest.module(kernel);
      change(made);
      return made;
    },
  },
});

const port = (what: string, rules: string, change: (port: ConfigPort) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    port: (...args) => {
      const made = linuxGuest.port(...args);
      change(made);
      return made;
    },
  },
});

const other = (what: string, rules: string, guest: Partial<GuestSide>): Defect => ({
  what,
  rules: rules.split(' '),
  guest,
});

type DoOp = Frontend['doOp'];
const around = (change: (doOp: DoOp, made: Frontend) => DoOp) => (made: Frontend) => {
  made.doOp = change(made.doOp.bind(made), made);
};

/** The drivers that a script gives are changed. */
const drivers = (change: (driverOf: DriverOf) => DriverOf) => (made: Frontend) => {
  let given: DriverOf = made.driverOf;
  Object.defineProperty(made, 'driverOf', {
    get: () => change(given),
    set: (driverOf: DriverOf) => {
      given = driverOf;
    },
  });
};

/** Something before each change of the state. */
const withStates =
  (change: (state: number, go: (state: number) => void, made: Frontend) => void) => (made: Frontend) => {
    const go = made.switchState.bind(made);
    made.switchState = (state) => change(state, go, made);
  };

const publishing: readonly Defect[] = [
  module('runs anywhere', 'FE-01', (made) => {
    made.load = () => 0;
  }),
  module('runs nowhere', 'FE-01', (made) => {
    made.load = () => -19;
  }),
  module('a second instance is refused', 'FE-01', (made) => {
    const install = made.install.bind(made);
    made.install = (one) => (install(one) === 0 ? 0 : -16);
  }),
  module('a second instance takes over', 'FE-01', (made) => {
    made.install = (one) => {
      made.installed = one;
      return 0;
    };
  }),
  frontend('no AER flag', 'FE-02', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      made.page.write32(SH_FLAGS, 0);
    };
  }),
  frontend('a page that was used before', 'FE-02', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      made.page.bytes.fill(0x5a, 4000);
    };
  }),
  frontend('two grants', 'FE-02 FE-04', (made) => {
    const renew = made.renewPage.bind(made);
    made.renewPage = () => {
      renew();
      renew();
    };
  }),
  frontend('a channel for somebody else', 'FE-03', (made) => {
    made.renewChannel = () => {
      made.port = made.world.channels.allocUnbound(made.domid, 7);
    };
  }),
  frontend('no handler', 'FE-03 FE-07 FE-20', (made) => {
    made.handleEvent = () => {};
  }),
  frontend('keys outside of a transaction, in another order', 'FE-04', (made) => {
    made.publishKeys = () => {
      for (const [name, value] of [
        ['magic', '7'],
        ['pci-op-ref', made.grantRef],
        ['event-channel', made.port],
      ])
        made.world.xenstore.write(made.domid, `${made.directory}/${name}`, String(value));
    };
  }),
  frontend('a spoiled transaction is not tried again', 'FE-04', (made) => {
    const again = made.publishKeys.bind(made);
    made.publishKeys = () => {
      const { xenstore } = made.world;
      const end = xenstore.end.bind(xenstore);
      xenstore.end = (tx, abort) => {
        end(tx, abort);
        return 0;
      };
      again();
      xenstore.end = end;
    };
  }),
  frontend('waits for InitWait', 'FE-04', (made) => {
    const publish = made.publish.bind(made);
    made.publish = () => {
      if (made.backendState() === 2) publish();
    };
  }),
];

const requests: readonly Defect[] = [
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

const results: readonly Defect[] = [
  port('raw errors', 'FE-10', (made) => {
    made.write = (offset, size, value) => made.send(1, { offset, size, value }).err;
  }),
  port('errors are all the same', 'FE-10', (made) => {
    made.write = () => 0x87;
  }),
  port('0 for every read that fails', 'FE-11', (made) => {
    const read = made.tryRead.bind(made);
    made.tryRead = (...access) => {
      const { code, value } = read(...access);
      return { code, value: code === 0 ? value : 0 };
    };
  }),
  frontend(
    '-19 like any other error',
    'FE-11 FE-26',
    around((doOp) => (request, machine) => {
      const reply = doOp(request, machine);
      return reply.err === -19 ? { ...reply, err: 0 } : reply;
    }),
  ),
  port('values are not cut', 'FE-12', (made) => {
    made.tryRead = (offset, size) => {
      const { err, value } = made.send(0, { offset, size });
      return { code: err, value };
    };
  }),
  other('pirq 0 is good', 'FE-13', {
    enableMsi: (made) => {
      const { err, value } = made.send(2);
      return err !== 0 ? -22 : value;
    },
  }),
  other('an error is handed to the driver', 'FE-13', {
    enableMsi: (made) => {
      const { err, value } = made.send(2);
      return err !== 0 ? err : value || -22;
    },
  }),
  other('no interrupt by message at all', 'FE-13 FE-15', {
    enableMsi: () => -22,
    enableMsix: () => ({ result: -22, pirqs: [] }),
  }),
  other('several messages are asked for', 'FE-18', {
    enableMsi: (made, messages = 1) => {
      const { err, value } = made.send(2, { value: messages });
      return err !== 0 || value === 0 ? -22 : value;
    },
  }),
  other('no bound of vectors', 'FE-14', {
    enableMsix: (made, indices) => {
      made.send(4, { value: indices.length, entries: indices.map((index) => [index, 0xffff]) });
      return { result: -22, pirqs: [] };
    },
  }),
  other('vectors are asked for as 0, 127 at most', 'FE-14', {
    enableMsix: (made, indices) => {
      if (indices.length < 128)
        made.send(4, { value: indices.length, entries: indices.map((index) => [index, 0]) });
      return { result: -22, pirqs: [] };
    },
  }),
  other('a vector of 0 is good', 'FE-15', {
    enableMsix: (made, indices) => {
      const { err, value } = made.send(4, { value: indices.length });
      if (err !== 0 || value !== 0) return { result: err || value, pirqs: [] };
      return { result: 0, pirqs: indices.map((_, i) => made.vector(i)) };
    },
  }),
  other('the value counts before the error', 'FE-15', {
    enableMsix: (made, indices) => {
      const { err, value } = made.send(4, { value: indices.length });
      return { result: value || err, pirqs: indices.map((_, i) => made.vector(i) || -1) };
    },
  }),
  other('an untouched vector is refused', 'FE-16', {
    enableMsix: (made, indices) => {
      const good = linuxGuest.enableMsix(made, indices);
      return good.pirqs.includes(0xffff) ? { result: -22, pirqs: [] } : good;
    },
  }),
  other('an error of a disable stops the driver', 'FE-17', {
    disableMsi: (made) => {
      if (made.send(3).err !== 0) throw new Error('disable_msi');
    },
    disableMsix: (made) => {
      made.send(5);
    },
  }),
  other('a disable sends a value', 'FE-17', {
    disableMsi: (made) => {
      made.send(3, { value: 1 });
    },
    disableMsix: (made) => {
      made.send(5, { value: 1 });
    },
  }),
  other('every interrupt is shareable', 'FE-19', {
    enableDevice: (made) => ({ ...linuxGuest.enableDevice(made), shareable: true }),
  }),
  other('no interrupt is shareable, and pirqs are counted from 1', 'FE-19', {
    enableDevice: (made) => {
      const { gsi } = linuxGuest.enableDevice(made);
      return { gsi, pirq: gsi + 1, shareable: false };
    },
  }),
];

const aer: readonly Defect[] = [
  frontend('event before the flag goes', 'FE-20', (made) => {
    const clear = made.clearFlag.bind(made);
    made.clearFlag = (bit) => {
      made.notify();
      clear(bit);
    };
  }),
  frontend('flags are cleared whole', 'FE-20', (made) => {
    made.clearFlag = () => made.page.write32(SH_FLAGS, 2);
  }),
  frontend('a job in the job', 'FE-20', (made) => {
    Object.defineProperty(made, 'aerBusy', { get: () => false, set() {} });
  }),
  frontend('does not look again', 'FE-20', (made) => {
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      let left = 1;
      const { flags } = made;
      made.flags = () => (left-- > 0 ? flags.call(made) : 0);
      const { clearFlag } = made;
      made.clearFlag = () => made.page.write32(SH_FLAGS, 2);
      if (inside(made).aerQueued) run(machine);
      made.flags = flags;
      made.clearFlag = clearFlag;
    };
  }),
  frontend('looks without an event', 'FE-20', (made) => {
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      made.handleEvent();
      run(machine);
    };
  }),
  other('every kernel is 6.1', 'CHG-09 CHG-10', {
    module: (kernel) => linuxGuest.module({ ...kernel, linux: '6.1' }),
  }),
  other('every kernel is 6.12', 'CHG-09 CHG-10', {
    module: (kernel) => linuxGuest.module({ ...kernel, linux: '6.12' }),
  }),
  frontend('serves whatever the flag says', 'FE-20', (made) => {
    made.handleEvent = () => {
      made.raiseFlag(XEN_PCIB_active);
      inside(made).aerQueued = true;
    };
  }),
  frontend(
    'every driver knows of errors',
    'FE-21 CHG-09',
    drivers((given) => (device) => ({ ...allRecover(device), ...given(device) })),
  ),
  frontend('all requests are for all devices', 'FE-21', (made) => {
    const find = made.serviceAer;
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      const [device] = made.devices;
      if (inside(made).aerQueued && device !== undefined) {
        made.page.view.setUint32(SH_AER + 8, device.domain, true);
        made.page.view.setUint32(SH_AER + 12, device.bus, true);
        made.page.view.setUint32(SH_AER + 16, device.devfn, true);
      }
      run(machine);
    };
    made.serviceAer = find;
  }),
  frontend('always recovered', 'FE-20 FE-21', (made) => {
    const notify = made.notify.bind(made);
    made.notify = () => {
      made.page.write32(SH_AER + 4, 5);
      notify();
    };
  }),
];

const states: readonly Defect[] = [
  frontend('connects to anything', 'FE-22 FE-23', (made) => {
    made.backendChanged = (machine) => made.connect(machine);
  }),
  frontend('never connects', 'FE-23 FE-25 FE-26 FE-27 FE-28 FE-29 FE-31', (made) => {
    made.connect = () => {};
  }),
  frontend('closes at anything', 'FE-22 FE-31', (made) => {
    made.backendChanged = () => made.disconnect();
  }),
  frontend('every state change of its own begins anew', 'FE-23 FE-32', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      made.state = 3;
      changed(machine);
    };
  }),
  frontend('everything Initialised when connected', 'FE-22 FE-23 FE-31', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      if (made.backendState() < 4 || made.backendState() === 8) made.connect(machine);
      else changed(machine);
    };
  }),
  frontend('connects and scans nothing', 'FE-25 FE-26 FE-31', (made) => {
    inside(made).scanRoots = () => null;
  }),
  frontend('one root is enough', 'FE-25 FE-31', (made) => {
    inside(made).scanRoots = (machine) => inside(made).scan(machine, 0, 0);
  }),
  frontend('nothing is fatal', 'FE-25 FE-30 FE-31', (made) => {
    inside(made).fatal = () => made.switchState(4);
  }),
  frontend('Connected before the scan', 'FE-25', (made) => {
    const connect = made.connect.bind(made);
    made.connect = (machine) => {
      made.switchState(4);
      connect(machine);
    };
  }),
  frontend('removes nothing', 'FE-30 FE-34', (made) => {
    inside(made).removeMarked = () => null;
  }),
  frontend('removes everything', 'FE-30', (made) => {
    inside(made).removeMarked = () => {
      made.devices = [];
      return null;
    };
  }),
  frontend('detaches in any state', 'FE-30', (made) => {
    const changed = made.backendChanged.bind(made);
    made.backendChanged = (machine) => {
      if (made.backendState() === 7) made.state = 4;
      changed(machine);
    };
  }),
  frontend('Reconfiguring before the devices go', 'FE-30 FE-34', (made) => {
    const remove = inside(made).removeMarked.bind(made);
    inside(made).removeMarked = () => {
      made.switchState(7);
      return remove();
    };
  }),
  frontend(
    'never Reconfiguring',
    'FE-30 FE-31 FE-34',
    withStates((state, go) => go(state === 7 ? 4 : state)),
  ),
  frontend(
    'Closing on the way to Closed',
    'FE-32',
    withStates((state, go) => {
      if (state === 6) go(5);
      go(state);
    }),
  ),
  frontend('closes with its buses', 'FE-32 FE-33', (made) => {
    made.disconnect = () => made.switchState(6);
    made.remove = () => {
      made.world.grants.revoke(made.domid, made.grantRef);
      made.world.channels.close(made.domid, made.port);
      made.switchState(6);
    };
  }),
  frontend('leaves its channel open', 'FE-33', (made) => {
    made.remove = () => made.switchState(6);
  }),
  frontend('answers when it is gone', 'FE-33', (made) => {
    const remove = made.remove.bind(made);
    made.remove = () => {
      remove();
      inside(made).aerBusy = true;
      inside(made).aerQueued = true;
    };
  }),
];

const read32 = (offset: number | undefined, cmd: number): boolean => offset === 0 && cmd === 0;

const scanning: readonly Defect[] = [
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
export const defects: readonly Defect[] = [
  ...publishing,
  ...requests,
  ...results,
  ...aer,
  ...states,
  ...scanning,
];
