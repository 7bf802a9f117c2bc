import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { modes } from '../../src/cli/fuzz-mode.ts';
import { Checkout } from './checkout.ts';
import { evaluated, gitlabJob, workflowSchema } from './workflow.ts';

const text = (file: string): string => readFileSync(join(packageRoot(), file), 'utf8');
const workflow = (file: string) => workflowSchema.parse(parse(text(file)));
const REUSABLE = '.github/workflows/pciback-rig.yml';
const CALLER = 'examples/ci/github-caller.yml';
const GITLAB = 'examples/ci/gitlab-ci.yml';

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
});
beforeEach(() => {
  rmSync(join(checkout.folder, 'reports'), { recursive: true, force: true });
});
afterAll(() => checkout.remove());

/** Everything small: one device, one target, few seconds; what finds something, and what does not. */
const small = {
  time: '3s',
  targets: 'config-write',
  devices: 'corpus/devices/e1000e.lspci',
  jobs: '1',
  baseline: '',
};
const silent = 'hardened';
const finds = 'linux-4.3';

describe('the workflow for GitHub', () => {
  /** Runs the steps with a script in order, as a job would; the status of the job and what is in its reports. */
  function job(inputs: Record<string, string>, isPrivate = 'true') {
    const { env = {}, steps } = workflow(REUSABLE).jobs.rig ?? { steps: [] };
    const place = mkdtempSync(join(tmpdir(), 'rig-job-'));
    const values: Record<string, string> = {
      'github.event.repository.private || inputs.private': isPrivate,
      ...Object.fromEntries(
        Object.entries({ ...small, ...inputs }).map(([name, value]) => [`inputs.${name}`, value]),
      ),
    };
    const around = (more: typeof env = {}) =>
      Object.fromEntries(
        Object.entries({ ...env, ...more }).map(([name, value]) => [name, evaluated(value, values)]),
      );
    let failed = 0;
    for (const step of steps) {
      if (step.run === undefined || step.name === 'Install') continue;
      if (failed !== 0 && !step.if?.startsWith('always()')) continue;
      const status = values['steps.run.outputs.status'];
      if (step.if?.includes("== '77'") && status !== '0' && status !== '77') continue;
      if (step.if?.includes("status != ''") && status === undefined) continue;
      const files = { GITHUB_OUTPUT: join(place, 'output'), GITHUB_STEP_SUMMARY: join(place, 'summary') };
      const ran = checkout.run(`set -e\n${step.run}`, { ...around(step.env), ...files });
      if (ran.status !== 0) failed = ran.status ?? -1;
      if (step.id === 'run') {
        const [, given] = /^status=(\d+)$/m.exec(readFileSync(files.GITHUB_OUTPUT, 'utf8')) ?? [];
        if (given !== undefined) values['steps.run.outputs.status'] = given;
      }
    }
    const summary = existsSync(join(place, 'summary')) ? readFileSync(join(place, 'summary'), 'utf8') : '';
    rmSync(place, { recursive: true });
    const has = (name: string): boolean => existsSync(join(checkout.folder, 'reports', name));
    return { failed, summary, status: values['steps.run.outputs.status'], has };
  }

  it('a change fails at a finding, with its results converted, and passes without', () => {
    const bad = job({ mode: 'code-change', profile: finds, time: '60s' });
    expect([bad.failed, bad.status]).toEqual([77, '77']);
    expect(['fuzz.jsonl', 'findings', 'rig.sarif', 'rig.xml'].map(bad.has)).toEqual([true, true, true, true]);
    expect(bad.summary).toMatch(/^## pciback-rig: \d+ open finding/);
    rmSync(join(checkout.folder, 'reports'), { recursive: true });
    const good = job({ mode: 'code-change', profile: silent });
    expect([good.failed, good.status]).toEqual([0, '0']);
    expect(good.summary).toContain('nothing new');
  });

  it('in a public repository the summary names no finding, and nothing is kept', () => {
    const { failed, summary } = job({ mode: 'code-change', profile: finds, time: '60s' }, 'false');
    expect([failed, summary]).toEqual([77, expect.stringMatching(/^pciback-rig has run\./)]);
    for (const mode of ['batch', 'prune', 'coverage']) {
      const refused = job({ mode, profile: silent }, 'false');
      expect([refused.failed, refused.status]).toEqual([2, undefined]);
    }
  });

  it('a campaign goes on after findings; prune and coverage take its corpus', () => {
    // A second may be too short on a machine that does other things as well.
    let batch = job({ mode: 'batch', profile: finds });
    if (batch.status === '0') batch = job({ mode: 'batch', profile: finds, time: '30s' });
    expect([batch.failed, batch.status]).toEqual([0, '77']);
    expect(['corpus', 'findings', 'rig.sarif', 'cobertura.xml'].map(batch.has)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const prune = job({ mode: 'prune', profile: finds });
    expect([prune.failed, prune.status]).toEqual([0, '0']);
    const coverage = job({ mode: 'coverage', profile: finds });
    expect([coverage.failed, coverage.status, coverage.has('cobertura.xml')]).toEqual([0, '0', true]);
  });

  it('bad input fails the job', () => {
    expect(job({ mode: 'odd', profile: silent }).failed).toBe(2);
    expect(job({ mode: 'code-change', profile: 'odd' }).failed).toBe(2);
    expect(job({ mode: 'code-change', profile: silent, targets: '--help $(touch x)' }).failed).toBe(2);
    expect(existsSync(join(checkout.folder, 'x'))).toBe(false);
  });

  it('asks for no more than it needs, pins what it uses, and puts nothing foreign into a script', () => {
    for (const file of [REUSABLE, '.github/workflows/ci.yml']) {
      const { jobs, permissions } = workflow(file);
      expect(permissions).toEqual(file === REUSABLE ? {} : { contents: 'read' });
      for (const { steps, permissions: own } of Object.values(jobs)) {
        const wanted = { contents: 'read', actions: 'read', 'security-events': 'write' };
        if (file === REUSABLE) expect(own).toEqual(wanted);
        for (const { uses, run, with: options } of steps) {
          if (uses !== undefined) expect(uses).toMatch(/^[\w./-]+@v\d+\.\d+\.\d+$/);
          expect(run ?? '').not.toContain('${{');
          if (uses?.startsWith('actions/checkout@')) expect(options?.['persist-credentials']).toBe(false);
        }
      }
      for (const line of text(file)
        .split('\n')
        .filter((one) => one.includes('uses: ')))
        expect(line).toMatch(/@v[\d.]+ # full version/);
      expect(text(file)).not.toContain('secrets.');
    }
  });

  it('the caller gives what there is', () => {
    const inputs = workflow(REUSABLE).on.workflow_call?.inputs ?? {};
    const { jobs } = workflow(CALLER);
    expect(Object.values(jobs).map(({ with: given }) => given?.mode)).toEqual([
      'code-change',
      'batch',
      'prune',
      'coverage',
    ]);
    for (const { uses, with: given = {}, permissions } of Object.values(jobs)) {
      expect(uses).toBe(`OWNER/pciback-rig/${REUSABLE}@v0.1.0`);
      expect(permissions).toEqual(workflow(REUSABLE).jobs.rig?.permissions);
      for (const [name, value] of Object.entries(given))
        expect([name, typeof value]).toEqual([name, inputs[name]?.type]);
    }
  });
});

describe('the file for GitLab', () => {
  const file = () => z.record(z.string(), z.unknown()).parse(parse(text(GITLAB)));
  const part = (name: string) => gitlabJob.parse(file()[name]);
  const run = (mode: string, profile: string, time = small.time): number | null => {
    const { targets, devices, jobs } = small;
    const env = {
      RIG_TIME: time,
      RIG_TARGETS: targets,
      RIG_DEVICES: devices,
      RIG_JOBS: jobs,
      RIG_BASELINE: '',
    };
    const script = `mkdir -p reports/corpus\n${part('.pciback-rig').script?.join('\n')}`;
    return checkout.run(`set -eo pipefail\n${script}`, { ...env, RIG_MODE: mode, RIG_PROFILE: profile })
      .status;
  };

  it('ends a job as the rig ends, and 77 does not fail the modes that go on', () => {
    expect(run('code-change', finds, '60s')).toBe(77);
    expect(
      ['rig.xml', 'rig.sarif'].map((name) => existsSync(join(checkout.folder, 'reports', name))),
    ).toEqual([true, true]);
    expect(run('code-change', 'odd')).toBe(2);
    expect(run('odd', silent)).toBe(2);
    rmSync(join(checkout.folder, 'reports'), { recursive: true });
    expect(run('batch', silent)).toBe(0);
    expect(run('prune', silent)).toBe(0);
    expect(run('coverage', silent)).toBe(0);
  });

  it('has a job for each mode; artefacts are for developers', () => {
    for (const mode of modes) {
      const { extends: base = '' } = part(`rig-${mode}`);
      expect(base).toBe(mode === 'code-change' ? '.pciback-rig' : '.pciback-rig-kept');
    }
    expect(part('.pciback-rig').artifacts?.access).toBe('developer');
    expect(part('.pciback-rig').allow_failure).toBeUndefined();
    expect(part('.pciback-rig-kept').allow_failure?.exit_codes).toBe(77);
  });
});
