import { type WritableMode, writableModes } from '../campaign/writable-map.ts';
import type { WritableRegister } from '../campaign/writable-registers.ts';
import { visible } from '../report/visible-text.ts';
import type { DeviceFacts, RegionFact } from './device-facts.ts';
import { hex } from './device-row.ts';
import { columns, type Terminal } from './terminal.ts';

const modeTitles: Readonly<Record<WritableMode, string>> = Object.freeze({
  default: 'default',
  permissive: 'permissive',
  interruptControl: 'interrupt control',
});

/** Prints one function for people. */
export function showDevice(facts: DeviceFacts, terminal: Terminal): void {
  const { address, description } = facts;
  const name = terminal.rest(description.name, address.length + 2);
  terminal.line(`${terminal.style('heading', address)}  ${name}`.trimEnd());
  for (const line of columns(headerRows(facts))) terminal.line(`  ${line}`);
  section(terminal, 'regions', columns(facts.regions.map(regionCells)));
  section(terminal, 'capabilities', columns(capabilityRows(facts)));
  section(
    terminal,
    'warnings',
    facts.warnings.map((text) => terminal.style('warning', visible(text))),
  );
  if (facts.assignable)
    section(terminal, 'bits a guest can change, per mode', writableTable(facts.registers, terminal));
  terminal.line();
}

function section(terminal: Terminal, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  terminal.line(`  ${terminal.style('heading', title)}`);
  for (const line of lines) terminal.line(`    ${line}`);
}

function headerRows(facts: DeviceFacts): string[][] {
  const { description, physicalFunction } = facts;
  const id = (vendor: number, device: number): string =>
    `${hex(vendor, 4).slice(2)}:${hex(device, 4).slice(2)}`;
  const { subsystemVendorId, subsystemId } = facts;
  const subsystem =
    subsystemVendorId && subsystemId !== null ? `, subsystem ${id(subsystemVendorId, subsystemId)}` : '';
  const rows = [
    ['ids', `${id(facts.vendorId, facts.deviceId)}${subsystem}, revision ${hex(facts.revision, 2)}`],
    ['class', hex(facts.classCode, 6)],
    [
      'header',
      `type ${facts.headerType}${facts.multifunction ? ', multifunction' : ''}, ${spaceText(facts)}`,
    ],
  ];
  if (description.isVf)
    rows.push(['virtual', `function of ${physicalFunction ?? 'a physical function the dump does not tell'}`]);
  if (facts.interruptPin > 0 || description.irq > 0) rows.push(['interrupt', interruptText(facts)]);
  const methods = facts.resetMethods.map((method) => method.toUpperCase()).join(', ');
  rows.push(['reset', methods === '' ? 'it cannot be reset by itself' : methods]);
  rows.push([
    'masks',
    description.masks === null ? 'worked out from header and capabilities' : 'recorded from the device',
  ]);
  return rows;
}

function spaceText({ description: { config, known } }: DeviceFacts): string {
  const all = `${config.length} bytes of configuration space`;
  return known < config.length ? `${all}, ${known} of them in the dump` : all;
}

function interruptText({ interruptPin, description: { irq } }: DeviceFacts): string {
  const pin = interruptPin >= 1 && interruptPin <= 4 ? ` ${'ABCD'[interruptPin - 1]}` : ` ${interruptPin}`;
  return `pin${interruptPin === 0 ? ' none' : pin}${irq > 0 ? `, line ${irq}` : ''}`;
}

function regionCells({ name, kind, address, size, sizeTold, is64, prefetchable }: RegionFact): string[] {
  const what =
    kind === 'io'
      ? 'I/O ports'
      : `memory${kind === 'rom' ? '' : is64 ? ' 64-bit' : ' 32-bit'}${prefetchable ? ', prefetchable' : ''}`;
  const where = address === 0 ? 'not assigned' : hex(address, kind === 'io' ? 4 : 8);
  return [name, what, where, `${bytesText(size)}${sizeTold ? '' : ' (assumed)'}`];
}

/** `128 KiB` */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = bytes;
  for (; value >= 1024 && value % 1024 === 0 && unit < units.length - 1; unit++) value /= 1024;
  return `${value} ${units[unit]}`;
}

function capabilityRows({ capabilities }: DeviceFacts): string[][] {
  return capabilities.map(({ offset, extended, name, detail }) => [
    hex(offset, extended ? 3 : 2),
    name,
    detail,
  ]);
}

/** Registers side by side with their masks; neighbours of one kind with the same masks share a line. */
function writableTable(registers: readonly WritableRegister[], terminal: Terminal): string[] {
  const rows = runs(registers).map(({ first, last, count }) => [
    count === 1 ? hex(first.offset, 3) : `${hex(first.offset, 3)}-${hex(last.offset + last.size - 1, 3)}`,
    count === 1 ? first.name : `${count} registers, ${kindOf(first.name)}`,
    ...writableModes.map((mode) => maskText(first, mode)),
  ]);
  if (rows.length === 0) return ['none'];
  const heading = ['', '', ...writableModes.map((mode) => modeTitles[mode])];
  return columns([heading, ...rows], (cell, column, row) => {
    if (row === 0 || column === 0 || cell === '-') return terminal.style('faint', cell);
    if (column === 2) return terminal.style('bad', cell);
    return column > 2 && cell !== rows[row - 1]?.[2] ? terminal.style('warning', cell) : cell;
  });
}

const maskText = ({ masks, size }: WritableRegister, mode: WritableMode): string =>
  masks[mode] === 0 ? '-' : hex(masks[mode], 2 * size);

interface Run {
  readonly first: WritableRegister;
  last: WritableRegister;
  count: number;
}

/** `device-specific` of `device-specific 0x48`; `Vendor` of `Vendor+0x5`; '' for a register with a name of its own. */
function kindOf(name: string): string {
  return /^(.*?)[ +]0x[0-9a-f]+$/.exec(name)?.[1] ?? '';
}

function runs(registers: readonly WritableRegister[]): Run[] {
  const found: Run[] = [];
  for (const register of registers) {
    const run = found.at(-1);
    if (run !== undefined && continues(run, register)) {
      run.last = register;
      run.count++;
    } else found.push({ first: register, last: register, count: 1 });
  }
  return found;
}

function continues({ first, last }: Run, next: WritableRegister): boolean {
  const kind = kindOf(next.name);
  if (kind === '' || kind !== kindOf(first.name) || next.size !== first.size) return false;
  if (next.offset !== last.offset + last.size) return false;
  return writableModes.every((mode) => next.masks[mode] === first.masks[mode]);
}
