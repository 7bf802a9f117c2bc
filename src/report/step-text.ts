import { xenbusStateName } from '../abi/xenbus.ts';
import type { Effect, Step } from '../program/program.ts';
import { commandLabel } from './page-text.ts';
import { aerResultText, channelStateText, hex, ordinal, plainOrHex, signedHex } from './trace-names.ts';
import { quoted } from './visible-text.ts';

type Of<K extends Step['do']> = Extract<Step, { do: K }>;

/** The guest that is meant when a step names none. */
export const GUEST_0 = 0;

/** One step of a program in one line: `guest 0 conf_write offset=0x4 size=2 value=7`. */
export function stepText(step: Step): string {
  const guest = `guest ${'guest' in step ? (step.guest ?? GUEST_0) : GUEST_0}`;
  const device = `device ${'device' in step ? (step.device ?? 0) : 0}`;
  switch (step.do) {
    case 'op':
      return `${guest} ${requestStep(step)}`;
    case 'page':
      return `${guest}: ${pageStep(step)}`;
    case 'notify':
      return `${guest} sends ${count(step.times, 'event')}`;
    case 'answer':
      return `${guest} answers the AER request with ${aerResultText(step.result ?? 5)}`;
    case 'node':
      return `${guest} ${nodeStep(step, 'its')}${times(step.times)}`;
    case 'frontend':
      return `${guest}'s frontend: ${frontendSteps[step.step]}`;
    case 'grant':
      return `${guest} ${grantSteps[step.how]}`;
    case 'channel':
      return `${guest} ${step.how === 'close' ? 'closes its event channel' : 'allocates and publishes a new event channel'}`;
    case 'toolstack':
      return `toolstack ${toolstackStep(step)} (${guest})`;
    case 'backendNode':
      return `dom0 ${nodeStep(step, "the backend's")} (${guest})`;
    case 'bind':
      return `dom0 binds ${device}`;
    case 'unbind':
      return `dom0 unbinds ${device}`;
    case 'sysfs':
      return `dom0 writes ${quoted(step.value)} to ${step.attribute}${step.value.includes('{device}') ? ` (${device})` : ''}`;
    case 'show':
      return `dom0 reads ${step.attribute}`;
    case 'parameter':
      return `dom0 sets the parameter permissive=${step.permissive}`;
    case 'aer':
      return aerStep(step, device);
    case 'interrupt':
      return `${device} signals ${count(step.times, 'interrupt')}`;
    case 'hardware':
      return `${device} changes its register ${hex(step.offset)} to ${hex(step.value)} (${count(step.size ?? 4, 'byte')})`;
    case 'vanish':
      return `${device} disappears from the bus`;
    case 'lineShared':
      if (step.shared === 'unknown') return `the hypervisor cannot say who shares the line of ${device}`;
      return `other domains ${step.shared === 'yes' ? 'share' : 'do not share'} the line of ${device}`;
    case 'fault':
      return `the next ${step.count === undefined || step.count === 1 ? 'call' : `${step.count} calls`} of ${step.what} will fail`;
    case 'advance':
      return `${count(step.jiffies, 'jiffy', 'jiffies')} ${step.jiffies === 1 ? 'passes' : 'pass'}`;
    case 'run':
      return `${taskName(step, guest)} runs ${count(step.steps, 'step')}`;
    case 'load':
      return loadStep(step);
    case 'unload':
      return 'dom0 unloads the driver';
    case 'moduleParameter':
      return fileStep(`the parameter ${quotedName(step.name)}`, step.value);
    case 'eventStatistic':
      return `${fileStep(step.name, step.value)} (${guest})`;
    case 'driverBind':
      return `dom0 binds ${device} to ${driverName(step.driver)}, by 'bind' alone`;
    case 'driverUnbind':
      return `dom0 unbinds ${device} from the driver it has`;
    case 'driverOverride':
      return `dom0 ${step.driver === 'none' ? 'clears driver_override' : `sets driver_override to ${driverName(step.driver)}`} of ${device}`;
    case 'xenstore':
      return `${step.by === 'guest' ? guest : 'dom0'} ${xenstoreStep(step)}${step.by === 'guest' ? '' : ` (${guest})`}`;
    case 'deviceOwner':
      return `the host makes dom${step.domid} the owner of ${device}`;
    case 'pciFlag':
      return step.flag === 'nomsi'
        ? 'the host turns MSI off (pci=nomsi)'
        : `the host flags ${device}: ${step.flag}`;
    case 'physdev':
      return `from now on the hypervisor answers ${step.answer} when told of a device`;
    case 'gsi':
      return `dom0 asks for the GSI of ${device}`;
    case 'affinity':
      return `the host moves the channel of ${guest} to processor ${step.cpu ?? 1}`;
    case 'dynamicDebug':
      return `debug lines of ${step.module === 'pciback' ? 'the backend' : `${guest}'s frontend`} are switched ${step.state}`;
  }
}

