import {
  AER_BUS,
  AER_CMD,
  AER_DEVFN,
  AER_DOMAIN,
  AER_ERR,
  MSIX_ENTRY_BYTES,
  MSIX_ENTRY_VECTOR,
  OP_BUS,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_ERR,
  OP_MSIX_ENTRIES,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_AER,
  SH_FLAGS,
  SH_OP,
  XEN_PCIB_active,
  XEN_PCIF_active,
} from '../../abi/pciif.ts';
import type { Timer } from '../../platform/clock.ts';
import type { GuestPage } from '../../platform/shared-page.ts';
import { DOM0, type World } from '../../platform/world.ts';
import { Functions, type Taken } from './functions.ts';
import type { AerRequest, Answer, ClientSetup, PageWord, RequestMatch } from './script.ts';

/** A backend that does what a script says, to one frontend. It has no opinion of requests. */
export class ScriptedBackend {
  readonly directory: string;
  private readonly world: World;
  private readonly domid: number;
  private readonly frontendDirectory: string;
  private readonly functions: Functions;
  private answers: { answer: Answer; left: number }[] = [];
  private page: GuestPage | null = null;
  private port = 0;
  /** A request was taken and is not completed. */
  private busy = false;
  /** Words to be changed at the next event. */
  private readonly later: PageWord[] = [];
  private readonly agenda: { due: number; act: () => void }[] = [];
  private readonly timer: Timer;

  constructor(world: World, domid: number, devid: number, setup: ClientSetup) {
    this.world = world;
    this.domid = domid;
    this.directory = `/local/domain/${DOM0}/backend/pci/${domid}/${devid}`;
    this.frontendDirectory = `/local/domain/${domid}/device/pci/${devid}`;
    this.functions = new Functions(setup.functions ?? []);
    this.setAnswers(setup.answers ?? []);
    this.timer = { due: Number.POSITIVE_INFINITY, fire: () => this.fire() };
    world.clock.register(this.timer);
  }

  setNode(name: string, value: string | null): void {
    const path = `${this.directory}/${name}`;
    if (value === null) this.world.xenstore.remove(DOM0, path);
    else this.world.xenstore.write(DOM0, path, value);
  }

  setAnswers(answers: readonly Answer[]): void {
    this.answers = answers.map((answer) => ({ answer, left: answer.times ?? Number.POSITIVE_INFINITY }));
  }

  /** @throws RangeError when the frontend published nothing that can be mapped and bound */
  attach(): void {
    const read = (name: string) =>
      Number(this.world.xenstore.read(DOM0, `${this.frontendDirectory}/${name}`));
    const page = this.world.grants.map(this.domid, read('pci-op-ref'), DOM0);
    this.port = this.world.channels.bindInterdomain(DOM0, this.domid, read('event-channel'));
    if (typeof page === 'number' || this.port < 0) throw new RangeError('the backend cannot attach');
    this.page = page;
    this.world.channels.clearPending(DOM0, this.port);
    this.world.channels.unmask(DOM0, this.port);
  }

  owns(port: number): boolean {
    return this.page !== null && port === this.port;
  }

  /** The frontend sent an event. */
  notified(): void {
    const { page } = this;
    this.put(this.later.splice(0));
    if (page === null || this.busy || !(page.read32(SH_FLAGS) & XEN_PCIF_active)) return;
    this.busy = true;
    const answer = this.answerTo(taken(page));
    for (const usec of answer.nudges ?? []) this.after(usec, () => this.notify());
    if (answer.after === 'never') {
      this.busy = false;
      this.put(answer.page ?? []);
    } else this.after(answer.after ?? 0, () => this.complete(page, answer));
  }

  notify(): void {
    this.world.channels.send(DOM0, this.port);
  }

  postAer({ cmd, state = 1, domain = 0, bus = 0, devfn = 0 }: AerRequest): void {
    this.put([
      [SH_AER + AER_CMD, cmd],
      [SH_AER + AER_ERR, state],
      [SH_AER + AER_DOMAIN, domain],
      [SH_AER + AER_BUS, bus],
      [SH_AER + AER_DEVFN, devfn],
    ]);
    this.setFlag(XEN_PCIB_active, true);
  }

  /** Words as the backend stores them: past everything that follows the guest. */
  put(words: readonly PageWord[]): void {
    for (const [offset, value] of words) this.page?.view.setUint32(offset, value >>> 0, true);
  }

  private setFlag(bit: number, on: boolean): void {
    const flags = this.page?.read32(SH_FLAGS) ?? 0;
    this.put([[SH_FLAGS, on ? flags | bit : flags & ~bit]]);
  }

  private complete(page: GuestPage, answer: Answer): void {
    this.busy = false;
    const usual = this.functions.serve(taken(page));
    const value = answer.value ?? usual.value;
    this.put([[SH_OP + OP_ERR, answer.err ?? usual.err]]);
    if (value !== undefined) this.put([[SH_OP + OP_VALUE, value]]);
    answer.vectors?.forEach((vector, i) => {
      const at = SH_OP + OP_MSIX_ENTRIES + i * MSIX_ENTRY_BYTES + MSIX_ENTRY_VECTOR;
      page.view.setUint16(at, vector, true);
    });
    this.put(answer.page ?? []);
    if (answer.aer !== undefined) this.postAer(answer.aer);
    this.setFlag(XEN_PCIF_active, false);
    this.later.push(...(answer.later ?? []));
    if (answer.event !== false) this.notify();
  }

  private answerTo(request: Taken): Answer {
    const found = this.answers.find(({ answer, left }) => left > 0 && fits(request, answer.on ?? {}));
    if (found === undefined) return {};
    found.left--;
    return found.answer;
  }

  private after(usec: number, act: () => void): void {
    this.agenda.push({ due: this.world.clock.now + usec, act });
    this.arm();
  }

  private arm(): void {
    this.timer.due = Math.min(Number.POSITIVE_INFINITY, ...this.agenda.map(({ due }) => due));
  }

  private fire(): void {
    const { now } = this.world.clock;
    const due = this.agenda.filter((entry) => entry.due <= now);
    this.agenda.splice(0, this.agenda.length, ...this.agenda.filter((entry) => entry.due > now));
    for (const { act } of due) act();
    this.arm();
  }
}

function taken(page: GuestPage): Taken {
  const word = (offset: number) => page.read32(SH_OP + offset);
  return {
    cmd: word(OP_CMD),
    domain: word(OP_DOMAIN),
    bus: word(OP_BUS),
    devfn: word(OP_DEVFN),
    offset: word(OP_OFFSET),
    size: word(OP_SIZE),
    value: word(OP_VALUE),
  };
}

const fits = (request: Taken, on: RequestMatch): boolean =>
  (['cmd', 'devfn', 'offset', 'size'] as const).every(
    (field) => on[field] === undefined || on[field] === request[field],
  );
