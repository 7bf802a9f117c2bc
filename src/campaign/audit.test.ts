import { describe, expect, it } from 'vitest';
import { flaws } from '../changes/flaws/index.ts';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { Audit, auditRow, auditSubjects, flawsOf, isOfHost } from './audit.ts';
import { knownWeaknesses } from './known.ts';
import { regressLibrary } from './regress.ts';

const library = regressLibrary();

/** An audit of the model of today's driver, with past bugs put back. */
function auditOf(...ids: string[]): Audit {
  const made = makeProfile('linux-6.1', ids);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  const driver = new ModelExecutor(library, made.profile);
  return new Audit(driver, library, 'linux-6.1', knownWeaknesses('linux-6.1'));
}

const subject = (advisory: string) => {
  const found = auditSubjects().find((one) => one.advisory === advisory);
  if (found === undefined) throw new Error(advisory);
  return found.rows;
};

const rowOf = (audit: Audit, advisory: string) => {
  const rows = subject(advisory);
  return auditRow(
    advisory,
    rows,
    flawsOf(rows).map((flaw) => audit.of(flaw)),
  );
};

describe('an audit', () => {
  it('finds the bug that is there, and no other', () => {
    const audit = auditOf('xsa-155-in-place');
    const row = rowOf(audit, 'XSA-155');
    expect(row.verdict).toBe('vulnerable');
    expect(row.evidence).toMatch(/^xsa-155-in-place: /);
    const others = auditSubjects().filter(({ advisory }) => advisory !== 'XSA-155');
    const wrong = others.filter(({ advisory }) => rowOf(audit, advisory).verdict === 'vulnerable');
    expect(wrong.map(({ advisory }) => advisory)).toEqual([]);
  });

  it("finds nothing in today's driver: its weaknesses are known", () => {
    const audit = auditOf();
    const rows = auditSubjects().map(({ advisory }) => rowOf(audit, advisory));
    expect(rows.filter(({ verdict }) => verdict === 'vulnerable')).toEqual([]);
    expect(rows.filter(({ verdict }) => verdict === 'not vulnerable').length).toBeGreaterThan(20);
    for (const { verdict, evidence } of rows) if (verdict === 'SKIP') expect(evidence).not.toBe('');
  });

  it('skips what was in the kernel around the driver', () => {
    const host = flaws.find(({ id }) => id === 'eoi-active-early');
    const own = flaws.find(({ id }) => id === 'xsa-155-in-place');
    expect(host !== undefined && isOfHost(host)).toBe(true);
    expect(own !== undefined && isOfHost(own)).toBe(false);
    expect(rowOf(auditOf(), 'XSA-441')).toMatchObject({
      verdict: 'SKIP',
      evidence: expect.stringContaining('which the shim supplies'),
    });
  });

  it('has every row of the catalogue in one subject', () => {
    const rows = auditSubjects().flatMap((one) => one.rows.map(({ row }) => row));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBe(83);
  });
});
