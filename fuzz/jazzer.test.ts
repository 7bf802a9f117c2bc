import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findJazzer } from '../src/campaign/bench/jazzer.ts';
import { buildCli } from '../src/cli/testing/built-cli.ts';

const jazzer = await findJazzer();
const reason = 'reason' in jazzer ? jazzer.reason : '';

/** The title says why, so that a report shows it: vitest gives a skipped suite no other place. */
describe.skipIf('reason' in jazzer)(`targets under Jazzer.js${reason && ` (skipped: ${reason})`}`, () => {
  let folder: string;
  let fuzz: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jazzer-'));
    fuzz = join(dirname(buildCli(folder)), '..', '..', 'fuzz');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['msi', 'xenbus', 'lspci-parser'])('%s is called, and guided by the code it reaches', (name) => {
    const cli = 'cli' in jazzer ? jazzer.cli : '';
    const instrumented = ['-i', 'dist/src/'];
    const args = [cli, join(fuzz, name), '--sync', ...instrumented, '--', '-runs=400', '-seed=1'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringMatching(/Done 400 runs/) });
    expect(stderr).toMatch(/NEW +cov: [1-9]/);
  });
});
