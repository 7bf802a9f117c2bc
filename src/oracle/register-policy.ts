import {
  PCI_BIST,
  PCI_CACHE_LINE_SIZE,
  PCI_COMMAND,
  PCI_COMMAND_FAST_BACK,
  PCI_COMMAND_INVALIDATE,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_SPECIAL,
  PCI_COMMAND_VGA_PALETTE,
  PCI_COMMAND_WAIT,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
  PCI_MSIX_FLAGS_MASKALL,
  PCI_PM_CTRL,
  PCI_VPD_ADDR,
  PCI_VPD_ADDR_F,
} from '../abi/pci-regs.ts';
import type { Execution, FunctionFacts } from '../executor/execution.ts';
import type { Program, Step } from '../program/program.ts';

/** COMMAND bits a permissive guest may set by itself (HDR-17). */
const PERMISSIVE_COMMAND =
  PCI_COMMAND_MASTER |
  PCI_COMMAND_SPECIAL |
  PCI_COMMAND_INVALIDATE |
  PCI_COMMAND_VGA_PALETTE |
  PCI_COMMAND_WAIT |
  PCI_COMMAND_FAST_BACK;
/** PMCSR bits a guest may set (CAP-08). */
const GUEST_PMCSR = 0x9e00;

/** What a guest's requests may change in the hardware of one function, in the mode it is in. */
export interface RegisterPolicy {
  readonly fn: FunctionFacts;
  readonly permissive: boolean;
  readonly interruptControl: boolean;
  /** Root added fields: bytes that no built-in field covers may be theirs. */
  readonly quirks: boolean;
  /** Registers the backend mediates, by position; everything else is uncovered. */
  readonly ranges: readonly Range[];
}

/** Modes that a program itself may switch on, as bits. */
const Granted = { Permissive: 1, InterruptControl: 2, Quirks: 4 } as const;

/** Policies of all functions of a machine, by the modes granted in the program. */
const policies = new WeakMap<Execution['functions'], RegisterPolicy[][]>();
let last: { execution: Execution; policies: readonly RegisterPolicy[] } | undefined;

/** Modes that the program itself may switch on count as on: root granted them. */
export function policyOf(execution: Execution, fn: FunctionFacts): RegisterPolicy {
  if (last?.execution !== execution) {
    last = { execution, policies: policiesOf(execution.functions, grantedIn(execution.program)) };
  }
  return last.policies[fn.index] as RegisterPolicy;
}

function grantedIn({ actions }: Program): number {
  let granted = 0;
  for (const action of actions) {
    granted |= grantOf(action);
    for (const effect of action.at ?? []) for (const step of effect.then) granted |= grantOf(step);
  }
  return granted;
}

function grantOf(step: Step): number {
  switch (step.do) {
    case 'parameter':
      return step.permissive === 'Y' ? Granted.Permissive : 0;
    case 'moduleParameter':
      return step.name === 'permissive' && step.value !== undefined ? Granted.Permissive : 0;
    case 'load':
      return step.permissive ? Granted.Permissive : 0;
    case 'sysfs':
      if (step.attribute === 'permissive') return Granted.Permissive;
      if (step.attribute === 'allow_interrupt_control') return Granted.InterruptControl;
      return step.attribute === 'quirks' ? Granted.Quirks : 0;
    default:
      return 0;
  }
}

function policiesOf(functions: Execution['functions'], granted: number): readonly RegisterPolicy[] {
  let known = policies.get(functions);
  if (known === undefined) {
    known = [];
    policies.set(functions, known);
  }
  known[granted] ??= functions.map((fn) => ({
    fn,
    permissive: fn.permissiveAtStart || (granted & Granted.Permissive) !== 0,
    interruptControl: fn.interruptControlAtStart || (granted & Granted.InterruptControl) !== 0,
    quirks: (granted & Granted.Quirks) !== 0,
    ranges: mediatedRanges(fn),
  }));
  return known[granted];
}

interface Range {
  readonly start: number;
  readonly size: number;
  readonly name: string;
}

