import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ExploreSummary } from '../campaign/explore/summary.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

const folder = scratchFolder();

let files = 0;
const journal = () => join(folder, `${files++}.jsonl`);
const small = (file: string, ...more: string[]) =>
  ['explore', '--bound', 'small', '--jobs', '1', '--device', 'e1000e', '--journal', file].concat(more);

it('hardened: nothing, 0; the numbers of the units add up to those of the summary', async () => {
  const outcome = await rig(small(journal(), 'enable-msix', 'config-read', '--json'));
  const rows = rowsOf(outcome);
  const units = rows.filter(({ type }) => type === 'unit');
  const summary = rows.at(-1) as Record<string, never>;
  expect([outcome.code, outcome.stderr, units.length]).toEqual([0, '', 2]);
  expect(summary).toMatchObject({ command: 'explore', violations: { new: 0, known: 0 }, interrupted: false });
  const run = units.flatMap((unit) =>
    ['base', 'singles', 'pairs', 'interleavings', 'doubles'].map(
      (kind) => (unit[kind] as { run: number }).run,
    ),
  );
  expect(summary.run).toBe(run.reduce((sum, number) => sum + number, 0));
  expect(summary.run).toBe(summary.classes);
  expect(summary.unpruned).toBeGreaterThan(1000 * summary.classes);
});

it('xsa-155: every placement, 77, and the program of a row shows it again', async () => {
  const outcome = await rig(small(journal(), 'enable-msix', '--flaw', 'xsa-155', '--no-pairs', '--json'));
  expect(outcome.code).toBe(77);
  const found = rowsOf(outcome).find(
    ({ fingerprint }) => fingerprint === 'double-fetch/op.value/xen_pcibk_enable_msix',
  );
  expect(found).toMatchObject({ state: 'new', advisory: 'XSA-155', kinds: ['singles'] });
  const { shown, classes, program } = found as Record<string, never> & { shown: unknown[]; classes: number };
  expect(shown.length).toBe(classes);
  expect(shown[0]).toMatchObject({ operation: 'enable-msix', device: 'e1000e', mode: 'vpci' });
  const file = join(folder, 'program.json');
  writeFileSync(file, JSON.stringify(program));
  const again = await rig(['repro', file, '--profile', 'hardened', '--flaw', 'xsa-155']);
  expect([again.code, again.stdout.includes('double-fetch/op.value/')]).toEqual([77, true]);
});

it('text: counts by operation, and the placements', async () => {
  const outcome = await rig(
    small(journal(), 'enable-msix', '--flaw', 'xsa-155-msix-count', '--no-pairs', '--placements', '1'),
  );
  expect(outcome.stdout).toMatch(/^enable-msix +\d+ +\d+ +\d+$/m);
  expect(outcome.stdout).toMatch(/^ {2}enable-msix on e1000e, vpci: op\.value = 0x\w+ at .* of op\.value$/m);
  expect(outcome.stdout).toMatch(/^ {2}and \d+ more: --placements N/m);
});

it('the limit of placements shown holds over all units', () => {
  const shown = Array.from({ length: 3 }, () => ({ placed: [], placements: 1 }));
  const violation = { oracle: 'o', fingerprint: 'f', title: '', detail: '', rules: [] };
  const summary = new ExploreSummary(4);
  for (const unit of ['a', 'b']) {
    summary.add({
      ...{ unit, operation: 'aer', device: 'd', deviceClass: 'msi', mode: 'vpci', seconds: 0 },
      counts: { ...new ExploreSummary(1).total },
      violations: [
        {
          violation,
          kinds: ['base'] as const,
          placements: 3,
          classes: 3,
          shown,
          program: { setup: {} as never, actions: [] },
        },
      ],
    });
  }
  const [one] = [...summary.violations.values()];
  expect([one?.placements, one?.classes, one?.shown.length]).toEqual([6, 6, 4]);
});

it('interrupted: 130, and --resume goes on with what is left', async () => {
  const file = journal();
  const cut = await rig(small(file, 'config-read', 'unknown', '--json'), { interrupted: true });
  expect([cut.code, rowsOf(cut).at(-1)]).toMatchObject([130, { interrupted: true, units: { done: 0 } }]);
  await rig(small(file, 'config-read'));
  const lines = readFileSync(file, 'utf8').split('\n').length;
  // Results with all placements are others than those with some.
  const limit = ['--placements', '200'];
  const on = await rig(small(file, 'config-read', 'unknown', '--json', '--resume', ...limit));
  const rows = rowsOf(on).filter(({ type }) => type === 'unit');
  expect(rows.map(({ operation, resumed }) => [operation, resumed])).toEqual([
    ['config-read', true],
    ['unknown', false],
  ]);
  expect(readFileSync(file, 'utf8').split('\n').length).toBe(lines + 1);
  expect(rowsOf(on).at(-1)).toMatchObject({ units: { planned: 2, done: 2, resumed: 1 } });
});

it.each([
  [['explore', 'enable-msx'], /explore: there is no operation 'enable-msx'; did you mean/],
  [['explore', '--bound', 'huge'], /--bound: there is no bound 'huge'/],
  [['explore', '--preemptions', '3'], /--preemptions: '3' is no whole number from 0 to 2/],
  [['explore', '--jobs', '0'], /--jobs/],
  [['explore', '--device', 'nothing'], /nothing/],
  [['explore', '--journal', ''], /--journal: the name is empty/],
  [['explore', '--journal', '/proc/none/x.jsonl'], /cannot be written/],
])('%j: one line, 2', async (argv, told) => {
  const outcome = await rig(argv);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(told);
  expect(outcome.stderr.trimEnd().split('\n').length).toBe(1);
});
