import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCorpus } from '../campaign/corpus/load.ts';
import { parseStats, type Stats, wholeLines } from '../campaign/stats.ts';
import { parseProgram } from '../program/schema.ts';
import { readFindings } from '../report/finding-states.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { usualDevices } from './corpus-options.ts';
import { targetNames } from './corpus-place.ts';
import { buildCli } from './testing/built-cli.ts';

const KILLS = 10;

const folder = scratchFolder();
let main: string;
beforeAll(() => {
  mkdirSync(join(folder, 'package'));
  main = buildCli(join(folder, 'package'));
});

/** A campaign in a process of its own, killed so many milliseconds after its first row; `Infinity`: never. */
async function run(words: readonly string[], milliseconds: number) {
  const common = ['msi', 'double-fetch', '--device', 'e1000e', '--no-baseline', '--no-replay', '--json'];
  const place = ['--corpus', join(folder, 'corpus'), '--findings', join(folder, 'reports', 'findings')];
  const child = spawn(process.execPath, [main, 'fuzz', ...common, ...place, ...words]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    if (stdout === '' && Number.isFinite(milliseconds)) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...ended) => resolve(ended)),
  );
  const rows = wholeLines(stdout)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, signal, stderr, rows };
}

const statsFile = (): string => join(folder, 'corpus', 'stats.json');

const statsNow = (): Stats => {
  const stats = parseStats(readFileSync(statsFile(), 'utf8'));
  if (typeof stats === 'string') throw new Error(stats);
  return stats;
};

describe('a campaign that is killed', () => {
  it(`${KILLS} times at random moments has on disk what it announced, nothing half-written, and goes on`, {
    timeout: 300_000,
  }, async () => {
    const announced = new Set<string>();
    let [programs, executions] = [0, 0];
    for (let kill = 0; kill < KILLS; kill++) {
      const resume = existsSync(statsFile()) ? ['--resume'] : ['--seed', '5'];
      const { rows, signal, stderr } = await run([...resume, '--time', '1h'], Math.random() * 1500);
      expect(stderr).toBe('');
      expect(signal).toBe('SIGKILL');
      for (const row of rows) if (row.type === 'finding') announced.add(String(row.directory));
      for (const directory of announced) checkFinding(directory);
      const kept = rows.filter((row) => row.kind === 'new').length;
      const corpus = loadCorpus(join(folder, 'corpus'), targetNames, usualDevices(), {});
      expect(corpus.warnings).toEqual([]);
      expect(corpus.entries.length).toBeGreaterThanOrEqual(programs + kept);
      programs = corpus.entries.length;
      const findings = readFindings(join(folder, 'reports', 'findings'));
      expect(findings.warnings).toEqual([]);
      // A kill may come before anything was counted; what was once there does not go.
      if (resume[0] === '--seed' && !existsSync(statsFile())) continue;
      expect(statsNow().execs_done).toBeGreaterThanOrEqual(executions);
      executions = statsNow().execs_done;
    }
    expect(announced.size).toBeGreaterThan(0);
    expect(programs).toBeGreaterThan(10);
    const last = await run(['--resume', '--runs', String(executions + 40)], Number.POSITIVE_INFINITY);
    expect(last.stderr).toBe('');
    expect(last.rows.find((row) => row.kind === 'load')).toMatchObject({ programs });
    expect(last.rows.at(-1)).toMatchObject({ type: 'summary', executions: 40, executionsBefore: executions });
    expect(statsNow()).toMatchObject({ state: 'done', seed: '5', execs_done: executions + 40 });
    // What was announced before is not news.
    const fresh = last.rows.filter((row) => row.type === 'finding' && row.seenBefore !== true);
    for (const { directory } of fresh) expect(announced).not.toContain(directory);
  });
});

/** Whole, and with everything that it says it has. */
function checkFinding(directory: string): void {
  const { files } = JSON.parse(readFileSync(join(directory, 'finding.json'), 'utf8')) as { files: string[] };
  // A hidden file is what a kill left of one that was being written; nothing reads it.
  const there = readdirSync(directory).filter((name) => !name.startsWith('.'));
  expect(there.sort()).toEqual([...files].sort());
  expect(parseProgram(readFileSync(join(directory, 'program.json'), 'utf8'))).toHaveProperty('program');
  expect(dirname(directory)).toBe(join(folder, 'reports', 'findings'));
}
