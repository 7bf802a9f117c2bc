import { PCI_COMMAND, PCI_COMMAND_IO, PCI_COMMAND_MEMORY } from '../abi/pci-regs.ts';
import { _XEN_PCIB_active } from '../abi/pciif.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution, FunctionFacts } from '../executor/execution.ts';
import { ResetKind } from '../platform/pci/reset.ts';
import { Ev, HostCall } from '../platform/recorder.ts';
import { ignoredEdges } from './command-edges.ts';
import { bothTypes, idleHelpers } from './interrupt-modes.ts';
import { unannouncedMsix } from './msix-announced.ts';
import { type Oracle, plainOracle, type Violation, violation } from './oracle.ts';
import { mayChange, policyOf, registerName } from './register-policy.ts';
import { isVpci, someStep, someStepAtPoint } from './steps.ts';
import { type TaskDomains, tasksOf } from './task-domains.ts';

const DECODE = PCI_COMMAND_IO | PCI_COMMAND_MEMORY;
/** Interrupt numbers from here on are not legacy lines. */
const FIRST_DYNAMIC_IRQ = 288;

/** A hardware register, decode bit, interrupt mode, power state or verdict changed in a way the policy does not allow. */
export const hostIntegrity: Oracle = plainOracle(
  'host-integrity',
  'hardware or host state changes against the policy',
  ['host-effects'],
  (execution) => [
    ...judgeRecords(execution),
    ...decodeLost(execution),
    ...ignoredEdges(execution),
    ...bothTypes(execution),
    ...idleHelpers(execution),
    ...unannouncedMsix(execution),
  ],
);

const judged = kindTable(
  Ev.FlagBit,
  Ev.RequestAccess,
  Ev.HostEnter,
  Ev.HostExit,
  Ev.ConfigWrite,
  Ev.UnsupportedRequest,
  Ev.IrqRequest,
  Ev.AerVerdict,
);

function judgeRecords(execution: Execution): Violation[] {
  const { log, functions } = execution;
  const found: Violation[] = [];
  const tasks = tasksOf(execution);
  /** HostCall codes entered and not left, innermost last, and the tasks that entered them. */
  const nest: number[] = [];
  const nestTasks: number[] = [];
  const aer = log.has(Ev.AerVerdict) ? new AerExchange() : null;
  /** Offset of the request each domain's worker is at. */
  const offsets: number[] = [];
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (judged[code] === 0) continue;
    const at = i * STRIDE;
    switch (code) {
      case Ev.FlagBit:
        if (aer !== null && data[at + 4] === _XEN_PCIB_active) aer.note(data, at);
        break;
      case Ev.RequestAccess:
        offsets[data[at + 3] as number] = data[at + 4] as number;
        break;
      case Ev.HostEnter: {
        nest.push(data[at + 4] as number);
        nestTasks.push(data[at + 2] as number);
        const fn = functions[data[at + 3] as number];
        if (fn !== undefined) found.push(...powerOfBridge(execution, fn, data, at, tasks));
        break;
      }
      case Ev.HostExit:
        nest.pop();
        nestTasks.pop();
        break;
      case Ev.ConfigWrite: {
        // At a point inside one task's service another task may write by itself.
        const fn = functions[data[at + 3] as number];
        const inside = nestTasks.at(-1) === data[at + 2] ? nest.at(-1) : undefined;
        if (fn !== undefined) found.push(...judgeWrite(execution, fn, data, at, inside, tasks, offsets));
        break;
      }
      case Ev.UnsupportedRequest:
        // A host that could not read COMMAND does not know that decode is off (OPS-13).
        if (someStep(execution.program, (step) => step.do === 'fault' && step.what === 'configRead')) break;
        // A function that loses decode by itself after the host has looked cannot be guarded against.
        if (someStepAtPoint(execution.program, (step) => step.do === 'hardware')) break;
        found.push(
          violation(
            'host-integrity',
            'msix-table',
            'xen_pcibk_enable_msix',
            ['OPS-13'],
            'the host touches the MSI-X table of a function that does not decode memory',
            functions[data[at + 3] as number]?.address ?? '',
          ),
        );
        break;
      case Ev.IrqRequest:
        if (data[at + 3] === 0 && (data[at + 4] as number) >= 0) {
          found.push(
            violation(
              'host-integrity',
              'helper-irq-0',
              'xen_pcibk_control_isr',
              ['ISR-05'],
              'the helper for the legacy line is to be installed for a function that has none',
              functions[data[at + 4] as number]?.address ?? '',
            ),
          );
        }
        if (
          (data[at + 3] as number) >= FIRST_DYNAMIC_IRQ &&
          (data[at + 4] as number) >= 0 &&
          data[at + 5] === 0
        ) {
          found.push(
            violation(
              'host-integrity',
              'helper-irq',
              'xen_pcibk_control_isr',
              ['ISR-06'],
              'the helper for the legacy line is installed on a message-signalled interrupt',
              `irq ${data[at + 3]}`,
            ),
          );
        }
        break;
      case Ev.AerVerdict:
        if (aer !== null) found.push(...aer.judge(data, at));
        break;
    }
  }
  return found;
}

