import { basename } from 'node:path';
import { PCI_FUNC, PCI_SLOT, pciName } from '../abi/pci-regs.ts';
import type { LibraryDevice } from '../executor/device-library.ts';
import { type DumpWarning, type FunctionDescription, sameAddress } from '../platform/pci/description.ts';
import { parseDump } from '../platform/pci/dump/parse.ts';

/** Name of the devices of a file: the file's, without folders and `.lspci` or `.txt`. */
export function stemOf(file: string): string {
  return basename(file).replace(/\.(lspci|txt)$/, '');
}

/** What a dump holds. */
export interface DumpContent {
  /** In the order of the dump. */
  readonly devices: readonly LibraryDevice[];
  /** Oddities that concern no single function; those that do are in its description. */
  readonly warnings: readonly DumpWarning[];
}

/**
 * Reads one dump's text.
 * @param stem names the devices, with an address behind `#` when there are several
 * @param source file's name for messages
 * @throws DumpError
 */
export function readDump(text: string, stem: string, source = stem): DumpContent {
  const { functions, warnings } = parseDump(text, source);
  const devices = functions.map((description) => ({
    name: functions.length === 1 ? stem : `${stem}#${shortAddress(description, functions)}`,
    description,
    companions: companionsOf(description, functions),
  }));
  const ofFunctions = new Set(
    functions.flatMap((fn) =>
      fn.warnings.map(({ line, text }) => `${line} ${pciName(fn.domain, fn.bus, fn.devfn)}: ${text}`),
    ),
  );
  return { devices, warnings: warnings.filter(({ line, text }) => !ofFunctions.has(`${line} ${text}`)) };
}

/** The devices alone, see {@link readDump}. */
export function devicesOf(text: string, stem: string, source = stem): readonly LibraryDevice[] {
  return readDump(text, stem, source).devices;
}

/** `03:00.0`, with domain and machine only where they are needed to tell functions apart. */
function shortAddress(fn: FunctionDescription, all: readonly FunctionDescription[]): string {
  const address = fn.domain === 0 ? withoutDomain(fn) : pciName(fn.domain, fn.bus, fn.devfn);
  return all.some((other) => other.machine !== fn.machine) ? `${fn.machine}/${address}` : address;
}

function withoutDomain({ bus, devfn }: FunctionDescription): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return `${hex(bus)}:${hex(PCI_SLOT(devfn))}.${PCI_FUNC(devfn)}`;
}

/** Address of a device as it stands in names: `03:00.0`, with domain and machine where they matter. */
export function addressOf({ name, description }: LibraryDevice): string {
  const hash = name.lastIndexOf('#');
  return hash < 0 ? shortAddress(description, [description]) : name.slice(hash + 1);
}

/** Does `text`, as a person writes an address (domain and machine may be left out), mean this function? */
export function isAt(text: string, fn: FunctionDescription): boolean {
  const wanted = text.toLowerCase();
  const full = pciName(fn.domain, fn.bus, fn.devfn);
  const forms = fn.domain === 0 ? [full, withoutDomain(fn)] : [full];
  return forms.some((form) => wanted === form || wanted === `${fn.machine}/${form}`);
}

/** A VF needs its physical function beside it. */
function companionsOf(fn: FunctionDescription, all: readonly FunctionDescription[]): FunctionDescription[] {
  const { physfnAddress } = fn;
  if (physfnAddress === null) return [];
  return all.filter((other) => other.machine === fn.machine && sameAddress(other, physfnAddress));
}