function mediatedRanges(fn: FunctionFacts): Range[] {
  const ranges: Range[] = [
    { start: 0x00, size: 4, name: 'IDS' },
    { start: PCI_COMMAND, size: 2, name: 'COMMAND' },
    { start: PCI_CACHE_LINE_SIZE, size: 1, name: 'CACHE_LINE_SIZE' },
    { start: 0x0d, size: 1, name: 'LATENCY_TIMER' },
    { start: PCI_BIST, size: 1, name: 'BIST' },
    { start: 0x3c, size: 2, name: 'INTERRUPT' },
  ];
  for (const register of fn.assigned.keys()) ranges.push({ start: register, size: 4, name: 'BAR' });
  if (fn.pm) {
    ranges.push(
      { start: fn.pm, size: 4, name: 'PM_CAP' },
      { start: fn.pm + PCI_PM_CTRL, size: 2, name: 'PMCSR' },
    );
    ranges.push({ start: fn.pm + 6, size: 2, name: 'PM_DATA' });
  }
  if (fn.vpd) {
    ranges.push(
      { start: fn.vpd, size: 2, name: 'VPD_CAP' },
      { start: fn.vpd + PCI_VPD_ADDR, size: 2, name: 'VPD_ADDR' },
    );
    ranges.push({ start: fn.vpd + 4, size: 4, name: 'VPD_DATA' });
  }
  if (fn.msi) {
    ranges.push(
      { start: fn.msi, size: 2, name: 'MSI_CAP' },
      { start: fn.msi + PCI_MSI_FLAGS, size: 2, name: 'MSI_CONTROL' },
    );
  }
  if (fn.msix) {
    ranges.push({ start: fn.msix, size: 2, name: 'MSIX_CAP' });
    ranges.push({ start: fn.msix + PCI_MSIX_FLAGS, size: 2, name: 'MSIX_CONTROL' });
  }
  return ranges;
}

/** Name of the register at an offset, for fingerprints. */
export function registerName(policy: RegisterPolicy, register: number): string {
  const range = policy.ranges.find(({ start, size }) => register >= start && register < start + size);
  return range?.name ?? 'uncovered';
}

/**
 * May a request's own write change this register so?
 * @param value what was written, @param old what the register held, both of `width` bytes
 */
export function mayChange(
  policy: RegisterPolicy,
  register: number,
  width: number,
  value: number,
  old: number,
): boolean {
  if (register < 0) return false;
  if (policy.fn.isVf && (register < 0x40 || value === old)) return true;
  let covered = false;
  for (const { start, size, name } of policy.ranges) {
    if (register >= start + size || start >= register + width) continue;
    covered = true;
    // Capabilities may overlap in broken lists: what one owner allows is allowed.
    if (mayChangeField(policy, name, start, register, width, value, old)) return true;
  }
  return policy.quirks || (!covered && policy.permissive);
}

function mayChangeField(
  { fn, permissive, interruptControl }: RegisterPolicy,
  name: string,
  start: number,
  register: number,
  width: number,
  value: number,
  old: number,
): boolean {
  const changed = (value ^ old) >>> 0;
  switch (name) {
    case 'COMMAND':
      return permissive && (changed & ~PERMISSIVE_COMMAND) === 0;
    case 'CACHE_LINE_SIZE':
    case 'BIST':
      return width === 1;
    case 'BAR':
      return width === 4 && value === fn.assigned.get(register);
    case 'PMCSR':
      return width === 2 && (changed & ~GUEST_PMCSR) === 0;
    case 'VPD_ADDR':
      return width === 2 && (value & PCI_VPD_ADDR_F) === 0;
    case 'MSI_CONTROL':
      return permissive || (interruptControl && (changed & ~PCI_MSI_FLAGS_ENABLE) === 0);
    case 'MSIX_CONTROL':
      return (
        permissive ||
        (interruptControl && (changed & ~(PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL)) === 0)
      );
    default:
      return start < 0;
  }
}