/** Register writes that a request caused, outside the host's own services, and decode bits going off anywhere. */
function judgeWrite(
  execution: Execution,
  fn: FunctionFacts,
  data: Float64Array,
  at: number,
  inside: number | undefined,
  tasks: TaskDomains,
  offsets: readonly number[],
): Violation[] {
  const register = data[at + 4] as number;
  const width = data[at + 5] as number;
  const value = data[at + 6] as number;
  const old = data[at + 7] as number;
  if (fn.isVf && isSilence(width, old)) return [];
  const seen = (): string => `${fn.address} ${hex(register)} width ${width}: ${hex(old)} to ${hex(value)}`;
  const domid = tasks.workerDomain(data[at + 2] as number);
  const byRequest = domid > 0 && inside === undefined;
  // The host's accessor shows the register that an offset outside the function's space ended up at.
  if (byRequest && (offsets[domid] ?? 0) < 0) {
    return [
      violation(
        'host-integrity',
        'CONF-34',
        'xen_pcibk_config_write',
        ['CONF-02', 'CONF-34'],
        'a request with a negative offset writes a register',
        seen(),
      ),
    ];
  }
  if (
    turnsDecodeOff(register, width, value, old) &&
    !undoesEverything(inside) &&
    !changedMeanwhile(execution)
  ) {
    return [
      violation(
        'host-integrity',
        'COMMAND-decode',
        'xen_pcibk_config_write',
        ['HDR-12', 'HDR-20'],
        "a function's decode bits are turned off while it is in a guest's hands",
        seen(),
      ),
    ];
  }
  if (!byRequest) return [];
  const policy = policyOf(execution, fn);
  if (mayChange(policy, register, width, value, old)) return [];
  const name = registerName(policy, register);
  if (name === 'COMMAND' && changedMeanwhile(execution)) return [];
  return [
    violation(
      'host-integrity',
      name,
      'xen_pcibk_config_write',
      ['CONF-21'],
      `a request changes ${name} against the policy for this device and mode`,
      seen(),
    ),
  ];
}

/** A virtual function that went with the reset of its physical one reads all ones, and no write reaches it. */
const isSilence = (width: number, old: number): boolean => old === 2 ** (8 * width) - 1;

/** The write reaches COMMAND and clears a decode bit that was set. */
function turnsDecodeOff(register: number, width: number, value: number, old: number): boolean {
  if (register > PCI_COMMAND || register + width <= PCI_COMMAND) return false;
  return (((old & ~value) >>> (8 * (PCI_COMMAND - register))) & DECODE) !== 0;
}

const undoesEverything = (call: number | undefined): boolean =>
  call === HostCall.ResetFunction || call === HostCall.RestoreState || call === HostCall.SetPowerState;

/** A guest sends a bridge to sleep, and with it everything behind it (VPCI-07). Pass-through provides for bridges. */
function powerOfBridge(
  { program }: Execution,
  fn: FunctionFacts,
  data: Float64Array,
  at: number,
  tasks: TaskDomains,
): Violation[] {
  if (fn.headerType !== 1 || !isVpci(program)) return [];
  if (tasks.workerDomain(data[at + 2] as number) <= 0) return [];
  return [
    violation(
      'host-integrity',
      'bridge',
      'xen_pcibk_add_pci_dev',
      ['VPCI-07'],
      'a guest controls a bridge on the virtual bus',
      `${fn.address} host call ${data[at + 4]}`,
    ),
  ];
}

