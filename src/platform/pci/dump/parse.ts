/**
 * Reads dumps of PCI configuration space: what `lspci -x`, `-xxx` or `-xxxx` prints, with or without the text of
 * `-v`, as people paste it (indented, quoted, with any line ends). A dump is a sequence of functions:
 *
 *     0000:01:00.0 Ethernet controller: ...       address (domain optional) and a name
 *     Region 0: Memory at fe000000 (64-bit, ...) [size=128K]       text of `lspci -v`; regions and IRQ are used
 *     00: 86 80 c9 10 ...                         offset and 16 bytes, without gaps, up to 64, 256 or 4096 bytes
 *
 * A file may hold several machines: an address that comes again begins another. Lines that begin with
 * `# pciback-rig:` carry what lspci cannot tell. They stand after the function's first line (`machine` before it):
 *
 *     # pciback-rig: machine 1                    functions from here on are those of machine 1
 *     # pciback-rig: vf-of 0000:01:00.0           it is a virtual function of that one (`none`: of one unknown)
 *     # pciback-rig: irq 16                       its legacy interrupt
 *     # pciback-rig: region 0 mem address=0xfe000000 size=131072 64bit prefetch
 *                                                 0-5 BARs, 6 ROM, 7-12 one VF's share of a PF's VF BARs; io, mem or rom
 *     # pciback-rig: masks                        true masks follow; bytes not listed are 0
 *     # pciback-rig: writable 0010: f0 ff ff ff   bits that keep what is written
 *     # pciback-rig: w1c 0004: 00 00 00 f9        bits that a written 1 clears
 *     # pciback-rig: power-on 0004: 00 00         values after a reset; bytes not listed are as dumped
 *
 * Regions so recorded replace the printed ones. Other lines are skipped.
 */
import { PCI_HEADER_TYPE, PCI_HEADER_TYPE_CARDBUS, pciName } from '../../../abi/pci-regs.ts';
import { compareAddresses, type DumpWarning, type FunctionDescription, sameAddress } from '../description.ts';
import { ANNOTATION, readAnnotation } from './annotations.ts';
import { Draft } from './draft.ts';
import { DumpError, quoted } from './error.ts';
import { type HeaderLine, readHeaderLine } from './header-line.ts';
import { type HexLine, readHexLine } from './hex-line.ts';
import { LineReader } from './lines.ts';
import { linkVirtualFunctions } from './link-vfs.ts';
import { isCapabilityLine, readIrqLine, readRegionLine } from './verbose-line.ts';

export interface ParsedDump {
  /** In the order of the source. */
  readonly functions: readonly FunctionDescription[];
  /** Of all functions, their address before each, and those that concern no function. */
  readonly warnings: readonly DumpWarning[];
}

const MAX_FUNCTIONS = 65536;
const BYTES_PER_LINE = 16;
const MAX_BYTES = 4096;
const PASTE = 'paste the whole output of `lspci -xxxx`';
const MAKE = 'make one with `lspci -xxxx` as root';

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

class DumpParser {
  private readonly reader: LineReader;
  private readonly finished: FunctionDescription[] = [];
  private readonly warnings: DumpWarning[] = [];
  private draft: Draft | null = null;
  /** Machine of the functions that come; once told explicitly it is not guessed any more. */
  private machine = 0;
  private machines = 1;
  private machineTold = false;
  /** Addresses of the present machine to positions in `finished`; `runStart`: the last ascending run of addresses. */
  private addresses = new Map<string, number>();
  private runStart = 0;
  private withoutBytes = 0;
  private firstWithoutBytes = 0;
  private sawText = false;

  constructor(text: string, source: string) {
    this.reader = new LineReader(text, source);
  }

