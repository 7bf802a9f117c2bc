import { GuestOops } from '../../guest/aer.ts';
import type { ErrorHandlers } from '../../guest/driver.ts';
import type { Frontend, Machine } from '../../guest/frontend.ts';
import { pvGuest } from '../../guest/module.ts';
import type { FoundDevice } from '../../guest/scan.ts';
import { DOM0 } from '../../platform/world.ts';
import { ClientSeen } from './client-seen.ts';
import { type GuestSide, linuxGuest } from './guest-side.ts';
import type { ClientSetup, ClientStep, DriverScript, Script } from './script.ts';
import { ScriptedBackend } from './scripted-backend.ts';
import { WatchedWorld } from './watched-world.ts';

/** The guest of a client case. */
const GUEST = 1;

/** Nodes that a toolstack and a backend of one device leave in the backend's directory. */
const usualNodes: Readonly<Record<string, string>> = {
  state: '1',
  num_devs: '1',
  'dev-0': '0000:03:00.0',
  'vdev-0': '0000:00:00.00',
  'state-0': '3',
  root_num: '1',
  'root-0': '0000:00',
};

/** One instance of the frontend and the backend it talks to. */
interface Pair {
  readonly frontend: Frontend;
  readonly backend: ScriptedBackend;
}

/** Plays a script. @throws RangeError when the script itself is impossible */
export function runScript(script: Script, guest: GuestSide = linuxGuest): ClientSeen {
  return new Play(script.setup ?? {}, guest).run(script.steps);
}

class Play {
  private readonly guest: GuestSide;
  private readonly world = new WatchedWorld();
  private readonly pairs: readonly Pair[];
  private readonly machine: Machine = {
    settle: () => this.world.scheduler.settle(),
    advance: (usec) => this.world.scheduler.advance(usec),
  };
  private readonly seen: ClientSeen;
  /** The backend's state has changed since the guest looked at it. */
  private readonly changed = new Set<Pair>();

  constructor(setup: ClientSetup, guest: GuestSide) {
    this.guest = guest;
    const { pv = true, initialDomain = false, linux = '6.1', iotlb = 0, newBus = 0 } = setup;
    const module = guest.module({ ...pvGuest, pv, initialDomain, linux, iotlb, newBus });
    const { xenstore, notes } = this.world;
    xenstore.setOwner(`/local/domain/${GUEST}`, GUEST, []);
    this.pairs = Array.from({ length: setup.instances ?? 1 }, (_, devid) => {
      const backend = new ScriptedBackend(this.world, GUEST, devid, setup);
      const frontend = guest.frontend(this.world, GUEST, devid, module);
      xenstore.setOwner(frontend.directory, GUEST, [DOM0]);
      xenstore.setOwner(backend.directory, DOM0, [GUEST]);
      for (const [name, value] of Object.entries({ ...usualNodes, ...setup.nodes }))
        if (value !== null) backend.setNode(name, value);
      if (setup.driver !== undefined) {
        const driver = setup.driver;
        frontend.driverOf = (device) => (driver === null ? null : this.handlers(frontend, device, driver));
      }
      return { frontend, backend };
    });
    notes.devices = () => this.pairs[0]?.frontend.devices.map(({ name }) => name) ?? [];
    this.world.channels.host = { upcall: () => this.upcall() };
    this.seen = new ClientSeen(
      this.world,
      this.pairs.map(({ frontend }) => frontend),
      module,
    );
  }

  run(steps: readonly ClientStep[]): ClientSeen {
    const { notes, clock } = this.world;
    for (const step of steps) {
      notes.step++;
      const pair = this.pairs[step.of ?? 0];
      if (pair === undefined) throw new RangeError(`step ${notes.step}: there is no such instance`);
      const before = { lines: pair.frontend.messages.length, now: clock.now };
      try {
        this.seen.results[notes.step] = this.take(step, pair);
        this.goOn(step.then);
      } catch (error) {
        if (!(error instanceof GuestOops)) throw error;
        this.seen.oops = error.message;
      }
      this.seen.lines[notes.step] = pair.frontend.messages.slice(before.lines);
      this.seen.elapsed[notes.step] = clock.now - before.now;
      if (this.seen.oops !== null) break;
    }
    return this.seen;
  }

