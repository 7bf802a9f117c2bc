import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { MAX_COMPRESSED, MAX_RESULTS, sarif } from './sarif.ts';
import { sarifText, sarifUri } from './sarif-text.ts';
import { conformCase, ended, finding, hostileResults, pastBug, results } from './testing/samples.ts';

const tool = { version: '0.1.0', oracles: new Map([['crash', 'The host crashes']]) };
const schemaFile = new URL('testing/sarif-2.1.0-rtm.5.schema.json', import.meta.url);

/** The schema speaks draft 4; of that it uses nothing that draft 7 reads otherwise but the name of `$id`. */
function validator() {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  expect($schema).toContain('draft-04');
  expect(id).toContain('sarif-2.1.0');
  expect(JSON.stringify(schema)).not.toMatch(/"exclusiveM[a-z]+":(true|false)/);
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
const valid = validator();

const made = (...rows: Parameters<typeof results>[0]) => JSON.parse(sarif(results(rows), tool));

describe('SARIF', () => {
  it('is valid by the schema of 2.1.0, which refuses what is wrong', () => {
    const log = made(
      finding(),
      finding({ fingerprint: 'a/b/c', state: 'known', hardening: 'h' }),
      conformCase({ verdict: 'FAIL' }),
      pastBug({ problem: 'it is not detected' }),
      ended('fuzz', { interrupted: true }),
    );
    expect([valid(log), valid.errors]).toEqual([true, null]);
    for (const wrong of [{ ruleId: 7 }, { level: 'bad' }, { message: {} }, { unheardOf: 1 }]) {
      const spoiled = structuredClone(log);
      Object.assign(spoiled.runs[0].results[0], wrong);
      expect(valid(spoiled)).toBe(false);
    }
    expect(valid(made(ended('fuzz')))).toBe(true);
  });

  it('has what code scanning requires of every result and rule', () => {
    const [run] = made(finding(), conformCase({ verdict: 'FAIL' }), ended('fuzz')).runs;
    expect(run.results).toHaveLength(2);
    for (const result of run.results) {
      const [{ physicalLocation }] = result.locations;
      expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w.%-]+(\/[\w.%-]+)*$/);
      expect(physicalLocation.region).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 });
      expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:1$/);
      expect(result.message.text).not.toBe('');
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
    for (const rule of run.tool.driver.rules) {
      expect(rule.shortDescription.text).not.toBe('');
      expect(rule.fullDescription.text).not.toBe('');
      expect(rule.help.text).not.toBe('');
      expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
    }
  });

  it('names rules by oracle and rule of the sheet, and keeps fingerprints when words and folders change', () => {
    const one = made(finding(), ended('fuzz')).runs[0];
    const other = made(finding({ title: 'x', detail: 'y', directory: '/home/me/f' }), ended('fuzz')).runs[0];
    expect(one.results[0].ruleId).toBe('crash');
    expect(one.tool.driver.rules[0].shortDescription.text).toBe('The host crashes');
    expect(other.results[0].partialFingerprints).toEqual(one.results[0].partialFingerprints);
    const third = made(finding({ fingerprint: 'crash/another' }), ended('fuzz')).runs[0];
    expect(third.results[0].partialFingerprints).not.toEqual(one.results[0].partialFingerprints);
    expect(made(conformCase({ verdict: 'FAIL' }), ended('conform')).runs[0].results[0].ruleId).toBe('HDR-36');
  });

  it('never names a place of the machine', () => {
    for (const directory of ['/home/me/f', 'C:\\me\\f', '../../x', null]) {
      const [result] = made(finding({ directory }), ended('fuzz')).runs[0].results;
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(
        'reports/findings/crash--out-of-bounds--xen_pcibk_enable_msix/finding.json',
      );
    }
  });

  it('leaves out fixed findings and what passed; known ones are notes, an observed rule is a warning', () => {
    const levels = made(
      finding({ fingerprint: 'a', state: 'known' }),
      finding({ fingerprint: 'b', state: 'fixed' }),
      finding({ fingerprint: 'c', state: 'reopened' }),
      conformCase({ verdict: 'FAIL', level: 'OBSERVED' }),
      conformCase(),
      pastBug(),
      ended('fuzz'),
    ).runs[0].results.map(({ level }: { level: string }) => level);
    expect(levels).toEqual(['error', 'warning', 'note']);
  });

  it('keeps the worst 25,000 results, and says what it left out', () => {
    const known = Array.from({ length: MAX_RESULTS }, (_, n) =>
      finding({ fingerprint: `k/${n}`, state: 'known' }),
    );
    const whole = made(...known, ended('fuzz')).runs[0];
    expect([whole.results.length, whole.invocations[0].toolExecutionNotifications]).toEqual([
      MAX_RESULTS,
      [],
    ]);
    const [run] = made(...known, finding({ fingerprint: 'new' }), ended('fuzz')).runs;
    expect(run.results).toHaveLength(MAX_RESULTS);
    expect(run.results[0].level).toBe('error');
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      '1 of 25001 results were left out: code scanning takes 25000 and 10 MB compressed at most',
    );
  });

  it('has no more than 25,000 rules, each with a result', () => {
    const failing = Array.from({ length: MAX_RESULTS + 1 }, (_, n) =>
      conformCase({ id: `${n}`, rule: `X-${n}`, verdict: 'FAIL' }),
    );
    const [run] = made(...failing, ended('conform')).runs;
    expect(run.tool.driver.rules).toHaveLength(MAX_RESULTS);
  });

  it('stays under 10 MB when compressed, however little the texts have in common', () => {
    const noise = (n: number): string =>
      Array.from({ length: 20 }, (_, k) => createHash('sha512').update(`${n}/${k}`).digest('base64')).join(
        '',
      );
    const many = Array.from({ length: 12_000 }, (_, n) =>
      finding({ fingerprint: `k/${n}`, state: n < 3 ? 'new' : 'known', detail: noise(n) }),
    );
    const text = sarif(results([...many, ended('fuzz')]), tool);
    expect(gzipSync(text).length).toBeLessThan(MAX_COMPRESSED);
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(6250);
    expect(run.results.slice(0, 4).map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'error',
      'error',
      'note',
    ]);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(/^5750 of 12000 results/);
  });

  it('has one run without threads, extensions or many locations and tags', () => {
    const log = made(finding(), conformCase({ verdict: 'FAIL' }), pastBug({ problem: 'x' }), ended('fuzz'));
    expect([log.version, log.runs.length]).toEqual(['2.1.0', 1]);
    const [{ tool: toolJson, results: listed, automationDetails }] = log.runs;
    expect(automationDetails.id).toMatch(/\/$/);
    expect(Object.keys(toolJson)).toEqual(['driver']);
    expect([toolJson.driver.name, toolJson.driver.semanticVersion]).toEqual(['pciback-rig', '0.1.0']);
    for (const { tags } of toolJson.driver.rules.map(({ properties }: { properties: object }) => properties))
      expect(tags.length).toBeLessThanOrEqual(10);
    for (const one of listed) {
      expect(one.locations).toHaveLength(1);
      expect([one.codeFlows, one.threadFlows, one.level]).toEqual([undefined, undefined, 'error']);
    }
  });

  it('says when a run was interrupted', () => {
    const [run] = made(ended('fuzz', { interrupted: true })).runs;
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      'fuzz was interrupted: it did not run everything',
    );
    expect(made(ended('fuzz')).runs[0].invocations[0].executionSuccessful).toBe(true);
  });

  it('takes hostile text for text', () => {
    const text = sarif(hostileResults(), tool);
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    const log = JSON.parse(text);
    expect([valid(log), valid.errors]).toEqual([true, null]);
    for (const { message } of log.runs[0].results) {
      expect(message.text).not.toMatch(/(?<!\\)\[|[\p{Cc}\p{Cf}]/u);
      expect(message.text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
    }
    expect(sarifText('[a](b) {0} \\')).toBe('\\[a\\](b) {{0}} \\\\');
    expect(sarifUri('a b/\ud800#?.json')).toBe('a%20b/%EF%BF%BD%23%3F.json');
  });
});
