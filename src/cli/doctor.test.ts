import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rig, rowsOf } from './testing/fake-io.ts';

const states = (rows: readonly Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(rows.map(({ name, state }) => [name, state]));

test('a machine with nothing: told, with the commands that help, and 0', async () => {
  const outcome = await rig(['doctor', '--json'], { env: { PATH: '', PCIBACK_RIG_CACHE: '/nowhere' } });
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
  const rows = rowsOf(outcome);
  const summary = rows.pop();
  expect(summary).toMatchObject({ type: 'summary', command: 'doctor', checks: rows.length, notYet: 1 });
  expect(states(rows)).toMatchObject({
    node: 'ok',
    model: 'ok',
    qemu: 'missing',
    lspci: 'missing',
    linux: 'missing',
    xen: 'not-yet',
  });
  for (const row of rows)
    expect(Object.keys(row)).toEqual(['type', 'name', 'title', 'state', 'detail', 'enable']);
  const enable = (name: string): unknown => rows.find((row) => row.name === name)?.enable;
  expect(enable('linux')).toBe('pciback-rig build linux --yes');
  expect(enable('qemu')).toMatch(/^sudo apt-get install .*qemu-system-x86/);
  const text = await rig(['doctor'], { env: {} });
  expect([text.code, text.stderr]).toEqual([0, '']);
  expect(text.stdout).toMatch(/not part of this version yet/);
  expect(text.stdout).toMatch(/\$ sudo apt-get install/);
});

test('programs are found on PATH; one that fails or answers nonsense does no harm', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pciback-rig-'));
  const program = join(folder, 'qemu-system-x86_64');
  const qemu = async (): Promise<Record<string, unknown> | undefined> =>
    rowsOf(await rig(['doctor', '--json'], { env: { PATH: folder } })).find(({ name }) => name === 'qemu');
  writeFileSync(program, '#!/bin/sh\nprintf "QEMU emulator version 9\\n"');
  expect(await qemu()).toMatchObject({ state: 'missing' }); // it may not be run
  chmodSync(program, 0o755);
  expect(await qemu()).toMatchObject({ state: 'ok', detail: 'QEMU emulator version 9', enable: null });
  writeFileSync(program, '#!/bin/sh\nexit 3');
  expect(await qemu()).toMatchObject({ state: 'ok', detail: program });
  rmSync(folder, { recursive: true });
});
