import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allChanges } from '../changes/profiles.ts';
import { oracleTitles } from '../oracle/index.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { sampleEndpoint } from '../platform/pci/testing/sample-functions.ts';
import { rig, rowsOf } from './testing/fake-io.ts';
import { kinds } from './things.ts';

/** Members that other programs rely on. */
const members: Readonly<Record<string, readonly string[]>> = {
  targets: ['type', 'name', 'title', 'input'],
  flaws: [
    'type',
    'id',
    'group',
    'advisory',
    'cves',
    'title',
    'cause',
    'rules',
    'oracles',
    'affected',
    'fixedBy',
    'confidence',
  ],
  rules: [
    'type',
    'id',
    'level',
    'area',
    'requirement',
    'part',
    'source',
    'guestObservable',
    'untestable',
    'cases',
    'vectors',
    'changes',
    'oracles',
  ],
  devices: [
    'type',
    'name',
    'shipped',
    'file',
    'address',
    'title',
    'vendorId',
    'deviceId',
    'classCode',
    'headerType',
    'virtualFunction',
    'capabilities',
    'warnings',
  ],
  executors: ['type', 'name', 'available', 'title', 'sees', 'builds'],
  profiles: ['type', 'name', 'title', 'changes', 'known', 'default', 'evidence', 'leftOut'],
  oracles: ['type', 'name', 'title', 'needs'],
  hardenings: [
    'type',
    'id',
    'title',
    'cause',
    'rules',
    'oracles',
    'reach',
    'severity',
    'conflicts',
    'optional',
  ],
};

test('every kind is listed here', () => {
  expect(Object.keys(members)).toEqual(Object.keys(kinds));
});

test.each(Object.keys(members))('list %s', async (what) => {
  const outcome = await rig(['list', what, '--json']);
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
  const rows = rowsOf(outcome);
  expect(rows.pop()).toEqual({ type: 'summary', command: 'list', what, count: rows.length });
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(members[what]);
    expect(row.type).toBe(kinds[what]?.type);
  }
  const text = await rig(['list', what]);
  expect(text.code).toBe(0);
  for (const row of rows) expect(text.stdout).toContain(String(row.name ?? row.id));
});

test('targets, the flaws asked for, executors and profiles are there', async () => {
  const names = async (what: string): Promise<unknown[]> =>
    rowsOf(await rig(['list', what, '--json']))
      .slice(0, -1)
      .map(({ name, id }) => name ?? id);
  expect(await names('targets')).toEqual(
    expect.arrayContaining(['double-fetch', 'two-guests', 'lspci-parser']),
  );
  expect(await names('flaws')).toEqual(
    expect.arrayContaining(['xsa-155-in-place', 'xsa-157-msi-twice', 'xsa-120-command', 'xsa-332-early-eoi']),
  );
  expect(await names('executors')).toEqual(expect.arrayContaining(['model', 'linux', 'xen']));
  expect(await names('profiles')).toEqual(expect.arrayContaining(['linux-6.1', 'linux-6.12', 'hardened']));
  expect(await names('rules')).toEqual(expect.arrayContaining(['OPS-11', 'HDR-12']));
  expect(await names('oracles')).toEqual([...oracleTitles.keys()]);
});

test('every rule is listed with its cases, or why it has none; changes refer to no other', async () => {
  const rows = rowsOf(await rig(['list', 'rules', '--json'])).slice(0, -1);
  expect(rows.length).toBeGreaterThan(420);
  for (const { id, cases, untestable } of rows)
    expect([id, Number(cases) > 0]).toEqual([id, untestable === null]);
  const ids = new Set(rows.map(({ id }) => id));
  const named = allChanges.flatMap(({ rules }) => rules);
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
  expect(rows.find(({ id }) => id === 'HDR-12')).toMatchObject({
    level: 'MUST',
    area: 'HDR',
    changes: expect.arrayContaining(['xsa-120-command']),
  });
});

test('devices of PCIBACK_RIG_DEVICES are listed too, foreign text made visible', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pciback-rig-'));
  const name = `Evil \u202e\u009b31m ${'n'.repeat(500)}`;
  writeFileSync(join(folder, 'mine.lspci'), serializeDump([{ ...sampleEndpoint(), name }]));
  const env = { PCIBACK_RIG_DEVICES: folder };
  const mine = rowsOf(await rig(['list', 'devices', '--json'], { env })).find((row) => row.name === 'mine');
  expect(mine).toMatchObject({
    shipped: false,
    vendorId: '0x8086',
    deviceId: '0x10c9',
    address: '0000:03:00.0',
  });
  const { stdout } = await rig(['list', 'devices'], { env, isTty: true, columns: 100 });
  const line = stdout.split('\n').find((text) => text.includes('mine')) ?? '';
  expect(line).toContain('Evil \\u{202e}');
  expect(line).not.toMatch(/[\u0080-\u009f\u202e]/);
  rmSync(folder, { recursive: true });
});
