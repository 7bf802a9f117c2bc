import { describe, expect, it } from 'vitest';
import { clientJobs, runClientCase } from '../../src/conformance/client/run-client-case.ts';
import { runScript } from '../../src/conformance/client/run-script.ts';
import { loadRules } from '../../src/conformance/rules.ts';
import type { Subject } from '../../src/conformance/run-case.ts';
import { checkSuite } from '../../src/conformance/suite.ts';
import { changeCases } from '../cases/fe/changes.ts';
import { feClientCases } from '../cases/fe/index.ts';

const rules = loadRules();
const all = [...feClientCases, ...changeCases];

describe('FE, held against the frontend', () => {
  it.each(all.map((one) => [one.id, one] as const))('%s', (id, one) => {
    const rule = rules.get(id.replace(/\/.*/, ''));
    if (rule === undefined) throw new Error(`no rule of ${id}`);
    const { verdict, reason, mismatches } = runClientCase(one, rule);
    expect({ verdict, reason, mismatches }).toEqual({ verdict: 'PASS', reason: null, mismatches: [] });
  });
});

describe('the client side of the suite', () => {
  it('has a case for every rule of the area, and each id once', () => {
    const ofArea = new Map([...rules].filter(([id]) => id.startsWith('FE-')));
    const ids = feClientCases.map(({ id }) => id);
    expect(() => checkSuite(ofArea, ids)).not.toThrow();
  });

  it('skips what an executor supplies itself', () => {
    const [job] = clientJobs(feClientCases, rules);
    const subject = { executor: { name: 'other' }, supplies: new Set(['frontend']) } as unknown as Subject;
    expect(job?.run(subject)).toMatchObject({
      verdict: 'SKIP',
      reason: 'executor other supplies the frontend itself',
    });
    expect(job?.run({ ...subject, supplies: new Set() })).toMatchObject({ verdict: 'PASS', device: null });
  });

  it('does the same for the same script', () => {
    for (const one of all) {
      const told = () => runScript(one).happened();
      expect(told(), one.id).toEqual(told());
    }
  });

  it('gives ERROR, not a verdict, for a script that is impossible or expects nothing', () => {
    const rule = rules.get('FE-01');
    if (rule === undefined) throw new Error('no rule');
    const one = { id: 'FE-01/99', title: 'x', steps: [], expect: [] } as const;
    expect(runClientCase(one, rule)).toMatchObject({ verdict: 'ERROR', reason: 'the case expects nothing' });
    const attach = { ...one, steps: [{ do: 'attach' }], expect: feClientCases[0]?.expect ?? [] } as const;
    expect(runClientCase(attach, rule)).toMatchObject({
      verdict: 'ERROR',
      reason: 'the backend cannot attach',
    });
  });
});
