import { PCI_COMMAND } from '../abi/pci-regs.ts';
import { xenbusStateName } from '../abi/xenbus.ts';
import type { ConnectionState, DeviceState, Execution } from '../executor/execution.ts';
import { TraceFunctions } from './trace-functions.ts';
import { hex, powerStateName } from './trace-names.ts';
import { visible } from './visible-text.ts';

/** What is left when the program has ended, one line per connection, device and task that still waits. */
export function endLines({ final, crash, log, functions }: Execution): string[] {
  const known = new TraceFunctions(functions);
  const origin = log.length === 0 ? final.now : log.record(0).time;
  const seconds = (usec: number): string => `${((usec - origin) / 1000).toFixed(3)} ms`;
  return [
    `the end at ${seconds(final.now)}${crash === null ? '' : `: CRASH, ${crash.kind} in ${visible(crash.site)}: ${visible(crash.message)}`}`,
    ...final.connections.map((connection) => `  ${connectionText(connection)}`),
    ...final.devices().map(({ fn, inUse, state }) => `  ${known.address(fn)}: ${deviceText(state, inUse)}`),
    ...final.waiting.map(
      ({ name, reason, since }) => `  ${visible(name)} waits since ${seconds(since)}: ${visible(reason)}`,
    ),
  ];
}

function connectionText({
  domid,
  backendState,
  frontendState,
  mapped,
  bound,
  eoiMissing,
}: ConnectionState): string {
  const state = (number: number): string => (number === 0 ? 'has no state' : `is ${xenbusStateName(number)}`);
  const words = [
    `backend ${state(backendState)}`,
    `frontend ${state(frontendState)}`,
    mapped ? 'page mapped' : 'no page',
    bound ? 'channel bound' : 'no channel',
    ...(eoiMissing ? ['an EOI is missing'] : []),
  ];
  return `dom${domid}: ${words.join(', ')}`;
}

/** The enable counter of the PCI core (`en_cnt`). */
function enableText(count: number): string {
  if (count === 0) return 'disabled';
  return count === 1 ? 'enabled' : `enable count ${count}`;
}

function deviceText(state: DeviceState, inUse: boolean): string {
  const command = (state.config[PCI_COMMAND] as number) | ((state.config[PCI_COMMAND + 1] as number) << 8);
  const read = state.guestCommand < 0 ? '' : ` (guests read ${hex(state.guestCommand, 2)})`;
  const words = [
    inUse ? 'in use' : 'free',
    `COMMAND ${hex(command, 2)}${read}`,
    powerStateName(state.powerState),
    enableText(state.enableCount),
    ...(state.isBusmaster ? ['bus master'] : []),
    ...(state.msiEnabled ? ['MSI'] : []),
    ...(state.msixEnabled ? ['MSI-X'] : []),
    ...(state.helpers > 0
      ? [`helper handler installed${state.helpers === 1 ? '' : ` ${state.helpers} times`}`]
      : []),
    ...(state.permissive ? ['permissive'] : []),
    ...(state.interruptControl ? ['allow_interrupt_control'] : []),
    ...(state.quirkFields > 0 ? [`quirk fields: ${state.quirkFields}`] : []),
    ...(state.owner >= 0 ? [`owner dom${state.owner}`] : []),
    ...(state.answers ? [] : ['does not answer']),
  ];
  return words.join(', ');
}