  run(): ParsedDump {
    for (let line = this.reader.next(); line !== undefined; line = this.reader.next()) {
      if (line !== '') this.take(line);
    }
    this.finishDraft();
    if (this.finished.length === 0) throw this.nothingFound();
    if (this.withoutBytes > 0) {
      const text = `${this.withoutBytes} function(s) without bytes left out, the first here`;
      this.warnings.push({ line: this.firstWithoutBytes, text });
    }
    const functions = linkVirtualFunctions(this.finished);
    for (const fn of functions) {
      const name = pciName(fn.domain, fn.bus, fn.devfn);
      for (const { line, text } of fn.warnings) this.warnings.push({ line, text: `${name}: ${text}` });
    }
    this.warnings.sort((a, b) => a.line - b.line);
    return { functions, warnings: this.warnings };
  }

  private take(line: string): void {
    this.sawText = true;
    if (line.startsWith('#')) {
      this.takeComment(line);
      return;
    }
    const bytes = readHexLine(line);
    if (bytes !== undefined) {
      this.takeBytes(bytes);
      return;
    }
    const header = readHeaderLine(line);
    if (header !== undefined) this.begin(header);
    else if (this.draft !== null && this.draft.count === 0) this.takeVerbose(this.draft, line);
  }

  private takeVerbose(draft: Draft, line: string): void {
    if (draft.inCapabilities) return;
    if (isCapabilityLine(line)) {
      draft.inCapabilities = true;
      return;
    }
    const irq = readIrqLine(line);
    if (irq !== undefined) draft.setIrq(irq);
    const region = readRegionLine(line);
    if (region !== undefined) draft.addRegion(region);
  }

  private takeComment(line: string): void {
    const annotation = readAnnotation(line);
    if (annotation === undefined) return;
    if (annotation.kind === 'malformed') throw this.error(annotation.problem, `mend the line, or delete it`);
    if (annotation.kind === 'unknown') {
      this.warnings.push({
        line: this.reader.line,
        text: `unknown annotation ${quoted(annotation.word)} skipped`,
      });
      return;
    }
    if (annotation.kind === 'machine') {
      this.finishDraft();
      this.machine = annotation.machine;
      this.machineTold = true;
      return;
    }
    if (this.draft === null) {
      throw this.error(
        `'${ANNOTATION} ${annotation.kind}' before any function`,
        'put it after the line with the address',
      );
    }
    this.draft.annotate(annotation);
  }

  private begin(header: HeaderLine): void {
    this.finishDraft();
    this.draft = new Draft(header, this.reader.line, this.machine);
  }

  private takeBytes({ offset, bytes, rest }: HexLine): void {
    const { draft } = this;
    const expected = draft === null ? 0 : draft.count;
    // Some text that only looks like bytes, such as `ad: none`.
    if (rest !== '' && (offset !== expected || expected + bytes.length === 0)) return;
    if (draft === null) {
      throw this.error(
        'bytes before the line with the address of their function',
        `keep lines like '00:1f.2 SATA controller'`,
      );
    }
    if (rest !== '') throw this.error(`${quoted(rest)} is no hex byte`, PASTE);
    if (offset === 0 && expected > 0) {
      throw this.error(
        'bytes of another function without the line with its address',
        `keep lines like '00:1f.2 SATA controller'`,
      );
    }
    if (offset < expected)
      throw this.error(`the bytes at ${hex(offset)} come twice`, 'delete one of the two lines');
    if (offset > expected)
      throw this.error(`the bytes from ${hex(expected)} to ${hex(offset - 1)} are missing`, PASTE);
    if (expected >= MAX_BYTES) throw this.error('more than 4096 bytes for one function', PASTE);
    if (bytes.length !== BYTES_PER_LINE) {
      throw this.error(
        `the line has ${bytes.length} bytes instead of ${BYTES_PER_LINE}: it is cut off or damaged`,
        PASTE,
      );
    }
    draft.append(bytes, this.reader.line);
  }

