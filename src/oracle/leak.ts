import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_MASTER,
  PCI_MSI_FLAGS,
  PCI_MSIX_FLAGS,
} from '../abi/pci-regs.ts';
import { XenbusStateClosed } from '../abi/xenbus.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { DeviceState, Execution, FunctionFacts, Return } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import type { Step } from '../program/program.ts';
import { Attachments, attachmentKinds } from './attachments.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';
import { servedRequests } from './requests.ts';
import { someStep } from './steps.ts';

/** After disconnect, return or unbind something of one guest stays behind for the next owner or for good. */
export const leak = plainOracle(
  'leak',
  'something of a guest stays behind',
  ['inspection', 'host-effects'],
  (execution) => [
    ...announcedWhileMapped(execution),
    ...canaries(execution),
    ...execution.returns.flatMap((returned) => leftBehind(execution, returned)),
    ...leftAtEnd(execution),
  ],
);

/** Memory that the host had not initialised reaches a guest beside the members of a reply (C4). */
function canaries(execution: Execution): Violation[] {
  const request = servedRequests(execution).find(({ canary }) => canary);
  if (request === undefined) return [];
  return [
    violation(
      'leak',
      'canary',
      'xen_pcibk_do_one_op',
      ['ABI-08', 'EVT-17'],
      'uninitialised memory of the host reaches the shared page',
      `domain ${request.domid}`,
    ),
  ];
}

/** Closed is announced while the page is still mapped (C9). */
function announcedWhileMapped({ log, start }: Execution): Violation[] {
  if (!log.has(Ev.StateSwitch)) return [];
  const attachments = new Attachments(start);
  const found: Violation[] = [];
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i] as number;
    if (attachmentKinds[code] === 1) attachments.note(log, i);
    if (code !== Ev.StateSwitch) continue;
    const at = i * STRIDE;
    const domid = log.data[at + 3] as number;
    if (log.data[at + 4] === XenbusStateClosed && attachments.mapped(domid)) {
      found.push(
        violation(
          'leak',
          'mapped-at-closed',
          'xen_pcibk_frontend_changed',
          ['XB-51'],
          'Closed is announced while the page is still mapped',
          `domain ${domid}`,
        ),
      );
    }
  }
  return found;
}

/** What the next owner of a device would meet of the last one. */
function leftBehind(execution: Execution, { fn, action, before, after, resetDone }: Return): Violation[] {
  const facts = execution.functions[fn];
  if (facts === undefined) return [];
  const found: Violation[] = [];
  const object = (subject: string, rules: string[], title: string, detail = ''): void => {
    found.push(violation('leak', subject, 'pcistub_put_pci_dev', rules, title, `${facts.address} ${detail}`));
  };
  if (after.owner >= 0)
    object('owner', ['STUB-20'], 'a returned device still has an owner', `domain ${after.owner}`);
  if (after.vectors > 0 || after.msiEnabled || after.msixEnabled)
    object('msi', ['ISR-14'], 'a returned device still has interrupt vectors');
  if (after.helpers > 0) object('helper', ['SYS-08', 'ISR-08'], "a helper handler outlives the device's use");
  if (after.enableCount > before.enableCount)
    object('enable-count', ['STUB-12', 'ISR-14'], 'a returned device is still enabled');
  const granted = grantedInTime(execution, action);
  if (granted && after.interruptControl && !before.interruptControl)
    object('interrupt-control', ['STUB-20'], 'interrupt control granted for one guest serves the next');
  if (granted && after.permissive && !before.permissive)
    object('permissive', ['STUB-21'], 'permissive granted for one guest serves the next');
  if (granted && after.quirkFields > before.quirkFields)
    object('quirk-fields', ['CONF-32'], 'fields added for one guest serve the next');
  if (!after.answers || !before.answers) return found;
  if (
    after.scratch !== 0 &&
    after.scratch !== before.scratch &&
    facts.hasResetMethod &&
    mayReachNext(execution, fn, action)
  ) {
    object('device-state', ['STUB-20'], 'state inside the device passes to the next owner');
  }
  if (disturbed(execution)) return found;
  if (after.powerState > 0) object('power', ['STUB-26'], 'a returned device is still asleep');
  else if (!isOwnView(before, after) && !touchedByOthers(execution)) {
    object('command-view', ['HDR-16'], 'the next guest reads COMMAND bits that the last one chose');
  }
  if (commandOf(after.config) & ~commandOf(before.config) & PCI_COMMAND_MASTER)
    object('master', ['STUB-25', 'STUB-28'], 'a returned device may still master the bus');
  found.push(...interruptEnables(execution, facts, before.config, after.config));
  if (resetDone && !touchedByOthers(execution)) found.push(...configLeft(facts, before.config, after.config));
  return found;
}

