import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pciName } from '../../src/abi/pci-regs.ts';
import { type FunctionDescription, ROM_REGION, VF_REGION_0 } from '../../src/platform/pci/description.ts';
import { parseDump } from '../../src/platform/pci/dump/parse.ts';
import { serializeDump } from '../../src/platform/pci/dump/serialize.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FILES = readdirSync(HERE).filter((file) => file.endsWith('.lspci'));
const text = (file: string): string => readFileSync(`${HERE}${file}`, 'utf8');
const DUMPS = FILES.map((file) => ({ file, ...parseDump(text(file), file) }));
const FUNCTIONS = DUMPS.flatMap((dump) => dump.functions);

const nameOf = ({ domain, bus, devfn }: FunctionDescription): string => pciName(domain, bus, devfn);
const named = (list: readonly FunctionDescription[]) => list.map((fn) => [nameOf(fn), fn] as const);
const dword = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
const isBridge = (fn: FunctionDescription): boolean => (fn.config[0x0e] & 0x7f) === 1;
const masksOf = (fn: FunctionDescription) => fn.masks ?? expect.fail(`${nameOf(fn)} has no masks`);
const at = (address: string): FunctionDescription =>
  FUNCTIONS.find((fn) => nameOf(fn) === address) ?? expect.fail(`no function at ${address}`);

const MEASURED = FUNCTIONS.filter((fn) => fn.masks !== null);
const VFS = FUNCTIONS.filter((fn) => fn.isVf);
/** Functions whose BARs can be written. */
const PHYSICAL = MEASURED.filter((fn) => !fn.isVf);

/** Register of region 0..6. */
function regionRegister(fn: FunctionDescription, index: number): number {
  if (index === ROM_REGION) return isBridge(fn) ? 0x38 : 0x30;
  return 0x10 + 4 * index;
}

/** Address bits that can be written in a range of `size` bytes, lower and upper register. */
const addressBits = (size: number): [number, number] => [
  (2 ** 32 - Math.min(size, 2 ** 32)) >>> 0,
  (2 ** 32 - Math.max(1, size / 2 ** 32)) >>> 0,
];