  private finishDraft(): void {
    const { draft } = this;
    this.draft = null;
    if (draft === null) return;
    if (draft.count === 0) {
      if (this.withoutBytes++ === 0) this.firstWithoutBytes = draft.line;
      return;
    }
    this.place(draft);
    const fn = draft.finish(this.reader.source);
    const whole = fn.known === 64 || fn.known === 256 || fn.known === MAX_BYTES;
    const cardbus = (fn.config[PCI_HEADER_TYPE] & 0x7f) === PCI_HEADER_TYPE_CARDBUS;
    if (!whole && !(fn.known === 128 && cardbus)) {
      const all = fn.known < 256 ? 256 : MAX_BYTES;
      const name = pciName(fn.domain, fn.bus, fn.devfn);
      const problem = `${name} is cut off after ${hex(fn.known)} of ${hex(all)} bytes`;
      throw new DumpError(this.reader.source, draft.lastLine, problem, PASTE);
    }
    if (this.finished.length >= MAX_FUNCTIONS) {
      throw new DumpError(
        this.reader.source,
        draft.line,
        `more than ${MAX_FUNCTIONS} functions`,
        'split the dump, one machine per file',
      );
    }
    this.addresses.set(addressKey(fn), this.finished.length);
    this.finished.push(fn);
  }

  /** Decides which machine a function belongs to: lspci sorts by address, so one that comes again begins another machine. */
  private place(draft: Draft): void {
    const previous = this.finished.at(-1);
    const known = this.addresses.get(addressKey(draft));
    if (previous !== undefined && compareAddresses(draft, previous) <= 0)
      this.runStart = this.finished.length;
    if (known !== undefined) {
      const first = this.finished[known] as FunctionDescription;
      const name = pciName(draft.domain, draft.bus, draft.devfn);
      const adjacent = previous !== undefined && sameAddress(draft, previous) && draft.sameBytes(first);
      if (adjacent || this.machineTold) {
        const problem = `${name} is here twice, first on line ${first.line}`;
        throw new DumpError(this.reader.source, draft.line, problem, 'delete one of the two');
      }
      this.warnings.push({ line: draft.line, text: `${name} comes again: taken as another machine` });
      this.startMachine();
    }
    draft.machine = this.machine;
  }

  /** The present ascending run of addresses belongs to a machine of its own. */
  private startMachine(): void {
    this.machine = this.machines++;
    this.addresses = new Map();
    for (let i = this.runStart; i < this.finished.length; i++) {
      const fn: FunctionDescription = { ...(this.finished[i] as FunctionDescription), machine: this.machine };
      this.finished[i] = fn;
      this.addresses.set(addressKey(fn), i);
    }
  }

  private nothingFound(): DumpError {
    const { source } = this.reader;
    if (!this.sawText) return new DumpError(source, 0, 'the dump is empty', MAKE);
    if (this.withoutBytes === 0)
      return new DumpError(source, 0, 'it is no dump: there is no PCI function in it', MAKE);
    const problem = 'there are functions but no configuration bytes';
    return new DumpError(
      source,
      this.firstWithoutBytes,
      problem,
      'use `lspci -xxxx` (as root), not plain `lspci`',
    );
  }

  private error(problem: string, remedy: string): DumpError {
    return new DumpError(this.reader.source, this.reader.line, problem, remedy);
  }
}

function addressKey({
  domain,
  bus,
  devfn,
  machine,
}: {
  domain: number;
  bus: number;
  devfn: number;
  machine?: number;
}): string {
  return `${machine ?? 0}/${domain}/${(bus << 8) | devfn}`;
}

/**
 * Reads a dump. Linear in the length of `text`.
 * @param source name of the file, for messages
 * @throws DumpError, and nothing else, when `text` is no dump, is cut off, or contradicts itself. A function that is
 * merely malformed (capability loops and the like) is read, with warnings.
 */
export function parseDump(text: string, source: string): ParsedDump {
  return new DumpParser(text, source).run();
}