  /** Lets the guest do what it was told to by events and watches. */
  private goOn(until: ClientStep['then']): void {
    if (until === 'nothing') return;
    const { channels } = this.world;
    this.machine.settle();
    for (const pair of this.pairs) {
      const { frontend } = pair;
      if (channels.isPending(GUEST, frontend.port)) {
        channels.clearPending(GUEST, frontend.port);
        frontend.handleEvent();
      }
      if (until === 'handler') continue;
      frontend.runAerJob(this.machine);
      // A watch that was hit again meanwhile is looked at again.
      while (this.changed.delete(pair)) frontend.backendChanged(this.machine);
    }
  }

  private take(step: ClientStep, pair: Pair): unknown {
    const { frontend, backend } = pair;
    const { guest, machine, world } = this;
    const port = (): ReturnType<GuestSide['port']> => {
      const { domain = 0, bus = 0, devfn = 0 } = step as { domain?: number; bus?: number; devfn?: number };
      return guest.port(frontend, machine, domain, bus, devfn);
    };
    switch (step.do) {
      case 'state':
        return backend.setNode('state', String(step.value));
      case 'node':
        return backend.setNode(step.name, step.value);
      case 'attach':
        return backend.attach();
      case 'answers':
        return backend.setAnswers(step.answers);
      case 'aer':
        backend.postAer(step);
        return step.event === false ? undefined : backend.notify();
      case 'page':
        return backend.put(step.words);
      case 'event':
        return backend.notify();
      case 'conflicts':
        world.xenstore.conflicts = step.times;
        return undefined;
      case 'advance':
        return machine.advance(step.usec);
      case 'load':
        return frontend.module.load();
      case 'publish':
        frontend.publish();
        // As the bus core does it: the other end's state is watched once the driver is there.
        return world.xenstore.watch(`${backend.directory}/state`, 'state', {
          watchFired: () => this.changed.add(pair),
        });
      case 'connect':
        return frontend.connect(machine);
      case 'close':
        return frontend.disconnect();
      case 'remove':
        return frontend.remove();
      case 'restart':
        return frontend.restart(machine);
      case 'read': {
        const { code, value } = port().tryRead(step.offset, step.size);
        return [code, value];
      }
      case 'write':
        return port().write(step.offset, step.size, step.value);
      case 'enable':
        return guest.enableDevice(port());
      case 'msi':
        return guest.enableMsi(port(), step.messages);
      case 'disableMsi':
        return guest.disableMsi(port());
      case 'msix':
        return guest.enableMsix(port(), step.indices);
      case 'disableMsix':
        return guest.disableMsix(port());
    }
  }

  /** The backend's domain has an event. */
  private upcall(): void {
    const { channels } = this.world;
    for (let port = channels.nextPending(DOM0); port !== 0; port = channels.nextPending(DOM0)) {
      channels.clearPending(DOM0, port);
      for (const { backend } of this.pairs) if (backend.owns(port)) backend.notified();
    }
  }

  /** Handlers as a script has them: each call is noted. */
  private handlers(frontend: Frontend, device: FoundDevice, script: DriverScript): ErrorHandlers {
    const { detected = 2, mmio = 5, slotReset = 5, resume, reads } = script;
    const called = (name: string, state: number | null = null) =>
      this.world.notes.note({ what: 'handler', name, state });
    const plain = (name: string, result: number) => () => {
      called(name);
      return result;
    };
    return {
      ...(detected === null
        ? {}
        : {
            errorDetected: (state: number) => {
              called('detected', state);
              const { domain, bus, devfn } = device;
              if (reads !== undefined)
                this.guest.port(frontend, this.machine, domain, bus, devfn).tryRead(reads, 4);
              return detected;
            },
          }),
      ...(mmio === null ? {} : { mmioEnabled: plain('mmio', mmio) }),
      ...(slotReset === null ? {} : { slotReset: plain('slot_reset', slotReset) }),
      ...(resume === null ? {} : { resume: () => called('resume') }),
    };
  }
}