/** At rest, a function that a guest has, in D0, decodes less than it did when it was handed over. */
function decodeLost(execution: Execution): Violation[] {
  const { program, log } = execution;
  if (!mayLoseDecode(execution)) return [];
  if (someStep(program, (step) => ['hardware', 'vanish', 'fault', 'aer'].includes(step.do))) return [];
  if (log.truncated || execution.crash !== null) return [];
  const own = resetByGuests(execution);
  return execution.final.devices().flatMap(({ fn, inUse, state }) => {
    const facts = execution.functions[fn];
    if (!inUse || facts === undefined || facts.baseline === null || state.powerState > 0) return [];
    if (own.has(fn)) return [];
    const lost = commandOf(facts.baseline.config) & ~commandOf(state.config) & DECODE;
    if (lost === 0) return [];
    return [
      violation(
        'host-integrity',
        'COMMAND-power',
        'pm_ctrl_write',
        ['CAP-10', 'CAP-11', 'HDR-20'],
        'a function that a guest sent to sleep and woke again no longer decodes',
        `${facts.address} lost ${hex(lost)}`,
      ),
    ];
  });
}

/** Only a change of the power state can lose decode bits unseen by the writes above. */
function mayLoseDecode({ log }: Execution): boolean {
  const { codes, data } = log;
  for (let i = 0, left = log.counts[Ev.HostEnter] as number; left > 0; i++) {
    if (codes[i] !== Ev.HostEnter) continue;
    left--;
    if (data[i * STRIDE + 4] === HostCall.SetPowerState) return true;
  }
  return false;
}

/** COMMAND changes by itself at a point: a host that reads it, sets a bit and writes it back may undo that. */
const changedMeanwhile = ({ program }: Execution): boolean =>
  program.actions.some(({ at = [] }) =>
    at.some(({ then: steps }) =>
      steps.some(
        (step) =>
          step.do === 'hardware' &&
          step.offset < PCI_COMMAND + 2 &&
          step.offset + (step.size ?? 4) > PCI_COMMAND,
      ),
    ),
  );

/** Functions that a guest reset by a raw write (FLR, with `permissive`): what they lost then, it did to itself. */
function resetByGuests(execution: Execution): ReadonlySet<number> {
  const { log } = execution;
  const tasks = tasksOf(execution);
  const found = new Set<number>();
  for (let i = 0, left = log.counts[Ev.FunctionReset] as number; left > 0; i++) {
    if (log.codes[i] !== Ev.FunctionReset) continue;
    left--;
    const at = i * STRIDE;
    const ofGuest = tasks.workerDomain(log.data[at + 2] as number) > 0;
    if (ofGuest && log.data[at + 4] !== ResetKind.Soft) found.add(log.data[at + 3] as number);
  }
  return found;
}

const commandOf = (config: Uint8Array): number => (config[4] as number) | ((config[5] as number) << 8);
const hex = (value: number): string =>
  value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;

/** Follows AER requests from the flag that posts one to the verdict; each in a recovery task of its own. */
class AerExchange {
  /** Tasks whose request was posted, or given up by the host, and has no verdict yet. */
  private readonly posted = new Set<number>();
  private readonly timedOut = new Set<number>();

  note(data: Float64Array, at: number): void {
    const task = data[at + 2] as number;
    if (data[at + 5] === 1) {
      this.posted.add(task);
      this.timedOut.delete(task);
    } else if (data[at + 5] === 2) this.timedOut.add(task);
  }

  judge(data: Float64Array, at: number): Violation[] {
    const result = data[at + 5] as number;
    const task = data[at + 2] as number;
    const posted = this.posted.delete(task);
    const timedOut = this.timedOut.delete(task);
    const callback = data[at + 4] as number;
    if (callback === 3) return [];
    if (posted && timedOut && result !== 1 && result !== 4) {
      return [
        violation(
          'host-integrity',
          'aer-timeout',
          'common_process',
          ['AER-13'],
          'the host is told that a device recovered although the guest never answered',
          `verdict ${result}`,
        ),
      ];
    }
    if (result >= 1 && result <= 5) return [];
    return [
      violation(
        'host-integrity',
        'aer-answer',
        'common_process',
        ['AER-14', 'AER-17'],
        "a guest's answer that is no recovery result reaches the host",
        `verdict ${result}`,
      ),
    ];
  }
}
