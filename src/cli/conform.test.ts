import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SuiteError } from '../conformance/suite-error.ts';
import { vectorsFolder } from '../conformance/vectors.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { sampleEndpoint } from '../platform/pci/testing/sample-functions.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { reportError } from './errors.ts';
import { type Outcome, rig, rowsOf } from './testing/fake-io.ts';

const conform = (...words: string[]): Promise<Outcome> => rig(['conform', ...words]);
/** Rows of the cases, and the summary. */
async function rows(...words: string[]) {
  const outcome = await conform(...words, '--json');
  const all = rowsOf(outcome);
  const summary = all.pop();
  return { code: outcome.code, cases: all, summary };
}
/** The one line on standard error. */
async function complaint(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await conform(...words);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  return stderr.replace('pciback-rig: ', '').trimEnd();
}

let folder: string;
scratchFolders((made) => {
  folder = made;
});

describe('conform', () => {
  it('runs what the globs choose and is silent about what holds', async () => {
    const { code, stdout, stderr } = await conform('CONF-03', 'A.4/*', '--device', 'e1000e');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^area +rules +cases +PASS +NON-STRICT +INFO +SKIP +KNOWN +FAIL +CRASH +ERROR\n/);
    expect(stdout).toMatch(/^CONF +1 /m);
    expect(stdout).toMatch(/^vectors +\d+ +\d+ /m);
    expect(stdout.trimEnd()).toMatch(/No case failed\.$/);
  });

  it('gives rows and a summary with the fields that other programs rely on', async () => {
    const { code, cases, summary } = await rows('CONF-03', '--device', 'e1000e');
    expect(code).toBe(0);
    expect(cases.length).toBeGreaterThan(2);
    for (const row of cases) {
      expect(Object.keys(row)).toEqual([
        'type',
        'id',
        'rule',
        'level',
        'verdict',
        'containment',
        'device',
        'reason',
      ]);
      expect(row).toMatchObject({
        type: 'case',
        rule: 'CONF-03',
        level: 'MUST',
        verdict: 'PASS',
        reason: null,
      });
    }
    expect(summary).toMatchObject({
      type: 'summary',
      command: 'conform',
      cases: cases.length,
      byVerdict: {
        PASS: cases.length,
        'NON-STRICT': 0,
        INFO: 0,
        SKIP: 0,
        KNOWN: 0,
        FAIL: 0,
        CRASH: 0,
        ERROR: 0,
      },
      rules: { covered: 1 },
      profile: 'linux-6.1',
      flaws: [],
      hardenings: [],
      executor: 'model',
      devices: 1,
      interrupted: false,
    });
    const { total, untestable, reasons } = (summary as { rules: Record<string, number | object> }).rules;
    expect(total).toBeGreaterThan(420);
    expect(Object.keys(reasons ?? {})).toHaveLength(Number(untestable));
    expect(Number(untestable)).toBeLessThanOrEqual(Number(total) / 20);
  });

  it('takes vectors by their rule, and clients of the frontend', async () => {
    const ids = (await rows('HDR-39', '--device', 'e1000e')).cases.map(({ id }) => id);
    expect(ids).toContain('A.4/10');
    expect((await rows('FE-05')).cases[0]).toMatchObject({ verdict: 'PASS', device: null });
  });

  it('takes only rules of a level', async () => {
    const levels = async (level: string) => {
      const { cases } = await rows('CONF-1*', '--level', level, '--device', 'e1000e');
      return [...new Set(cases.map((row) => row.level))];
    };
    expect(await levels('MUST')).toEqual(['MUST']);
    expect(await levels('OBSERVED')).toEqual(['OBSERVED']);
  });

  it('tells why cases are skipped on a device', async () => {
    const { code, cases } = await rows('CAP-14', '--device', 'rtl8139');
    expect(code).toBe(0);
    expect(cases.every(({ verdict }) => verdict === 'SKIP')).toBe(true);
    expect(cases.find(({ device }) => device !== null)).toMatchObject({
      device: 'rtl8139',
      reason: 'rtl8139 has no VPD capability',
    });
    const { stdout } = await conform('CAP-14', '--device', 'rtl8139');
    expect(stdout).toMatch(/^Skipped, because\n +\d+ {2}the device has no VPD capability$/m);
  });

  it('names the change that explains a difference', async () => {
    const words = ['CONF-12', '--profile', 'hardened', '--device', 'e1000e'];
    const { code, cases, summary } = await rows(...words);
    expect(code).toBe(0);
    expect(cases.map(({ reason }) => reason)).toContain('differs by narrow-read-value');
    expect(summary).toMatchObject({ byVerdict: { FAIL: 0, ERROR: 0 }, profile: 'hardened' });
    expect((await conform(...words)).stdout).toMatch(/^ {2}narrow-read-value {2}.*CONF-12\/1/m);
  });

  it('shows progress on a terminal, and takes it away', async () => {
    let time = 0;
    const { stdout } = await rig(['conform', 'CONF-0*', '--device', 'e1000e'], {
      isTty: true,
      columns: 60,
      now: () => (time += 200),
    });
    expect(stdout).toMatch(/\d+ of \d+ cases, 0 failed, at CONF-0/);
    const longest = stdout.split('\n').filter((line) => line.includes(' failed, at '));
    for (const line of longest) expect(line.length).toBeLessThan(80);
  });

  it('stops when it is interrupted and says so', async () => {
    const { code, stdout } = await rig(['conform', 'CONF'], { interrupted: true });
    expect(code).toBe(130);
    expect(stdout).toMatch(/Interrupted: 0 of \d+ were run\.\n$/);
  });
});