describe('device dumps', () => {
  it.each(DUMPS.map((dump) => [dump.file, dump] as const))('%s parses without warnings', (_, dump) => {
    expect(dump.warnings).toEqual([]);
    expect(dump.functions.length).toBeGreaterThan(0);
  });

  it.each(FILES)('%s says what it is and where it comes from, and no path of the machine', (file) => {
    const content = text(file);
    expect(content).toMatch(
      /^# \S.*\n# Recorded from QEMU \d+\.\d+\S* by corpus\/devices\/record\.mjs; do not edit\.\n\n/,
    );
    expect(content).not.toMatch(/\/(?:tmp|home|root|work|usr)\//);
  });

  it('hold at least 16 functions, each at an address of its own', () => {
    expect(FUNCTIONS.length).toBeGreaterThanOrEqual(16);
    expect(new Set(FUNCTIONS.map(nameOf)).size).toBe(FUNCTIONS.length);
  });

  it('are complete: 4096 bytes for PCI Express, 256 for conventional functions', () => {
    for (const fn of FUNCTIONS) expect([256, 4096], nameOf(fn)).toContain(fn.known);
    expect(at('0000:01:00.0').known).toBe(4096);
    expect(at('0000:0c:01.0').known).toBe(256);
  });

  it('have masks, except the host bridge they would be measured through', () => {
    expect(FUNCTIONS.filter((fn) => fn.masks === null).map(nameOf)).toEqual(['0000:00:00.0']);
  });

  it.each(DUMPS.map((dump) => [dump.file, dump] as const))(
    '%s survives being written again',
    (file, dump) => {
      const plain = (list: readonly FunctionDescription[]) => list.map((fn) => ({ ...fn, line: 0 }));
      expect(plain(parseDump(serializeDump(dump.functions), file).functions)).toEqual(plain(dump.functions));
    },
  );
});

describe('masks', () => {
  it.each(named(MEASURED))('%s: no bit both keeps what is written and is cleared by it', (_, fn) => {
    const { writable, w1c } = masksOf(fn);
    expect([...writable.keys()].filter((reg) => (writable[reg] & w1c[reg]) !== 0)).toEqual([]);
  });

  it.each(named(MEASURED))('%s: ids, class and header type are read-only', (_, fn) => {
    const { writable } = masksOf(fn);
    for (const reg of [0x00, 0x01, 0x02, 0x03, 0x08, 0x09, 0x0a, 0x0b, 0x0e]) expect(writable[reg]).toBe(0);
  });

  it.each(named(PHYSICAL))('%s: what can be written to BARs is what their sizes allow', (_, fn) => {
    const expected = new Map<number, number>();
    for (const { index, kind, size, is64 } of fn.regions.filter((region) => region.index < VF_REGION_0)) {
      const [low, high] = addressBits(size);
      expected.set(regionRegister(fn, index), kind === 'rom' ? (low | 1) >>> 0 : low);
      if (is64) expected.set(regionRegister(fn, index) + 4, high);
    }
    const bars = isBridge(fn) ? [0, 1, 6] : [0, 1, 2, 3, 4, 5, 6];
    for (const reg of bars.map((index) => regionRegister(fn, index))) {
      expect(dword(masksOf(fn).writable, reg), `register 0x${reg.toString(16)}`).toBe(expected.get(reg) ?? 0);
    }
  });

  it('allow bus mastering to be switched wherever it was recorded', () => {
    for (const fn of MEASURED) expect(masksOf(fn).writable[0x04] & 0x04, nameOf(fn)).toBe(0x04);
  });

  it('take in the function level reset of a function that has one', () => {
    const nvme = at('0000:02:00.0');
    expect(nvme.config[0x80]).toBe(0x10); // PCI Express capability
    expect(masksOf(nvme).writable[0x89] & 0x80).toBe(0x80);
  });
});

describe('the recorded machine', () => {
  const regions = PHYSICAL.flatMap((fn) => fn.regions.map((region) => ({ fn, ...region, name: nameOf(fn) })));

  it.each(named(PHYSICAL))('%s: BARs hold the addresses of the regions, aligned to their sizes', (_, fn) => {
    for (const { index, kind, address, size, is64 } of fn.regions.filter(
      (region) => region.index < VF_REGION_0,
    )) {
      const reg = regionRegister(fn, index);
      const flags = kind === 'io' ? 3 : kind === 'rom' ? 0x7ff : 15;
      const high = is64 ? dword(fn.config, reg + 4) * 2 ** 32 : 0;
      expect(((dword(fn.config, reg) & ~flags) >>> 0) + high).toBe(address);
      expect(address).toBeGreaterThan(0);
      expect(address % size).toBe(0);
    }
  });

  it('gives no address to two regions', () => {
    for (const space of [['io'], ['mem', 'rom']]) {
      const sorted = regions.filter(({ kind }) => space.includes(kind)).sort((a, b) => a.address - b.address);
      expect(sorted.length).toBeGreaterThan(5);
      for (let n = 1; n < sorted.length; n++) {
        const [before, here] = [sorted[n - 1], sorted[n]];
        expect(here.address, `${here.name} after ${before.name}`).toBeGreaterThanOrEqual(
          before.address + before.size,
        );
      }
    }
  });

  it('has every memory region behind a recorded bridge in a window of that bridge', () => {
    let checked = 0;
    for (const bridge of FUNCTIONS.filter(isBridge)) {
      const { config } = bridge;
      const field = (reg: number): number => ((config[reg] | (config[reg + 1] << 8)) & 0xfff0) * 0x10000;
      const upper = (reg: number): number => dword(config, reg) * 2 ** 32;
      const windows = [
        [field(0x20), field(0x22) + 0xfffff],
        [field(0x24) + upper(0x28), field(0x26) + upper(0x2c) + 0xfffff],
      ];
      const behind = regions.filter(
        ({ fn, kind }) => kind !== 'io' && fn.bus >= config[0x19] && fn.bus <= config[0x1a],
      );
      for (const { name, address, size } of behind) {
        const fits = windows.some(([base, limit]) => address >= base && address + size - 1 <= limit);
        expect(fits, `${name} behind ${nameOf(bridge)}`).toBe(true);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(10);
  });

  it('has functions that share an interrupt line, in one slot and in several', () => {
    expect(at('0000:0a:00.0').irq).toBe(at('0000:0a:00.1').irq);
    const lines = new Set(FUNCTIONS.map((fn) => fn.irq).filter((irq) => irq !== 0));
    expect([...lines].every((irq) => irq === 10 || irq === 11 || (irq >= 16 && irq <= 23))).toBe(true);
    expect(lines.size).toBeGreaterThan(4);
  });

  it('has devices in every state: nothing decoded, decoding, mastering', () => {
    const commands = PHYSICAL.filter((fn) => !isBridge(fn)).map((fn) => fn.config[0x04] & 0x07);
    expect(commands).toContain(0);
    expect(commands.some((command) => command === 2 || command === 1 || command === 3)).toBe(true);
    expect(commands.some((command) => (command & 6) === 6)).toBe(true);
  });
});

describe('SR-IOV', () => {
  it('has at least two VFs, linked to their PF', () => {
    expect(VFS.length).toBeGreaterThanOrEqual(2);
    for (const vf of VFS) expect(vf.physfnAddress, nameOf(vf)).toEqual({ domain: 0, bus: 2, devfn: 0 });
  });

  it.each(named(VFS))('%s reads ids of all-ones, no BARs and no interrupt pin', (_, vf) => {
    expect(dword(vf.config, 0)).toBe(0xffffffff);
    expect([...vf.config.subarray(0x10, 0x28)].every((byte) => byte === 0)).toBe(true);
    expect(vf.config[0x3d]).toBe(0);
    expect(vf.irq).toBe(0);
  });

  it.each(named(VFS))('%s keeps nothing in its header but the bus master bit', (_, vf) => {
    const header = masksOf(vf).writable.subarray(0, 0x40);
    expect([...header.entries()].filter(([, bits]) => bits !== 0)).toEqual([[0x04, 0x04]]);
  });

  it('gives each VF its share of the range behind the VF BAR', () => {
    const pf = at('0000:02:00.0');
    const shared =
      pf.regions.find(({ index }) => index === VF_REGION_0) ?? expect.fail('the PF has no VF BAR 0');
    VFS.forEach((vf, n) => {
      expect(vf.regions).toEqual([{ ...shared, index: 0, address: shared.address + n * shared.size }]);
    });
    const [low, high] = addressBits(shared.size);
    expect(dword(masksOf(pf).writable, 0x144)).toBe(low);
    expect(dword(masksOf(pf).writable, 0x148)).toBe(high);
  });
});

/** Why the dumps cannot be recorded again here; empty when they can. */
function obstacle(): string {
  const installed = spawnSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' });
  if (installed.error) return 'qemu-system-x86_64 is not installed';
  const version = /version (\S+)/.exec(installed.stdout)?.[1];
  const recorded = /QEMU (\S+)/.exec(text('edu.lspci'))?.[1];
  return version === recorded ? '' : `QEMU is ${version}, the dumps are of ${recorded}`;
}

describe('record.mjs', () => {
  const script = `${HERE}record.mjs`;
  const reason = obstacle();

  it.skipIf(reason !== '')(`--check finds the files as QEMU gives them${reason && ` (${reason})`}`, () => {
    expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toContain(
      `${FILES.length} dumps are as`,
    );
  });

  it('tells how to get QEMU when there is none', () => {
    const run = spawnSync(process.execPath, [script, '--qemu', 'qemu-not-there'], { encoding: 'utf8' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('sudo apt install qemu-system-x86');
  });

  it('explains itself', () => {
    const run = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('--check');
  });

  it('refuses options it does not know', () => {
    expect(spawnSync(process.execPath, [script, '--chekc'], { encoding: 'utf8' }).status).toBe(2);
  });
});
