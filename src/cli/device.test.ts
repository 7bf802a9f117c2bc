import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { synthesiseVfs } from '../platform/pci/synthesise-vfs.ts';
import { devicesDirectory, devicesNeeded, readDevices } from '../platform/pci/testing/devices.ts';
import {
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from '../platform/pci/testing/sample-functions.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const endpoint = serializeDump([sampleEndpoint()]);

beforeAll(() => {
  writeFileSync(at('one.lspci'), endpoint);
  writeFileSync(at('two.lspci'), serializeDump([sampleConventional(), sampleEndpoint()]));
});

describe('--json', () => {
  test('a row per function, a summary last, under the names of the design', async () => {
    const outcome = await rig(['device', at('two.lspci'), '--json']);
    expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    const [first, second, summary] = rowsOf(outcome);
    expect(summary).toMatchObject({ type: 'summary', command: 'device', functions: 2, warnings: 0 });
    expect(first).toMatchObject({ type: 'function', address: '0000:00:03.0' });
    expect(second).toMatchObject({
      type: 'function',
      address: '0000:03:00.0',
      vendorId: '0x8086',
      deviceId: '0x10c9',
      headerType: 0,
      warnings: [],
      assignable: true,
      configSpaceBytes: 4096,
      resetMethods: ['flr', 'pm'],
    });
    expect(second?.capabilities).toContainEqual({
      name: 'MSI-X',
      id: '0x11',
      extended: false,
      offset: '0x70',
      length: 12,
      detail: '8 vectors, table in BAR0 at 0x2000',
    });
    expect(second?.capabilities).toContainEqual(
      expect.objectContaining({ name: 'AER', id: '0x0001', extended: true, offset: '0x100' }),
    );
    expect(second?.regions).toContainEqual({
      name: 'BAR0',
      kind: 'mem',
      address: '0x8e0000000',
      size: 0x10000,
      sizeTold: true,
      is64: true,
      prefetchable: true,
    });
  });

  test('masks by register offset, as wide as the register, its name beside', async () => {
    const [row] = rowsOf(await rig(['device', at('one.lspci'), '--json']));
    const writable = row?.writable as Record<string, Record<string, string>>;
    expect(Object.keys(writable)).toEqual(['default', 'permissive', 'interruptControl']);
    expect(writable.default).toMatchObject({ '0x004': '0x0004', '0x00c': '0xff' });
    expect(writable.default).not.toHaveProperty('0x052');
    expect(writable.interruptControl).toMatchObject({
      '0x004': '0x0404',
      '0x052': '0x0001',
      '0x072': '0xc000',
    });
    expect(writable.permissive).toHaveProperty('0x054', '0xfffffffc');
    expect(row?.registers).toMatchObject({
      '0x004': { name: 'COMMAND', size: 2 },
      '0x00c': { name: 'CACHE_LINE_SIZE', size: 1 },
    });
  });

  test('a virtual function has the ids that the host knows it by', async () => {
    const stdin = serializeDump(synthesiseVfs(samplePhysicalFunction(), 1));
    const [, row] = rowsOf(await rig(['device', '-', '--json'], { stdin }));
    expect(row).toMatchObject({ virtualFunctionOf: '0000:04:00.0', vendorId: '0x8086', deviceId: '0x10ca' });
  });

  test('a flaw put back shows', async () => {
    const [row] = rowsOf(await rig(['device', at('one.lspci'), '--json', '--flaw', 'xsa-120']));
    expect(row).toMatchObject({ writable: { default: { '0x004': expect.not.stringMatching('0x0004') } } });
  });
});

describe('text', () => {
  test('header, regions, capabilities and the map', async () => {
    const { code, stdout } = await rig(['device', at('one.lspci')]);
    expect(code).toBe(0);
    for (const part of [
      /^0000:03:00\.0 {2}\S/m,
      /ids +8086:10c9, subsystem 8086:a03c/,
      /BAR0 +memory 64-bit, prefetchable +0x8e0000000 +64 KiB/,
      /0x50 +MSI +4 vectors, 64-bit, maskable/,
      /0x100 +AER/,
      /default +permissive +interrupt control/,
      /0x004 +COMMAND +0x0004 +0x[0-9a-f]{4} +0x0404/,
      /0x052 +MSI control +- +0x[0-9a-f]{4} +0x0001/,
      /^1 function, 0 warnings$/m,
    ]) {
      expect(stdout).toMatch(part);
    }
    expect(stdout).not.toContain('\u001b');
  });

  test('on a terminal in colour', async () => {
    expect((await rig(['device', at('one.lspci')], { isTty: true })).stdout).toContain(
      '\u001b[1m0000:03:00.0',
    );
    expect(
      (await rig(['device', at('one.lspci')], { isTty: true, env: { NO_COLOR: '1' } })).stdout,
    ).not.toContain('\u001b');
  });

  test('one function of a dump, by its address', async () => {
    const { stdout } = await rig(['device', `${at('two.lspci')}#03:00.0`]);
    expect(stdout).toMatch(/^0000:03:00\.0/);
    expect(stdout).toMatch(/^1 function,/m);
  });

  test('a function that the driver does not take: said so', async () => {
    const cardbus = sampleConventional();
    cardbus.config[0x0e] = 2;
    const outcome = await rig(['device', '--json'], { stdin: serializeDump([cardbus]) });
    expect(rowsOf(outcome)[0]).toMatchObject({
      assignable: false,
      writable: { default: {}, permissive: {}, interruptControl: {} },
    });
    expect(rowsOf(outcome)[0]?.warnings).toContainEqual(expect.stringContaining('no guest can have it'));
  });

  test('what a dump leaves out is told', async () => {
    const stdin = `00:01.0 Nothing known of it\n\n${endpoint}`;
    expect((await rig(['device'], { stdin })).stdout).toContain(
      'standard input:1: 1 function(s) without bytes',
    );
  });
});

describe('standard input', () => {
  test('with -, and when something is piped in and nothing is named', async () => {
    const named = await rig(['device', '-'], { stdin: endpoint, typing: true });
    expect([named.code, named.stdout]).toEqual([0, (await rig(['device'], { stdin: endpoint })).stdout]);
  });

  test('somebody types and nothing is named: nobody waits for a dump', async () => {
    const { code, stderr } = await rig(['device'], { typing: true });
    expect([code, stderr]).toEqual([
      2,
      'pciback-rig: device: it needs a dump; name a file made with `lspci -xxxx` as root, or pipe one in\n',
    ]);
  });

  test('twice is once too often', async () => {
    expect((await rig(['device', '-', '-'], { stdin: endpoint })).stderr).toContain('only once');
  });
});

describe('bad input: one line with file, line and remedy, 2, nothing on standard output', () => {
  const cut = endpoint.slice(0, endpoint.indexOf('\n80:') + 20);
  test.each<[string, string | Uint8Array, string]>([
    ['truncated in a line', cut, 'the line has'],
    ['truncated between lines', endpoint.slice(0, endpoint.indexOf('\n80:') + 1), 'is cut off'],
    ['binary', Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + 3) & 0xff), 'it is binary'],
    ['empty', '', 'the dump is empty'],
    ['no dump', 'To whom it may concern\n', 'it is no dump'],
    ['without bytes', '00:01.0 Some device\n', 'no configuration bytes'],
  ])('%s', async (name, content, part) => {
    const file = at(`${name.replaceAll(' ', '-')}.lspci`);
    writeFileSync(file, content);
    // A good dump before it does not help: nothing is half done.
    const { code, stdout, stderr } = await rig(['device', at('one.lspci'), file]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^pciback-rig: [^\n]+\.lspci(:\d+)?: [^\n]+; [^\n]+\n$/);
    expect(stderr).toContain(file);
    expect(stderr).toContain(part);
    const piped = await rig(['device', '-'], { stdin: content });
    expect([piped.code, piped.stdout]).toEqual([2, '']);
    expect(piped.stderr).toBe(stderr.replace(file, 'standard input'));
  });

  test('100 MB, quickly', async () => {
    writeFileSync(at('huge.lspci'), '');
    truncateSync(at('huge.lspci'), 100_000_000);
    const begin = performance.now();
    const { code, stdout, stderr } = await rig(['device', at('huge.lspci')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/huge\.lspci: it is larger than 64 MiB; [^\n]+\n$/);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test('an unknown name: the nearest', async () => {
    const { code, stderr } = await rig(['device', 'ons'], { env: { PCIBACK_RIG_DEVICES: folder } });
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean 'one'?");
  });
});

test('markup and terminal escapes in a name are shown, not obeyed', async () => {
  const name = 'Evil \u001b[2J\u001b]0;t\u001b\\ \u202e <script>alert(1)</script> & "quoted"';
  const stdin = `00:03.0 ${name}\n${endpoint.slice(endpoint.indexOf('\n00: ') + 1)}`;
  for (const isTty of [false, true]) {
    const { code, stdout } = await rig(['device'], { stdin, isTty, columns: 200, env: { NO_COLOR: '1' } });
    expect(code).toBe(0);
    expect(stdout).toContain('<script>alert(1)</script> & "quoted"');
    expect(stdout).toMatch(/^[\n -~]*$/);
  }
  const json = await rig(['device', '--json'], { stdin });
  expect(json.stdout).toMatch(/^[\n -~]*$/);
  expect(rowsOf(json)[0]?.name).toContain('\u202e <script>');
});

describe.skipIf(devicesDirectory === undefined)(`dumps of real machines${devicesNeeded}`, () => {
  test.each(readDevices().map(({ name }) => name))('%s', async (name) => {
    const outcome = await rig(['device', join(devicesDirectory ?? '', name), '--json']);
    expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    const rows = rowsOf(outcome);
    const summary = rows.pop();
    expect(summary).toMatchObject({ command: 'device', functions: rows.length });
    for (const row of rows) {
      const { default: plain, permissive } = row.writable as Record<string, Record<string, string>>;
      if (row.assignable)
        expect(Object.keys(plain ?? {})).toEqual(expect.arrayContaining(['0x004', '0x00c']));
      for (const [offset, mask] of Object.entries(plain ?? {})) {
        const more = permissive?.[offset] ?? '0x0';
        expect([row.address, offset, (BigInt(mask) & ~BigInt(more)).toString(16)]).toEqual([
          row.address,
          offset,
          '0',
        ]);
      }
    }
    const text = await rig(['device', join(devicesDirectory ?? '', name)]);
    expect(text.code).toBe(0);
    for (const { address } of rows) expect(text.stdout).toContain(String(address));
  });

  test('53 functions within 20 s', async () => {
    const begin = performance.now();
    const outcome = await rig(['device', 'tree-asus-p6t6', '--json'], {
      env: { PCIBACK_RIG_DEVICES: devicesDirectory ?? '' },
    });
    expect(rowsOf(outcome).at(-1)).toMatchObject({ functions: 53 });
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