/** Where the device itself, error recovery, a fault or root changed things, the registers say nothing about the return. */
function touchedByOthers({ program }: Execution): boolean {
  return someStep(program, (step) => OTHERS.has(step.do));
}

const OTHERS: ReadonlySet<string> = new Set([
  'hardware',
  'vanish',
  'fault',
  'sysfs',
  'bind',
  'unbind',
  'aer',
]);

const ownerKinds = kindTable(Ev.Action, Ev.Owner, Ev.Unbind, Ev.DriverUnload);

/**
 * After a fault of the host the device may be withheld: then nobody meets what is left unless somebody gets it before
 * root binds it anew.
 */
function mayReachNext(execution: Execution, fn: number, action: number): boolean {
  if (!disturbed(execution)) return true;
  // Another part of the host gives it to whom it likes, and does not ask the driver.
  if (someStep(execution.program, (step) => step.do === 'deviceOwner')) return false;
  const { codes, data, length } = execution.log;
  let now = 0;
  let taken = false;
  for (let i = 0; i < length; i++) {
    if (ownerKinds[codes[i] as number] === 0) continue;
    const at = i * STRIDE;
    if (data[at] === Ev.Action) now = data[at + 3] as number;
    else if (data[at] === Ev.DriverUnload || (data[at] === Ev.Unbind && data[at + 3] === fn)) {
      if (now > action) break;
    } else if (data[at] !== Ev.Owner || data[at + 3] !== fn) continue;
    else if ((data[at + 4] as number) >= 0) taken = true;
    else if (now <= action) taken = false;
  }
  return taken;
}

/** The device itself or a fault changed what the host read and wrote. */
function disturbed({ program }: Execution): boolean {
  return someStep(program, ({ do: kind }) => kind === 'hardware' || kind === 'fault' || kind === 'vanish');
}

/** What root granted was granted before the return: with actions still waiting to run, or in the same action, that is open. */
function grantedInTime({ program }: Execution, returned: number): boolean {
  return program.actions.every(
    (action, number) => !action.hold && (action.do !== 'sysfs' || number < returned) && !action.at?.length,
  );
}

/** The view is what it was at bind, or the register itself: nothing of the guest's own choosing. */
function isOwnView(before: DeviceState, after: DeviceState): boolean {
  const view = guestView(after.guestCommand);
  return view === guestView(before.guestCommand) || view === guestView(commandOf(after.config));
}

/** COMMAND bits that are an echo of what was last written (HDR-11). */
const guestView = (command: number): number => command & ~0x2bc;
const commandOf = (config: Uint8Array): number => wordAt(config, PCI_COMMAND);
const wordAt = (config: Uint8Array, at: number): number =>
  (config[at] as number) | ((config[at + 1] as number) << 8);

function interruptEnables(
  execution: Execution,
  facts: FunctionFacts,
  before: Uint8Array,
  after: Uint8Array,
): Violation[] {
  // A bridge keeps its vectors as well, and that says it all.
  if (touchedByOthers(execution) || facts.headerType !== 0) return [];
  const on: string[] = [];
  if (facts.msi && wordAt(after, facts.msi + PCI_MSI_FLAGS) & ~wordAt(before, facts.msi + PCI_MSI_FLAGS) & 1)
    on.push('MSI');
  if (
    facts.msix &&
    wordAt(after, facts.msix + PCI_MSIX_FLAGS) & ~wordAt(before, facts.msix + PCI_MSIX_FLAGS) & 0x8000
  )
    on.push('MSI-X');
  if ((wordAt(after, PCI_COMMAND) ^ wordAt(before, PCI_COMMAND)) & PCI_COMMAND_INTX_DISABLE)
    on.push('INTX_DISABLE');
  if (on.length === 0) return [];
  return [
    violation(
      'leak',
      `enable-${on[0]}`,
      'xen_pcibk_reset_device',
      ['CAP-27', 'ISR-14'],
      'an interrupt enable set by one guest serves the next',
      `${facts.address} ${on.join(', ')}`,
    ),
  ];
}

/** After a reset and a restore the header holds what it held at bind, but for status and what the host manages. */
function configLeft(
  { address, pm, isVf }: FunctionFacts,
  before: Uint8Array,
  after: Uint8Array,
): Violation[] {
  if (isVf) return [];
  for (let register = 0x0c; register < 0x3e; register++) {
    if (before[register] === after[register]) continue;
    if (pm && register >= pm && register < pm + 8) continue;
    return [
      violation(
        'leak',
        'config',
        'pcistub_put_pci_dev',
        ['STUB-20'],
        'configuration registers are not restored between owners',
        `${address} 0x${register.toString(16)}: 0x${before[register]?.toString(16)} to 0x${after[register]?.toString(16)}`,
      ),
    ];
  }
  return [];
}

