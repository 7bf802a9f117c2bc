import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProgram } from '../../program/schema.ts';
import { ResultsBuilder } from '../../report/formats/results.ts';
import type { FindingRow } from '../../report/formats/rows.ts';
import { effect, program } from '../../report/testing/run.ts';
import { scratchFolder } from '../../testing/scratch.ts';
import { gatherFindings } from './findings.ts';

const folder = scratchFolder();

const row = (more: Partial<FindingRow> = {}): FindingRow => ({
  type: 'finding',
  fingerprint: 'double-fetch/op.value/xen_pcibk_enable_msix',
  violation: 'double-fetch/op.value/xen_pcibk_enable_msix',
  oracle: 'double-fetch',
  state: 'new',
  title: 'a title',
  detail: '',
  rules: [],
  target: 'double-fetch',
  directory: null,
  ...more,
});
const gathered = (...rows: readonly FindingRow[]) => {
  const results = new ResultsBuilder();
  for (const one of rows) results.add(one);
  return gatherFindings(results.results(undefined), { env: {} }).findings;
};

const overrun = program([
  {
    do: 'op',
    cmd: 4,
    value: 2,
    at: [effect('fetch', 'op.value', 4, { do: 'page', field: 'op.value', value: 99 })],
  },
]);
const file = (content: object): void =>
  writeFileSync(join(folder, 'finding.json'), JSON.stringify({ files: ['program.json'], ...content }));

describe('a finding with a folder', () => {
  it('is run again, and shown with both fetches and what happened', () => {
    file({ profile: 'linux-6.1', flaws: ['xsa-155-msix-count'], command: 'npx it', seed: '7' });
    const text = formatProgram({ ...overrun, profile: 'linux-6.1', flaws: ['xsa-155-msix-count'] });
    writeFileSync(join(folder, 'program.json'), text);
    const [found] = gathered(row({ directory: folder }));
    expect(found?.fetches?.shown.map(({ value }) => value)).toEqual(['0x2', '0x2', '0x63']);
    expect(found?.sequence?.steps.filter(({ mark }) => mark === 'flip')).toHaveLength(1);
    expect(found).toMatchObject({
      command: 'npx it',
      where: 'linux-6.1 with xsa-155-msix-count, executor model, seed 7',
      missing: null,
      severity: { level: 'high', reach: 'guest', derived: true },
    });
    expect(found?.program).toContain('at the 4th fetch of op.value');
  });

  it('is shown without what a broken program cannot give, and says so', () => {
    file({});
    writeFileSync(join(folder, 'program.json'), '{');
    expect(gathered(row({ directory: folder }))[0]).toMatchObject({
      sequence: null,
      program: null,
      missing: expect.stringMatching(/could not be read: .*JSON/),
    });
  });

  it('is not run on the model when something else met it', () => {
    file({ executor: 'linux' });
    writeFileSync(join(folder, 'program.json'), formatProgram(overrun));
    expect(gathered(row({ directory: folder }))[0]).toMatchObject({
      sequence: null,
      missing: 'It was met on linux, which has no trace here.',
    });
  });

  it('is shown by its row when the folder has gone', () => {
    expect(gathered(row({ directory: join(folder, 'gone') }))[0]).toMatchObject({
      program: null,
      where: null,
    });
  });
});

describe('severity', () => {
  it('of a known weakness is that of the list, with its reach', () => {
    const known = {
      violation: 'reply/CONF-34/xen_pcibk_do_one_op',
      oracle: 'reply',
      state: 'known',
    } as const;
    const [found] = gathered(row({ ...known, fingerprint: known.violation }));
    expect(found?.severity).toMatchObject({ level: 'high', reach: 'guest', derived: false });
  });

  it('of what a hardening closes is that of the hardening', () => {
    const [found] = gathered(row({ hardening: 'devfn-exact' }));
    expect(found?.severity).toMatchObject({ level: 'low', derived: false });
    expect(found?.severity.reasons[0]).toContain('devfn-exact');
  });
});