const driverName = (driver: string): string => (driver === 'host' ? 'the driver of the host' : driver);

function loadStep({ hide, passthrough, permissive }: Of<'load'>): string {
  const words = [
    ...(hide === undefined ? [] : [`hide=${quoted(hide)}`]),
    ...(passthrough ? ['passthrough=Y'] : []),
    ...(permissive ? ['permissive=Y'] : []),
  ];
  return `dom0 loads the driver${words.length === 0 ? '' : ` with ${words.join(' ')}`}`;
}

/** Reading a file, or writing a value to it. */
const fileStep = (file: string, value: string | undefined): string =>
  value === undefined ? `dom0 reads ${file}` : `dom0 writes ${quoted(value)} to ${file}`;

function xenstoreStep({ access, path, value = '' }: Of<'xenstore'>): string {
  if (access === 'write') return `writes ${quoted(value)} to node ${quoted(path)}`;
  return `${access === 'read' ? 'reads' : 'removes'} node ${quoted(path)}`;
}

/** What happens at a point: `at the 2nd fetch of op.value: op.value := 0x64`. */
export function effectText(effect: Effect, guest: number | undefined): string {
  return `${pointText(effect)}: ${effect.then.map((step) => withoutGuest(step, guest ?? GUEST_0)).join('; ')}`;
}

/** `at the 2nd fetch of op.value`, `at every notification`. */
export function pointText({ on, name, nth }: Effect): string {
  const which = nth === 0 ? 'every' : `the ${ordinal(nth)}`;
  return `at ${which} ${points[on]}${name === undefined ? '' : `${on === 'config' ? ' at' : ' of'} ${quotedName(name)}`}`;
}

const points: Readonly<Record<Effect['on'], string>> = Object.freeze({
  fetch: 'fetch',
  store: 'store',
  notify: 'notification',
  eoi: 'EOI',
  lock: 'lock',
  wait: 'wait',
  config: 'configuration access',
  xenstore: 'xenstore access',
});

/** Names of points are texts of the program; anything but a plain one is quoted. */
const quotedName = (name: string): string => (/^[\w.[\]-]+$/.test(name) ? name : quoted(name));

