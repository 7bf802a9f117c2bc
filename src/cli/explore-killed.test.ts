import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { wholeLines } from '../campaign/stats.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { buildCli } from './testing/built-cli.ts';

const KILLS = 2;

const folder = scratchFolder();
let main: string;
beforeAll(() => {
  mkdirSync(join(folder, 'package'));
  main = buildCli(join(folder, 'package'));
});

/** An exploration in a process of its own, killed when it has announced so many new units; `Infinity`: never. */
async function run(journal: string, resume: boolean, units: number) {
  const words = ['explore', 'close', 'kill', '--bound', 'small', '--preemptions', '1', '--device', 'e1000e'];
  const place = ['--jobs', '1', '--json', '--journal', join(folder, journal)];
  const child = spawn(process.execPath, [main, ...words, ...place, ...(resume ? ['--resume'] : [])]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
    if (stdout.split('"resumed":false').length > units) child.kill('SIGKILL');
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const signal = await new Promise<string | null>((resolve) =>
    child.on('close', (_, ended) => resolve(ended)),
  );
  const rows = wholeLines(stdout)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { signal, stderr, rows };
}

const names = (rows: readonly Record<string, unknown>[]): unknown[] =>
  rows.filter(({ type }) => type === 'unit').map(({ unit }) => unit);

it(`killed ${KILLS} times, it has in the journal what it announced, and ends with the same numbers`, {
  timeout: 300_000,
}, async () => {
  const announced = new Set<unknown>();
  for (let kill = 0; kill < KILLS; kill++) {
    const { signal, stderr, rows } = await run('killed.jsonl', kill > 0, 1 + Math.floor(Math.random() * 12));
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    const fresh = rows.filter(({ type, resumed }) => type === 'unit' && resumed === false);
    expect(fresh.length).toBeGreaterThan(0);
    // Nothing is run again.
    for (const unit of names(fresh)) expect(announced).not.toContain(unit);
    for (const unit of names(rows)) announced.add(unit);
    const journal = readFileSync(join(folder, 'killed.jsonl'), 'utf8');
    for (const unit of announced) expect(journal).toContain(JSON.stringify(unit));
  }
  const last = await run('killed.jsonl', true, Number.POSITIVE_INFINITY);
  const whole = await run('whole.jsonl', false, Number.POSITIVE_INFINITY);
  expect([last.stderr, whole.stderr]).toEqual(['', '']);
  const resumed = last.rows.filter(({ type, resumed: was }) => type === 'unit' && was === true);
  for (const unit of announced) expect(names(resumed)).toContain(unit);
  expect(names(last.rows).sort()).toEqual(names(whole.rows).sort());
  const [one, other] = [last.rows.at(-1), whole.rows.at(-1)];
  expect(one).toMatchObject({ type: 'summary', interrupted: false });
  for (const key of ['unpruned', 'classes', 'run', 'total', 'byOperation', 'violations'])
    expect(one?.[key]).toEqual(other?.[key]);
});