describe('conform with a flaw', () => {
  const words = ['HDR-12', '--flaw', 'xsa-120-command', '--device', 'e1000e', '--device', 'rtl8139'];
  let shown: Outcome;
  beforeAll(async () => {
    shown = await conform(...words);
  });

  it('exits 1 and counts what failed', () => {
    expect([shown.code, shown.stderr]).toEqual([1, '']);
    expect(shown.stdout.trimEnd()).toMatch(
      /\n[1-9]\d* FAIL, 0 CRASH, 0 ERROR, containment broken in [1-9]\d*\.$/,
    );
  });

  it('shows a failing case whole', () => {
    const { stdout } = shown;
    expect(stdout).toMatch(/^HDR-12\/\d+ on e1000e: FAIL \(.* differs\)$/m);
    expect(stdout).toMatch(/^ {2}requirement {2}HDR-12 MUST: /m);
    expect(stdout).toMatch(/^ {2}source +conf_space_header\.c/m);
    expect(stdout).toMatch(/^ {2}containment {2}broken\n {4}a function's decode bits are turned off/m);
    expect(stdout).toMatch(/^ {4}expected {2}.*\n {4}observed {2}/m);
    expect(stdout).toMatch(/^ {2}steps\n {4}set-up: topology vpci/m);
    expect(stdout).toMatch(/^ {4}action \d+: guest 0 conf_write offset=0x4/m);
    expect(stdout).toMatch(/^ {2}page of domain 1, before and after\n {4}flags +/m);
    expect(stdout).toMatch(/^ {2}registers of 0000:[0-9a-f:.]+ e1000e, before and after\n {4}0x000 +0x/m);
    expect(stdout).toMatch(/^ {4}0x004 .* {2}\*$/m);
  });

  it('shows a case once for all devices', () => {
    expect(shown.stdout).toMatch(/^ {2}and likewise on 1 other device$/m);
    const heads = shown.stdout.match(/^HDR-12\/1 on /gm) ?? [];
    expect(heads.length).toBeLessThanOrEqual(1);
  });

  it('tells programs what was expected and observed', async () => {
    const { code, cases, summary } = await rows(...words);
    expect(code).toBe(1);
    const failing = cases.find(({ verdict }) => verdict === 'FAIL');
    expect(failing?.mismatches).toEqual(
      expect.arrayContaining([
        {
          what: expect.any(String),
          match: 'equal',
          expected: expect.anything(),
          observed: expect.anything(),
        },
      ]),
    );
    expect(summary).toMatchObject({ flaws: ['xsa-120-command'] });
  });
});

describe('bad input of conform', () => {
  it('is told in one line', async () => {
    expect(await complaint('NOSUCH-*')).toBe(
      "conform: no case, vector, rule or area fits 'NOSUCH-*'; see `pciback-rig list rules`",
    );
    expect(await complaint('XB-68')).toMatch(/^conform: XB-68 has no case \(.{20,}\); see/);
    expect(await complaint('CONF-03', 'conf-03')).toMatch(/fits 'conf-03'/);
    expect(await complaint('--level', 'must')).toMatch(/^--level: there is no level 'must'; did you mean/);
    expect(await complaint('CONF-03', '--level', 'HOST')).toMatch(
      /^--level: nothing that was chosen is of level/,
    );
    expect(await complaint('--profile', 'linux-7')).toMatch(/^--profile: /);
    expect(await complaint('--flaw', 'nosuch')).toMatch(/^--flaw: /);
    expect(await complaint('--executor', 'xen')).toMatch(/^--executor: /);
    expect(await complaint('--device', 'nosuch')).toMatch(/nosuch/);
  });

  it('a broken suite exits 78 with one line', () => {
    let stderr = '';
    const io = { stderr: { write: (text: string) => (stderr += text) }, env: {} };
    expect(reportError(new SuiteError(`x.json: \u001b[31m${'x'.repeat(400)}`), io as never)).toBe(78);
    expect(stderr).toMatch(
      /^pciback-rig: the conformance suite is broken: x\.json: \\x1b\[31mxxx.{200,300}\.\.\.; .*\n$/,
    );
  });

  it('names of a dump do nothing to the terminal', async () => {
    const name = 'evil\u001b[31m\u202e.lspci';
    writeFileSync(join(folder, name), serializeDump([{ ...sampleEndpoint(), name: 'x' }]));
    const { code, stdout } = await conform(
      'HDR-12',
      '--device',
      join(folder, name),
      '--flaw',
      'xsa-120-command',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('evil\\x1b[31m\\u{202e}');
    for (const char of ['\u001b', '\u202e']) expect(stdout).not.toContain(char);
  });
});

describe('conform --vectors', () => {
  const shipped = readFileSync(join(vectorsFolder(), 'a04-bars.json'), 'utf8');
  const put = (text: string, name = 'v.json'): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const told = async (text: string): Promise<string> =>
    (await complaint('--vectors', put(text))).replaceAll(`${folder}/`, '');
  const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

  it('runs the vectors of a file instead of the suite', async () => {
    const { code, cases } = await rows('--vectors', put(shipped));
    expect(code).toBe(0);
    expect(cases.map(({ id, verdict }) => [id, verdict])).toEqual(
      Array.from({ length: 12 }, (_, i) => [`A.4/${i + 1}`, 'PASS']),
    );
    expect((await rows('A.4/3', '--vectors', put(shipped))).cases).toHaveLength(1);
  });

  it('fails when what is observed is not what the file says, and shows foreign text safely', async () => {
    const wrong = shipped.replace('4294901772', '4294901773').replace('"BAR0:', '"\\u001b[31mBAR0:');
    const { code, stdout } = await conform('--vectors', put(wrong));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^A\.4\/1 on appendix-a-bars: FAIL/m);
    expect(stdout).toContain('case         \\x1b[31mBAR0:');
    expect(stdout).toMatch(/expected {2}.*0xffff000d.*\n +observed {2}.*0xffff000c/);
    expect(stdout).not.toContain('\u001b');
  });

  it('takes devices of dumps beside the file', async () => {
    put(serializeDump([{ ...sampleEndpoint(), name: 'mine' }]), 'mine.lspci');
    const own = shipped.replaceAll('"appendix-a-bars"', '"mine.lspci"');
    const { cases } = await rows('--vectors', put(own));
    expect(new Set(cases.map(({ device }) => device))).toEqual(new Set(['mine.lspci']));
  });

  it('tells place and remedy of what is wrong', async () => {
    const schema = 'see conformance/vectors/vectors.schema.json';
    expect(await told('')).toBe(`v.json: the file is empty; ${schema}`);
    expect(await told(shipped.slice(0, 300))).toMatch(/^v\.json:\d+: this is not JSON; see /);
    const field = shipped.replace('"rule"', '"bogus": 1,\n"rule"');
    expect(await told(field)).toBe(
      `v.json:${lineOf(field, '"bogus"')}: vectors[0]: Unrecognized key: "bogus"; ${schema}`,
    );
    const count = shipped.replace('"count": 12', '"count": 13');
    expect(await told(count)).toBe(
      `v.json:${lineOf(count, '"count"')}: count: it says 13 and there are 12 vectors; find the lost one or mend it`,
    );
    const rule = shipped.replace('HDR-37', 'HDR-99');
    expect(await told(rule)).toBe(
      `v.json:${lineOf(rule, 'HDR-99')}: vectors[0].rule: there is no rule HDR-99; see \`pciback-rig list rules\``,
    );
    const device = shipped.replace('"appendix-a-bars"', '"appendix-a-bar"');
    expect(await told(device)).toMatch(
      new RegExp(
        `^v\\.json:${lineOf(device, '"appendix-a-bar"')}: 'appendix-a-bar': there is no shipped device`,
      ),
    );
    expect(await complaint('--vectors', join(folder, 'nosuch'))).toMatch(
      /there is no such file; give the path/,
    );
    expect(await complaint('--vectors', folder)).toMatch(/this is a folder/);
    expect(await complaint('NOSUCH', '--vectors', put(shipped))).toMatch(/fits 'NOSUCH'/);
  });
});
