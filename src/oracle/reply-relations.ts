import {
  PCI_COMMAND,
  PCI_MSI_FLAGS,
  PCI_MSIX_FLAGS,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS_MASK,
  PCI_ROM_ADDRESS1,
} from '../abi/pci-regs.ts';
import {
  XEN_PCI_ERR_success,
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import { STRIDE } from '../executor/event-log.ts';
import type { Execution, FunctionFacts } from '../executor/execution.ts';
import { Ev, HostCall } from '../platform/recorder.ts';
import type { Step } from '../program/program.ts';
import { type Violation, violation } from './oracle.ts';
import { mayChange, policyOf } from './register-policy.ts';
import { type RequestCopy, type ServedRequest, servedRequests } from './requests.ts';
import { someStep } from './steps.ts';

/** Replies that break a relation: with the request before, with another width, or with what the host had to do. */
export function brokenRelations(execution: Execution): Violation[] {
  const found: Violation[] = [];
  const reads = new QuietReads(execution);
  for (const request of servedRequests(execution)) {
    const { complete, copy, err, value } = request;
    if (!complete || copy === undefined || err === undefined || value === undefined) continue;
    reads.follow(request, copy, found);
    if (copy.cmd === XEN_PCI_OP_enable_msix && err !== XEN_PCI_ERR_success)
      judgeRefusal(execution, request, copy, found);
    else if (copy.cmd === XEN_PCI_OP_conf_write && copy.size === 2 && err === XEN_PCI_ERR_success)
      judgeControl(execution, request, copy, found);
  }
  return found;
}

function object(found: Violation[], subject: string, rules: string[], title: string, detail: string): void {
  found.push(violation('reply', subject, 'xen_pcibk_do_one_op', rules, title, detail));
}

/** Records of one code that a request's own task left while it served it. */
function* recordsOf({ log }: Execution, request: ServedRequest, code: Ev): Generator<number> {
  for (let i = request.first; i <= request.last; i++) {
    const at = i * STRIDE;
    if (log.codes[i] === code && log.data[at + 2] === request.task) yield at;
  }
}

/** The function that a request's configuration access reached, as far as the host shows. */
function functionOf(execution: Execution, request: ServedRequest): FunctionFacts | undefined {
  for (const at of recordsOf(execution, request, Ev.ConfigRead))
    return execution.functions[execution.log.data[at + 3] as number];
  return undefined;
}

/**
 * A set-up that is refused while MSI or MSI-X is on echoes its count, because the host was not asked (OPS-12, 13);
 * one of a virtual function is not refused for what its own COMMAND says (OPS-13).
 */
function judgeRefusal(
  execution: Execution,
  request: ServedRequest,
  copy: RequestCopy,
  found: Violation[],
): void {
  const { data } = execution.log;
  for (const at of recordsOf(execution, request, Ev.HostEnter)) {
    const fn = data[at + 3] as number;
    if (data[at + 4] !== HostCall.EnableMsix || !messageSignalled(execution, fn, at / STRIDE)) continue;
    if (request.value !== copy.value)
      object(
        found,
        'OPS-12',
        ['OPS-12', 'OPS-13'],
        'a second set-up of interrupts is refused by the host and not by the driver',
        `count ${copy.value} -> err ${request.err} value ${request.value}`,
      );
  }
  let asked = false;
  for (const at of recordsOf(execution, request, Ev.ConfigRead)) {
    const facts = execution.functions[data[at + 3] as number];
    if (facts?.isVf && data[at + 4] === PCI_COMMAND) asked = true;
    else if (data[at + 4] === PCI_COMMAND) return;
  }
  if (asked)
    object(
      found,
      'OPS-13',
      ['OPS-13'],
      'MSI-X of a virtual function is refused without a look at its physical function',
      `err ${request.err}`,
    );
}

/** By the host's calls before record `before`, MSI or MSI-X of a function is on. */
function messageSignalled({ log }: Execution, fn: number, before: number): boolean {
  for (let i = before - 1; i >= 0; i--) {
    const at = i * STRIDE;
    if (log.codes[i] !== Ev.HostExit || log.data[at + 3] !== fn || log.data[at + 5] !== 0) continue;
    const call = log.data[at + 4];
    if (call === HostCall.EnableMsi || call === HostCall.EnableMsix) return true;
    if (call === HostCall.DisableMsi || call === HostCall.DisableMsix) return false;
  }
  return false;
}

/** A change of a control word of MSI or MSI-X that the policy does not allow is refused, not swallowed (CAP-22). */
function judgeControl(
  execution: Execution,
  request: ServedRequest,
  { offset, value }: RequestCopy,
  found: Violation[],
): void {
  if (offset < PCI_MSI_FLAGS) return;
  const fn = functionOf(execution, request);
  if (fn === undefined) return;
  const isControl =
    (fn.msi !== 0 && offset === fn.msi + PCI_MSI_FLAGS) ||
    (fn.msix !== 0 && offset === fn.msix + PCI_MSIX_FLAGS);
  if (!isControl) return;
  const { data } = execution.log;
  for (const at of recordsOf(execution, request, Ev.ConfigRead)) {
    if (data[at + 4] !== offset || data[at + 7] !== 0) continue;
    const old = data[at + 6] as number;
    const written = value & 0xffff;
    if (written === old || mayChange(policyOf(execution, fn), offset, 2, written, old)) return;
    object(
      found,
      'CAP-22',
      ['CAP-21', 'CAP-22'],
      'a change of an interrupt control word that the guest may not make is not refused',
      `0x${old.toString(16)} to 0x${written.toString(16)}`,
    );
    return;
  }
}

/** Kinds of actions between which registers stay as they are but for what requests do. */
const QUIET: ReadonlySet<string> = new Set(['op', 'page', 'notify', 'frontend', 'advance', 'interrupt']);

/** What the reads since the last change of anything returned, by whom and where; and which registers are being sized. */
class QuietReads {
  private readonly execution: Execution;
  private readonly disturbed: boolean;
  private readonly quirks: boolean;
  /** Successful reads: owner, offset, size, masked value, four numbers each. */
  private readonly reads: number[] = [];
  /** Owner and offset of registers to which all ones were written last. */
  private readonly sizing = new Set<string>();
  private action = -1;
  /** Record up to which devices coming and going were looked for: where the request before began. */
  private seen = 0;

  constructor(execution: Execution) {
    this.execution = execution;
    const { program } = execution;
    this.disturbed =
      program.actions.some(({ at, do: kind, hold }) => at !== undefined || (hold && !QUIET.has(kind))) ||
      someStep(program, ({ do: kind }) => kind === 'fault');
    this.quirks = someStep(program, ({ do: kind }) => kind === 'sysfs');
  }

  follow(request: ServedRequest, copy: RequestCopy, found: Violation[]): void {
    if (this.disturbed) return;
    this.forgetAfterOthers(request.action);
    this.forgetAfterMoves(request);
    const { cmd, offset, size } = copy;
    const wide = (size === 1 || size === 2 || size === 4) && offset >= 0;
    if (cmd === XEN_PCI_OP_conf_read) {
      if (wide && request.err === XEN_PCI_ERR_success) this.noteRead(request, copy, found);
      return;
    }
    this.reads.length = 0;
    if (cmd !== XEN_PCI_OP_conf_write || !wide) return;
    const owner = ownerOf(request.domid, copy);
    // A write of a part is one of the whole register (CONF-18).
    for (let at = offset - 3; at < offset + size; at++) this.sizing.delete(placeOf(owner, at));
    if (size === 4 && request.err === XEN_PCI_ERR_success && isSizing(copy))
      this.sizing.add(placeOf(owner, offset));
  }

  /** Other actions than requests may change registers, and whose they are; also those during which one was served that was held. */
  private forgetAfterOthers(action: number): void {
    const { actions } = this.execution.program;
    for (let i = Math.max(this.action, 0); i <= action; i++) {
      if (!QUIET.has((actions[i] as Step).do)) this.forget();
    }
    this.action = action;
  }

  /** Another device may answer at an address once one has come or gone, which a guest's own step can bring about. */
  private forgetAfterMoves({ first, last }: ServedRequest): void {
    const { log } = this.execution;
    if (!log.has(Ev.Owner)) return;
    if (log.codes.subarray(this.seen, last).includes(Ev.Owner)) this.forget();
    this.seen = first;
  }

  private forget(): void {
    this.reads.length = 0;
    this.sizing.clear();
  }

  private noteRead(request: ServedRequest, copy: RequestCopy, found: Violation[]): void {
    const { offset, size } = copy;
    const owner = ownerOf(request.domid, copy);
    const value = (size === 4 ? request.value : (request.value as number) & (2 ** (8 * size) - 1)) as number;
    if (size === 4 && this.sizing.size > 0 && this.sizing.has(placeOf(owner, offset)))
      this.judgeSize(request, offset, value, found);
    const { reads } = this;
    for (let i = 0; i < reads.length; i += 4) {
      if (reads[i] !== owner) continue;
      const from = Math.max(offset, reads[i + 1] as number);
      const to = Math.min(offset + size, (reads[i + 1] as number) + (reads[i + 2] as number));
      if (from >= to) continue;
      const bytes = (read: number, at: number): number =>
        (read / 2 ** (8 * (from - at))) % 2 ** (8 * (to - from));
      const one = Math.floor(bytes(value, offset));
      const other = Math.floor(bytes(reads[i + 3] as number, reads[i + 1] as number));
      if (one === other) continue;
      object(
        found,
        'CONF-07',
        ['CONF-07', 'CONF-13'],
        'the same bytes read differently with another width',
        `0x${from.toString(16)}: 0x${one.toString(16)} and 0x${other.toString(16)}`,
      );
    }
    reads.push(owner, offset, size, value);
  }

  /** While it is sized a BAR reads a mask: ones from the top down to its size (HDR-33, HDR-43). */
  private judgeSize(request: ServedRequest, offset: number, value: number, found: Violation[]): void {
    if (this.quirks) return;
    const fn = functionOf(this.execution, request);
    if (fn === undefined || !fn.assigned.has(offset)) return;
    const size = -(value & ~0xf) >>> 0;
    if ((size & (size - 1)) === 0) return;
    object(
      found,
      'HDR-43',
      ['HDR-33', 'HDR-36', 'HDR-43'],
      'a BAR that is being sized does not read a mask',
      `${fn.address} 0x${offset.toString(16)}: 0x${value.toString(16)}`,
    );
  }
}

/** The write by which every operating system sizes a BAR, or a ROM, whose enable bit may stay off (HDR-37, HDR-39). */
const isSizing = ({ offset, value }: RequestCopy): boolean =>
  (offset === PCI_ROM_ADDRESS || offset === PCI_ROM_ADDRESS1
    ? (value | ~PCI_ROM_ADDRESS_MASK) >>> 0
    : value) === ALL_ONES;
const ALL_ONES = 0xffffffff;
/** Guest and virtual address, as far as the virtual bus looks at it. */
const ownerOf = (domid: number, { domain, bus, devfn }: RequestCopy): number =>
  ((domid * 256 + (domain & 0xff)) * 256 + (bus & 0xff)) * 256 + (devfn & 0xff);
const placeOf = (owner: number, offset: number): string => `${owner} ${offset}`;