/** A step as part of an action of `guest`, which need not be named again. */
function withoutGuest(step: Step, guest: number): string {
  const prefix = `guest ${guest}: `;
  const text = stepText(step);
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function requestStep(step: Of<'op'>): string {
  const words = [commandLabel(step.cmd)];
  const put = (name: string, value: number | undefined, show: (value: number) => string): void => {
    if (value !== undefined) words.push(`${name}=${show(value)}`);
  };
  if (step.device !== undefined && step.device !== 0)
    words.push(step.device < 0 ? 'explicit address' : `device=${step.device}`);
  put('domain', step.domain, hex);
  put('bus', step.bus, hex);
  put('devfn', step.devfn, hex);
  if (usesOffset(step)) words.push(`offset=${offsetText(step)}`, `size=${step.size ?? 4}`);
  put('value', step.value, plainOrHex);
  put('info', step.info, hex);
  if (step.entries !== undefined) words.push(`entries=${entriesText(step.entries)}`);
  return (
    words.join(' ') +
    times(step.times) +
    (step.inactive ? ', PCIF_active not set' : '') +
    (step.silent ? ', no event' : '')
  );
}

function usesOffset({ cmd, offset, size, base }: Of<'op'>): boolean {
  return cmd <= 1 || offset !== undefined || size !== undefined || base !== undefined;
}

function offsetText({ base, offset = 0 }: Of<'op'>): string {
  if (base === undefined || base === 'header') return signedHex(offset);
  return `${base}${offset < 0 ? '' : '+'}${signedHex(offset)}`;
}

function entriesText(entries: readonly (readonly [number, number])[]): string {
  const shown = entries.slice(0, 8).map(([index, vector]) => `${index}:${hex(vector)}`);
  return `[${shown.join(',')}${entries.length > 8 ? `,... ${entries.length} in all` : ''}]`;
}

const operators = Object.freeze({ set: ':=', or: '|=', clear: '&= ~', xor: '^=' });

function pageStep({ field, how = 'set', width = 4, value }: Of<'page'>): string {
  const operator = operators[how];
  const narrow = width === 4 ? '' : ` (${count(width, 'byte')})`;
  return `${quotedName(field)} ${operator}${operator.endsWith('~') ? '' : ' '}${plainOrHex(value)}${narrow}`;
}

function nodeStep({ name, value = '', remove }: Of<'node'> | Of<'backendNode'>, whose: string): string {
  const node = name === '' ? `${whose} directory` : `${whose} node ${quotedName(name)}`;
  if (remove) return `removes ${node}`;
  const isState = /^state(-\d+)?$/.test(name) && /^[0-8]$/.test(value);
  return `writes ${quoted(value)}${isState ? ` (${xenbusStateName(Number(value))})` : ''} to ${node}`;
}

const frontendSteps: Readonly<Record<Of<'frontend'>['step'], string>> = Object.freeze({
  publish: 'publishes page and channel, goes to Initialised',
  connected: 'goes to Connected',
  scan: 'scans the bus and connects',
  enable: 'enables its devices',
  msi: 'asks for MSI',
  msix: 'asks for two MSI-X vectors',
  service: 'serves AER and follows the backend',
  reconfiguring: 'goes to Reconfiguring',
  close: 'gives up the connection',
  restart: 'starts again with a new page and channel',
});

const grantSteps: Readonly<Record<Of<'grant'>['how'], string>> = Object.freeze({
  revoke: 'revokes the grant of its page',
  readonly: 'publishes a read-only grant',
  foreign: 'publishes a grant for another domain',
  renew: 'publishes a new page',
});

function toolstackStep({ step, device = 0 }: Of<'toolstack'>): string {
  switch (step) {
    case 'create':
      return `creates the nodes with device ${device}`;
    case 'add':
      return `adds device ${device}`;
    case 'remove':
      return `marks device ${device} for detach`;
    case 'reap':
      return 'deletes the keys of detached devices';
    case 'offline':
      return 'writes online=0';
    case 'destroy':
      return 'deletes the nodes';
  }
}

const callbacks: Readonly<Record<Of<'aer'>['callback'], string>> = Object.freeze({
  detected: 'error_detected',
  mmio: 'mmio_enabled',
  slot_reset: 'slot_reset',
  resume: 'resume',
  recover: 'recovery',
});

function aerStep({ callback, state = 2 }: Of<'aer'>, device: string): string {
  const with_ =
    callback === 'detected' || callback === 'recover' ? `, channel state ${channelStateText(state)}` : '';
  return `host's AER: ${callbacks[callback]} of ${device}${with_}`;
}

function taskName({ task }: Of<'run'>, guest: string): string {
  if (task === 'worker') return `the worker of ${guest}`;
  return task === 'any' ? 'whichever task can' : `the ${task} task`;
}

function count(number: number | undefined, one: string, many = `${one}s`): string {
  const given = number ?? 1;
  return given === 1
    ? one === 'interrupt' || one === 'event'
      ? `an ${one}`
      : `1 ${one}`
    : `${given} ${many}`;
}

const times = (number: number | undefined): string =>
  number === undefined || number === 1 ? '' : `, ${number} times`;