/** Memory, handlers and devices that no owner is left for when everything has come to rest. */
function leftAtEnd(execution: Execution): Violation[] {
  const { final, crash, log, program } = execution;
  if (crash !== null || log.truncated) return [];
  const found: Violation[] = [];
  if (final.helpersOnFreedDevices > 0) {
    found.push(
      violation(
        'leak',
        'helper-unbound',
        'pcistub_device_release',
        ['SYS-08'],
        'a helper handler outlives the binding of its device',
        '',
      ),
    );
  }
  found.push(...attachmentsLeft(execution), ...memoryKept(execution));
  if (!final.connections.every(({ backendState }) => backendState === 0)) return found;
  const noFields = !someStep(program, (step) => step.do === 'sysfs' && step.attribute !== 'permissive');
  const expected = expectedMemory(execution);
  // A node that a toolstack wrote nonsense to has no state either, and its connection goes on.
  const nobodyHasOne = (): boolean => !final.devices().some(({ inUse }) => inUse);
  if (noFields && expected !== undefined && final.allocated > expected && nobodyHasOne()) {
    found.push(
      violation(
        'leak',
        'memory',
        'pcistub_device_release',
        ['CONF-32', 'STUB-31'],
        'memory of a released device is not freed',
        `${final.allocated - expected} bytes`,
      ),
    );
  }
  return found;
}

/** Nothing was bound, connected, exported or described in the program, and still the driver holds more than before. */
function memoryKept({ final, program }: Execution): Violation[] {
  if (final.allocated <= final.allocatedAtStart || someStep(program, mayAdd)) return [];
  return [
    violation(
      'leak',
      'memory-kept',
      'xen_pcibk_do_op',
      ['OPS-14'],
      'memory for requests of a guest is not freed',
      `${final.allocated - final.allocatedAtStart} bytes`,
    ),
  ];
}

const ADDS: ReadonlySet<string> = new Set([
  'toolstack',
  'backendNode',
  'xenstore',
  'bind',
  'driverBind',
  'sysfs',
  'load',
]);

/** The step may give the driver something to remember; a toolstack that destroys does not. */
const mayAdd = (step: Step): boolean =>
  ADDS.has(step.do) && !(step.do === 'toolstack' && step.step === 'destroy');

/** The page or the channel of a guest whose connection does not have it any more. */
function attachmentsLeft({ final, log, start }: Execution): Violation[] {
  if (final.connections.every(({ mapped, bound }) => mapped && bound)) return [];
  if (
    !log.has(Ev.GrantMap) &&
    !log.has(Ev.ChannelBind) &&
    start.every(({ mapped, bound }) => !mapped && !bound)
  )
    return [];
  const attachments = new Attachments(start);
  for (let i = 0; i < log.length; i++)
    if (attachmentKinds[log.codes[i] as number] === 1) attachments.note(log, i);
  return final.connections.flatMap((connection) => {
    const { domid } = connection;
    const found: Violation[] = [];
    if (attachments.mapped(domid) && !connection.mapped) {
      found.push(
        violation(
          'leak',
          'mapping',
          'xen_pcibk_disconnect',
          ['XB-53', 'XB-54'],
          "a guest's page stays mapped without a connection",
          `domain ${domid}`,
        ),
      );
    }
    if (attachments.bound(domid) && !connection.bound) {
      found.push(
        violation(
          'leak',
          'channel',
          'xen_pcibk_disconnect',
          ['XB-53', 'XB-54'],
          "a guest's channel stays bound without a connection",
          `domain ${domid}`,
        ),
      );
    }
    return found;
  });
}

/** Steps after which other fields than at the start are right for a device, or another list of devices. */
const CHANGES_MEMORY: ReadonlySet<string> = new Set(['fault', 'hardware', 'vanish', 'load', 'unload']);

/** Bytes the driver should hold without connections; undefined when the program gives no comparison. */
function expectedMemory({ final, program }: Execution): number | undefined {
  if (final.boundAtStart !== program.setup.devices.length || final.connectionsAtStart > 0) return undefined;
  if (!program.actions.some((action) => action.do === 'unbind')) return undefined;
  if (someStep(program, (step) => CHANGES_MEMORY.has(step.do))) return undefined;
  return final.boundDevices === final.boundAtStart ? final.allocatedAtStart : undefined;
}
