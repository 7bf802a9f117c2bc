import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { regressFolder } from '../campaign/regress.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

const folder = scratchFolder();

const attack = join(regressFolder(), 'xsa-120-command.json');
const commands: readonly (readonly string[])[] = [
  ['conform', 'ABI-01'],
  ['device', 'e1000e'],
  ['repro', attack],
  ['minimize', attack, '--output', join(folder, 'never.json')],
];

test.each(commands.map((argv) => [argv[0] ?? '', argv] as const))(
  '%s refuses an unknown --hardening',
  async (_, argv) => {
    const outcome = await rig([...argv, '--hardening', 'ofset-in-range']);
    expect([outcome.code, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toBe(
      "pciback-rig: --hardening: there is no hardening 'ofset-in-range'; did you mean 'offset-in-range'? see " +
        '`pciback-rig list hardenings`\n',
    );
  },
);

test.each(commands.map((argv) => [argv[0] ?? '', argv] as const))(
  '%s refuses changes that exclude each other',
  async (_, argv) => {
    const outcome = await rig([...argv, '--profile', 'linux-4.3', '--flaw', 'no-helper']);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(
      /^pciback-rig: --flaw: '.*' and '.*' exclude each other; .*part of linux-4\.3.*\n$/,
    );
  },
);

test('conform: a hardening changes what a case sees, and the summary names it', async () => {
  const summary = async (...more: string[]) =>
    rowsOf(await rig(['conform', 'CONF-34', '--device', 'e1000e', '--json', ...more])).at(-1);
  expect((await summary())?.hardenings).toEqual([]);
  const rows = rowsOf(
    await rig(['conform', 'CONF-34', '--device', 'e1000e', '--json', '--hardening', 'offset-in-range']),
  );
  const verdicts = rows.map(({ verdict }) => verdict);
  const plain = rowsOf(await rig(['conform', 'CONF-34', '--device', 'e1000e', '--json'])).map(
    ({ verdict }) => verdict,
  );
  expect(rows.at(-1)).toMatchObject({ profile: 'linux-6.1', hardenings: ['offset-in-range'] });
  expect(verdicts).not.toEqual(plain);
});

test('repro and minimize: with the hardening that closes it nothing is wrong', async () => {
  const weakness = join(regressFolder(), '..', 'rules', 'CONF-12.json');
  expect((await rig(['repro', weakness, '--runs', '1'])).code).toBe(77);
  const closed = await rig(['repro', weakness, '--runs', '1', '--hardening', 'narrow-read-value']);
  expect([closed.code, closed.stdout]).toEqual([
    0,
    expect.stringMatching(/under linux-6\.1 \+ narrow-read-value/),
  ]);
  const output = join(folder, 'small.json');
  const nothing = await rig(['minimize', weakness, '--output', output, '--hardening', 'narrow-read-value']);
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringMatching(/nothing is wrong with it/)]);
  const other = await rig(['minimize', weakness, '--output', output, '--hardening', 'offset-in-range']);
  expect(other.code).toBe(0);
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
    profile: 'linux-6.1',
    hardenings: ['offset-in-range'],
  });
  const again = await rig(['repro', output, '--runs', '1']);
  expect([again.code, again.stdout]).toEqual([
    77,
    expect.stringMatching(/under linux-6\.1 \+ offset-in-range/),
  ]);
});

test('device: a hardening is in force', async () => {
  const { code } = await rig(['device', 'e1000e', '--hardening', 'offset-in-range', '--json']);
  expect(code).toBe(0);
});
