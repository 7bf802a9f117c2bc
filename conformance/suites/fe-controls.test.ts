import { describe, expect, it } from 'vitest';
import { linuxGuest } from '../../src/conformance/client/guest-side.ts';
import { runClientCase } from '../../src/conformance/client/run-client-case.ts';
import { type Rule, ruleOf } from '../../src/conformance/rule.ts';
import { loadRules } from '../../src/conformance/rules.ts';
import { changeCases } from '../cases/fe/changes.ts';
import { feClientCases } from '../cases/fe/index.ts';
import { defects } from '../defects/index.ts';

const rules = loadRules();
const all = [...feClientCases, ...changeCases];
const red = new Set<string>();

/* A case that nothing makes fail is no test: every case is red for one of these frontends. */

describe('frontends with a defect are found', () => {
  it.each(defects.map((defect) => [defect.what, defect] as const))('%s', (_, defect) => {
    const guest = { ...linuxGuest, ...defect.guest };
    const ofRules = all.filter(({ id }) => defect.rules.includes(ruleOf(id)));
    const failed = ofRules.filter((one) => {
      const { verdict } = runClientCase(one, rules.get(ruleOf(one.id)) as Rule, guest);
      return verdict !== 'PASS';
    });
    for (const { id } of failed) red.add(id);
    const found = new Set(failed.map(({ id }) => ruleOf(id)));
    expect(defect.rules.filter((rule) => !found.has(rule))).toEqual([]);
  });

  it('and there is one for every case', () => {
    const never = all.map(({ id }) => id).filter((id) => !red.has(id));
    expect(never).toEqual([]);
  });
});
